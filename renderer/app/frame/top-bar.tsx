import { Search } from "lucide-react";
import { runCommand } from "#renderer/session/commands.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { ExposureSwitch } from "./exposure-switch.tsx";
import { KeyMenu } from "./key-menu.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { TierMenu } from "./tier-menu.tsx";
import classes from "./top-bar.module.css";

/** Shows the current project, key and tier, the button of the palette, and the exposure switch. */
export function TopBar() {
  return (
    <header className={classes.bar}>
      <ProjectMenu />
      <span className={classes.rule} />
      <KeyMenu />
      <span className={classes.rule} />
      <TierMenu />
      <div className={classes.palette}>
        <button type="button" className={classes.search} aria-haspopup="dialog" onClick={() => runCommand("palette")}>
          <Search size={14} aria-hidden />
          <span className={`ell ${classes.searchWord}`}>Search or run…</span>
          <Chord chord="Mod+K" />
        </button>
      </div>
      <ExposureSwitch />
    </header>
  );
}
