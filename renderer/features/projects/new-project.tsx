import { Button } from "@mantine/core";
import { type SubmitEvent, useRef, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { blankProject } from "#shared/domain/project/project.ts";
import { AddressFields } from "./address-fields.tsx";
import { ColourField } from "./colour-field.tsx";
import { NameField } from "./name-field.tsx";
import { NetworkFields } from "./network-fields.tsx";
import detail from "./project-detail.module.css";
import { type FormProblems, formOf, type ProjectForm, readForm } from "./project-form.ts";
import { useProjectActions } from "./projects.queries.ts";
import { projectsLabels } from "./projects-labels.ts";
import { dropUnsaved, keepUnsaved, useUnsavedForms } from "./unsaved-forms.ts";

/** The form that adds a Statsig project. Only the name is required; the key is added afterwards. */
export function NewProject({ onCreated, onCancel }: { onCreated: (projectId: string) => void; onCancel: () => void }) {
  const { createProject } = useProjectActions();
  const [colour, setColour] = useState(blankProject().colour);
  const draft = { ...blankProject(), colour };
  const form = useUnsavedForms((forms) => forms.new) ?? formOf(draft);
  const [problems, setProblems] = useState<FormProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const network = useRef<HTMLElement>(null);
  const type = (next: ProjectForm) => {
    keepUnsaved("new", next);
    setProblems({});
  };
  const create = async (event: SubmitEvent) => {
    event.preventDefault();
    const read = readForm(form, draft);
    if ("problems" in read) {
      setProblems(read.problems);
      announce(`Not added: ${Object.values(read.problems)[0]}`);
      return;
    }
    try {
      const project = await createProject(read.draft);
      dropUnsaved("new");
      announce(`${project.name} added. Add its key next.`);
      onCreated(project.id);
    } catch (error) {
      setFailure(`Not added. ${sentenceOf(error)}`);
    }
  };
  return (
    <form className={detail.detail} onSubmit={(event) => void create(event)} aria-label={projectsLabels.newProject} noValidate>
      <div className={detail.head}>
        <h2>{projectsLabels.newProject}</h2>
      </div>
      <div className={detail.scroll}>
        <section>
          <p className={detail.lead}>
            A project holds the keys, tiers and addresses of one Statsig project. Give it a name; the defaults work for Statsig.
          </p>
          <div className={detail.fields}>
            <NameField isFirst value={form.name} problem={problems.name} onChange={(name) => type({ ...form, name })} />
            <ColourField value={colour} onChange={setColour} />
          </div>
        </section>
        <AddressFields form={form} problems={problems} onChange={(changed) => type({ ...form, ...changed })} />
        <NetworkFields ref={network} form={form} problems={problems} onChange={type} />
      </div>
      {failure !== null && (
        <p className={detail.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={detail.saveBar}>
        <span className="subdued">You add its key next. It stays on this machine and is sent only to these addresses.</span>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            dropUnsaved("new");
            onCancel();
          }}
        >
          Cancel
        </Button>
        <Button type="submit">{projectsLabels.addProject}</Button>
      </div>
    </form>
  );
}
