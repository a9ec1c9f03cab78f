import { ChevronsUpDown, FileArchive } from "lucide-react";
import { ProjectSwatch } from "#renderer/parts/project-swatch.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useProject } from "#renderer/session/session.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

const ProjectChoices = lazyPart(async () => (await import("./project-choices.tsx")).ProjectChoices);

/** The current project, which opens the menu of all. With `isForReplay`, it is only the one that an open case is replayed with. */
export function ProjectMenu({ isForReplay = false }: { isForReplay?: boolean }) {
  const project = useProject();
  const menu = useDropdown("menu");
  useCommand("switchProject", () => menu.dropdown.setOpen(true));
  if (project === undefined) return null;
  return (
    <>
      <button type="button" className={classes.item} title={isForReplay ? appLabels.caseHint : undefined} {...menu.button}>
        {isForReplay ? (
          <>
            <span className={classes.caseSwatch}>
              <FileArchive size={12} aria-hidden />
            </span>
            <b>{appLabels.ofCase}</b>
            <span className={classes.replayWith}>{appLabels.replayWith}</span>
          </>
        ) : (
          <span className="sr">{appLabels.project}</span>
        )}
        <ProjectSwatch project={project} />
        <span className={`ell ${classes.projectName}`} data-second={isForReplay || undefined}>
          {project.name}
        </span>
        <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
      </button>
      {menu.wasOpened && <ProjectChoices project={project} dropdown={menu.dropdown} />}
    </>
  );
}
