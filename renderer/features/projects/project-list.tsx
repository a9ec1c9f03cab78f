import { Button } from "@mantine/core";
import { LockKeyhole, Plus } from "lucide-react";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import type { Project } from "#shared/domain/project/project.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import classes from "./projects.module.css";
import { useKeys, useProjects } from "./projects.queries.ts";
import { useUnsavedForms } from "./unsaved-forms.ts";

export function ProjectList({ shownId, onShow }: { shownId: string | undefined; onShow: (projectId: string) => void }) {
  const projects = useProjects();
  return (
    <section className={classes.projects} aria-label="Projects">
      <div className={classes.head}>
        <h2>Projects</h2>
        <Button variant="default" leftSection={<Plus size={14} aria-hidden />} onClick={() => onShow("new")}>
          Add project
        </Button>
      </div>
      <ul className={classes.list}>
        {projects.map((project) => (
          <li key={project.id}>
            <button
              type="button"
              className={classes.project}
              aria-current={project.id === shownId ? "true" : undefined}
              onClick={() => onShow(project.id)}
            >
              <ProjectSwatch project={project} />
              <span>
                <b className="ell">{project.name}</b>
                {project.kind === "sandbox" ? <small>on this machine, no key</small> : <ProjectNote project={project} />}
              </span>
              {project.tiers.some(({ isProtected }) => isProtected) && (
                <LockKeyhole size={13} aria-label="has a protected tier" className={classes.lock} />
              )}
            </button>
          </li>
        ))}
        {shownId === "new" && (
          <li>
            <div className={classes.project} aria-current="true">
              <Plus size={14} aria-hidden className={classes.plus} />
              <span>
                <b>New project</b>
                <small>not saved yet</small>
              </span>
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}

function ProjectNote({ project }: { project: Project }) {
  const { data: keys } = useKeys(project.id);
  const isUnsaved = useUnsavedForms((forms) => project.id in forms);
  const protectedTiers = project.tiers.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  const count = keys === undefined ? "" : keys.length === 0 ? "no key yet" : formatCount(keys.length, "key");
  const notes = [isUnsaved ? "unsaved changes" : "", count, protectedTiers.length > 0 ? `${protectedTiers.join(", ")} protected` : ""];
  const text = notes.filter(Boolean).join(", ");
  return (
    <small className="ell" title={text}>
      {text}
    </small>
  );
}
