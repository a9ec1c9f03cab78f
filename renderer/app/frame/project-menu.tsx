import { ChevronsUpDown } from "lucide-react";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject } from "#renderer/session/session.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

const ProjectChoices = lazyPart(async () => (await import("./project-choices.tsx")).ProjectChoices);

/** The current project, which opens the menu of all. */
export function ProjectMenu() {
  const project = useProject();
  const menu = useDropdown("menu");
  useCommand("switchProject", () => menu.dropdown.setOpen(true));
  if (project === undefined) return null;
  return (
    <>
      <button type="button" className={classes.item} {...menu.button}>
        <span className="sr">{appLabels.project}</span>
        <ProjectSwatch project={project} />
        <b className={`ell ${classes.projectName}`}>{project.name}</b>
        <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
      </button>
      {menu.wasOpened && <ProjectChoices project={project} dropdown={menu.dropdown} />}
    </>
  );
}
