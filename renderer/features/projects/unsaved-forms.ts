import { create } from "zustand";
import type { ProjectForm } from "./project-form.ts";

const item = "gatescope:unsaved-projects";

type Forms = Readonly<Record<string, ProjectForm>>;

/** What was typed and not yet saved, per project (`new` for the one being added): it outlives the screen and a reload of the page. */
export const useUnsavedForms = create<Forms>()(() => readKept());

export function keepUnsaved(projectId: string, form: ProjectForm): void {
  replace({ ...useUnsavedForms.getState(), [projectId]: form });
}

export function dropUnsaved(projectId: string): void {
  const { [projectId]: _dropped, ...others } = useUnsavedForms.getState();
  replace(others);
}

function replace(forms: Forms) {
  useUnsavedForms.setState(forms, true);
  sessionStorage.setItem(item, JSON.stringify(forms));
}

function readKept(): Forms {
  const kept = sessionStorage.getItem(item);
  return kept === null ? {} : (JSON.parse(kept) as Forms); // written by this file alone
}
