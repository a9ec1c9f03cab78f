import type { ReactNode } from "react";
import { selectProject } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { NewProject } from "./new-project.tsx";
import { ProjectDetail } from "./project-detail.tsx";
import { ProjectList } from "./project-list.tsx";
import classes from "./projects.module.css";
import { useProjects } from "./projects.queries.ts";
import { projectsLabels } from "./projects-labels.ts";

/**
 * The settings of projects and their keys. `selected` is a project ID, `new` for the form that adds one, or empty for the current project;
 * `part` is the section that is shown first, one of `projectParts`, or empty; `sandbox` is shown for the built-in project.
 */
export function Projects({
  selected,
  part,
  currentId,
  onSelect,
  sandbox,
}: {
  selected: string;
  part: string;
  currentId: string;
  onSelect: (selected: string) => void;
  sandbox: ReactNode;
}) {
  const projects = useProjects();
  const shown = projects.find(({ id }) => id === (selected || currentId)) ?? projects[0];
  return (
    <div className={classes.grid}>
      <ProjectList shownId={selected === "new" ? "new" : shown?.id} onShow={onSelect} />
      {selected === "new" ? (
        <NewProject
          onCreated={(projectId) => {
            selectProject(projectId);
            onSelect(projectId);
            setTimeout(focusKeys, focusDelayMs);
          }}
          onCancel={() => onSelect("")}
        />
      ) : shown === undefined ? (
        <EmptyState title="No projects">The projects are not loaded yet.</EmptyState>
      ) : shown.kind === "sandbox" ? (
        sandbox
      ) : (
        <ProjectDetail
          key={shown.id}
          project={shown}
          part={part}
          isCurrent={shown.id === currentId}
          onRemoved={() => onSelect("sandbox")}
        />
      )}
    </div>
  );
}

/** The time that a new project's keys take to be read and drawn. */
const focusDelayMs = 100;

/** Moves the focus to what comes next for a new project: pasting its key or, if it has one, testing it. */
function focusKeys(): void {
  if (document.activeElement !== document.body && document.activeElement?.tagName !== "MAIN") return;
  const main = document.querySelector("main");
  (main?.querySelector<HTMLElement>(`form[aria-label="${projectsLabels.addKey}"] input, table button`) ?? main)?.focus();
}
