import { create } from "zustand";
import type { ProjectForm } from "./project-form.ts";

const storageKey = "gatescope:unsaved-project-forms-2";

type Forms = Readonly<Record<string, ProjectForm>>;

/** The unsaved form of each project (`new` for the one being added). Kept in session storage, so that it survives a reload of the page. */
export const useUnsavedForms = create<Forms>()(() => readStoredForms());

export function keepUnsaved(projectId: string, form: ProjectForm): void {
  replace({ ...useUnsavedForms.getState(), [projectId]: form });
}

export function dropUnsaved(projectId: string): void {
  const { [projectId]: _dropped, ...others } = useUnsavedForms.getState();
  replace(others);
}

function replace(forms: Forms) {
  useUnsavedForms.setState(forms, true);
  sessionStorage.setItem(storageKey, JSON.stringify(forms));
}

function readStoredForms(): Forms {
  const stored = sessionStorage.getItem(storageKey);
  return stored === null ? {} : (JSON.parse(stored) as Forms); // written only by this file
}
