import { FlaskRound } from "lucide-react";
import type { Project } from "#shared/domain/project/project.ts";
import classes from "./project-swatch.module.css";

/** Shows a project's colour, or the sandbox's flask. Callers always show the name next to it. */
export function ProjectSwatch({ project }: { project: Pick<Project, "kind" | "colour"> }) {
  return project.kind === "sandbox" ? (
    <span className={classes.sandbox}>
      <FlaskRound size={12} strokeWidth={2.2} aria-hidden />
    </span>
  ) : (
    <span className={classes.swatch} style={{ background: project.colour }} />
  );
}
