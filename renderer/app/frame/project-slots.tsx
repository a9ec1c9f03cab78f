import { KeyMenu } from "./key-menu.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { TierMenu } from "./tier-menu.tsx";
import classes from "./top-bar.module.css";

/** Shows the current project, key and tier, each with a menu. */
export function ProjectSlots() {
  return (
    <>
      <ProjectMenu />
      <span className={classes.rule} />
      <KeyMenu />
      <span className={classes.rule} />
      <TierMenu />
    </>
  );
}
