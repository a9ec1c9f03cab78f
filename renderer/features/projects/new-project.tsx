import { Button } from "@mantine/core";
import { ChevronRight, Plus } from "lucide-react";
import { type SubmitEvent, useId, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { DetailHead } from "#renderer/ui/detail-head.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { keyProblem } from "#shared/domain/project/key-info.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { AddressFields } from "./address-fields.tsx";
import { ColourField } from "./colour-field.tsx";
import { KeyInput, keyPlaceholder } from "./keys/key-input.tsx";
import { useKeyField } from "./keys/use-key-field.ts";
import { NameField } from "./name-field.tsx";
import { NetworkFields } from "./network-fields.tsx";
import colours from "./project-colours.json";
import detail from "./project-detail.module.css";
import { type FormProblems, formOf, isStatsigDefault, type ProjectForm, readForm } from "./project-form.ts";
import { useProjectActions, useProjects } from "./projects.queries.ts";
import { projectsLabels } from "./projects-labels.ts";
import { dropUnsaved, keepUnsaved, useUnsavedForms } from "./unsaved-forms.ts";

/**
 * The form that adds a Statsig project: its name and, if it is at hand, its key. Only the name is required. Addresses and network are folded, because the
 * defaults work for Statsig. The typed key never enters React state, and is cleared as soon as it is passed to the core.
 */
export function NewProject({ onCreated, onCancel }: { onCreated: (projectId: string) => void; onCancel: () => void }) {
  const id = useId();
  const { createProject, addKey } = useProjectActions();
  const projects = useProjects();
  const [chosenColour, setColour] = useState<string | null>(null);
  const colour = chosenColour ?? unusedColour(projects);
  const key = useKeyField();
  const [keyText, setKeyText] = useState<string | null>(null);
  const draft = { ...blankProject(), colour };
  const form = useUnsavedForms((forms) => forms.new) ?? formOf(draft);
  const [problems, setProblems] = useState<FormProblems>({});
  const [failure, setFailure] = useState<string | null>(null);
  const hasDefaults = hasStatsigHosts(form) && isDefaultNetwork(form);
  const [wantsOpen, setOpen] = useState(!hasDefaults);
  const isOpen = wantsOpen || Object.keys(problems).some((path) => path !== "name");
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
    const hasKey = key.peek().trim() !== "";
    const unusableKey = hasKey ? keyProblem(key.peek()) : null;
    if (unusableKey !== null) {
      setKeyText(unusableKey);
      key.focus();
      return;
    }
    try {
      const project = await createProject(read.draft);
      dropUnsaved("new");
      if (hasKey) {
        // The project exists: a key that cannot be stored is pasted again on its page.
        const problem = await addKey(project.id, key.take(), "").then(() => null, sentenceOf);
        announce(problem === null ? `${project.name} and its key added.` : `${project.name} added. Its key was not saved: ${problem}`);
      } else announce(projectsLabels.added(project.name));
      onCreated(project.id);
    } catch (error) {
      setFailure(`Not added. ${sentenceOf(error)}`);
    }
  };
  return (
    <form className={detail.detail} onSubmit={(event) => void create(event)} aria-label={projectsLabels.newProject} noValidate>
      <DetailHead icon={<Plus size={15} aria-hidden />} title={projectsLabels.newProject} />
      <div className={detail.scroll}>
        <section>
          <p className={detail.lead}>
            A project holds the keys, tiers and addresses of one Statsig project. The key can also be added later.
          </p>
          <div className={detail.fields}>
            <NameField isFirst value={form.name} problem={problems.name} onChange={(name) => type({ ...form, name })} />
            <div className={detail.field}>
              <label htmlFor={`${id}-key`}>{projectsLabels.key}</label>
              <div>
                <KeyInput field={key} id={`${id}-key`} placeholder={keyPlaceholder} problem={keyText} onType={() => setKeyText(null)} />
              </div>
            </div>
            <ColourField value={colour} onChange={setColour} />
          </div>
        </section>
        <section>
          <button type="button" className={detail.unfold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <ChevronRight size={14} aria-hidden />
            {projectsLabels.addressesAndNetwork}
            <span>{hasDefaults ? "Statsig’s own, over the system’s proxy" : "changed"}</span>
          </button>
        </section>
        {isOpen && (
          <>
            <AddressFields form={form} problems={problems} onChange={(changed) => type({ ...form, ...changed })} />
            <NetworkFields form={form} problems={problems} onChange={type} />
          </>
        )}
      </div>
      {failure !== null && (
        <p className={detail.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={detail.saveBar}>
        <span className="subdued">The key stays on this machine and is sent only to {hostsText(form)}.</span>
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

/** Returns the first colour that no project has, or the one that the fewest have. */
export function unusedColour(projects: readonly Pick<Project, "colour">[]): string {
  const uses = (colour: string) => projects.filter((project) => project.colour.toLowerCase() === colour).length;
  const [first] = colours.toSorted((a, b) => uses(a.colour) - uses(b.colour));
  return first?.colour ?? blankProject().colour;
}

function isDefaultNetwork({ proxyMode, caFile }: ProjectForm): boolean {
  return proxyMode === "system" && caFile.trim() === "";
}

/** A single host that was typed replaces the others, also before its button is pressed. */
function hasStatsigHosts({ hosts, singleHost }: ProjectForm): boolean {
  return isStatsigDefault(hosts) && singleHost.trim() === "";
}

function hostsText(form: ProjectForm): string {
  return hasStatsigHosts(form) ? "Statsig" : "the addresses above";
}
