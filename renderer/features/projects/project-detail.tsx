import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { factsOf, sentenceOf } from "#renderer/host/failure.ts";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { selectProject } from "#renderer/session/session.ts";
import { DetailHead } from "#renderer/ui/detail-head.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { keepFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Project, ProjectDraft } from "#shared/domain/project/project.ts";
import { AddressFields } from "./address-fields.tsx";
import { ColourField } from "./colour-field.tsx";
import { KeyStorageSection } from "./keys/key-storage-section.tsx";
import { KeysSection } from "./keys/keys-section.tsx";
import { type KeyMove, MoveKeysDialog } from "./move-keys-dialog.tsx";
import { NameField } from "./name-field.tsx";
import { NetworkFields } from "./network-fields.tsx";
import classes from "./project-detail.module.css";
import { draftOf, type FormProblems, formOf, isEdited, type ProjectForm, readForm } from "./project-form.ts";
import { projectParts, showPart } from "./project-part.ts";
import { useProjectActions } from "./projects.queries.ts";
import { projectsLabels } from "./projects-labels.ts";
import { RemoveProject } from "./remove-project.tsx";
import { TiersSection } from "./tiers-section.tsx";
import { dropUnsaved, keepUnsaved, useUnsavedForms } from "./unsaved-forms.ts";

/** Edits one Statsig project. Switches and colours apply at once; typed changes wait for Save and survive switching screens. */
export function ProjectDetail({
  project,
  part,
  isCurrent,
  onRemoved,
}: {
  project: Project;
  /** The section that is shown first, one of `projectParts`, or empty. */
  part: string;
  isCurrent: boolean;
  onRemoved: () => void;
}) {
  const edit = useProjectEdit(project);
  const { form, problems } = edit;
  const sections = useRef<HTMLElement>(null);
  useEffect(() => {
    if (sections.current !== null && part !== "") return showPart(sections.current, part);
  }, [part]);
  return (
    <div ref={keepFocus} className={classes.detail}>
      <DetailHead icon={<ProjectSwatch project={project} />} title={project.name}>
        {isCurrent ? (
          <span className="subdued">current project</span>
        ) : (
          <button type="button" className="link" onClick={() => selectProject(project.id)}>
            Switch to this project
          </button>
        )}
      </DetailHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={sections} className={classes.scroll} aria-label={projectsLabels.project(project.name)} tabIndex={0}>
        <TiersSection project={project} onChange={edit.changeAtOnce} />
        <KeysSection project={project} onShowNetwork={() => void (sections.current && showPart(sections.current, projectParts.network))} />
        <KeyStorageSection project={project} />
        <section>
          <h3 className={classes.h}>Name and colour</h3>
          <div className={classes.fields}>
            <NameField value={form.name} problem={problems.name} onChange={(name) => edit.type({ ...form, name })} />
            <ColourField value={project.colour} onChange={(colour) => edit.changeAtOnce({ colour })} />
          </div>
        </section>
        <AddressFields form={form} problems={problems} onChange={(changed) => edit.type({ ...form, ...changed })} />
        <NetworkFields form={form} problems={problems} onChange={edit.type} />
        <RemoveProject project={project} onRemoved={onRemoved} />
      </section>
      {edit.failure !== null && (
        <p className={classes.failure} role="alert">
          {edit.failure}
        </p>
      )}
      {edit.isEdited && (
        <div className={classes.saveBar}>
          <span>Unsaved changes to {project.name}</span>
          <Button variant="subtle" color="gray" onClick={edit.discard}>
            {projectsLabels.discardChanges}
          </Button>
          <Button rightSection={<Chord chord="Mod+Enter" bare />} onClick={() => void edit.save(null)}>
            {projectsLabels.saveChanges}
          </Button>
        </div>
      )}
      {edit.keyMove !== null && (
        <MoveKeysDialog
          move={edit.keyMove}
          projectName={project.name}
          onConfirm={(consent) => edit.save(consent)}
          onClose={edit.keepOldHosts}
        />
      )}
    </div>
  );
}

function useProjectEdit(project: Project) {
  const { updateProject } = useProjectActions();
  const saved = draftOf(project);
  const typed = useUnsavedForms((forms) => forms[project.id]);
  const form = typed ?? formOf(saved);
  const [problems, setProblems] = useState<FormProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [keyMove, setKeyMove] = useState<KeyMove | null>(null);

  const type = (next: ProjectForm) => {
    setFailure(null);
    // Once problems are shown they follow the typing, so that a fixed one disappears.
    if (Object.keys(problems).length > 0) setProblems(problemsOf(next, saved));
    if (isEdited(next, saved)) keepUnsaved(project.id, next);
    else dropUnsaved(project.id);
  };
  /** With a consent, throws what the core throws, so that the dialog can show it. */
  const save = async (consent: string | null) => {
    setFailure(null);
    const read = readForm(form, saved);
    if ("problems" in read) {
      setProblems(read.problems);
      announce(`Not saved: ${Object.values(read.problems)[0]}`);
      return;
    }
    try {
      await updateProject(project.id, read.draft, consent);
      dropUnsaved(project.id);
      setProblems({});
      announce(`Saved ${read.draft.name}.`);
    } catch (error) {
      if (consent !== null) throw error;
      const needed = factsOf(error, "HOSTS_NEED_CONSENT");
      if (needed !== undefined && Array.isArray(needed.origins))
        setKeyMove({ origins: needed.origins.map(String), by: needed.by === "passphrase" ? "passphrase" : "host" });
      else setFailure(`Not saved. ${sentenceOf(error)}`);
    }
  };
  const changeAtOnce = (part: Partial<ProjectDraft>) => {
    setFailure(null);
    updateProject(project.id, { ...saved, ...part }).catch((error: unknown) => setFailure(`Not changed. ${sentenceOf(error)}`));
  };
  const discard = () => {
    dropUnsaved(project.id);
    setProblems({});
    setFailure(null);
  };
  const edited = typed !== undefined;
  useCommand("run", () => void save(null), { enabled: edited, label: `Save ${project.name}` });
  return {
    form,
    problems,
    failure,
    keyMove,
    isEdited: edited,
    type,
    save,
    changeAtOnce,
    discard,
    keepOldHosts: () => setKeyMove(null),
  };
}

function problemsOf(form: ProjectForm, saved: ProjectDraft): FormProblems {
  const read = readForm(form, saved);
  return "problems" in read ? read.problems : {};
}
