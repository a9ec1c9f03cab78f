import { useCaseView } from "#renderer/features/cases/case-view.ts";
import { appLabels } from "../app-labels.ts";
import { ProjectMenu } from "./project-menu.tsx";
import { ProjectSlots } from "./project-slots.tsx";
import classes from "./top-bar.module.css";

/**
 * Shows that what is on the screen is of a case: no project, key or tier is in use. The menu of the projects chooses the one to replay with. Without an open case,
 * the project.
 */
export function CaseSlots() {
  const isOpen = useCaseView(({ opened }) => opened !== null);
  if (!isOpen) return <ProjectSlots />;
  return (
    <>
      <ProjectMenu isForReplay />
      <span className={classes.rule} />
      <span className={`${classes.item} second`}>{appLabels.noKeyInUse}</span>
    </>
  );
}
