import { Search } from "lucide-react";
import { runCommand } from "#renderer/session/commands.ts";
import { useSession } from "#renderer/session/session.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { screenOf } from "../screens.ts";
import { ExposureSwitch } from "./exposure-switch.tsx";
import { ProjectSlots } from "./project-slots.tsx";
import classes from "./top-bar.module.css";

/** Loaded with the screen of cases. */
const CaseSlots = lazyPart(async () => (await import("./case-slots.tsx")).CaseSlots, ProjectSlots);

/** Shows the current project, key and tier, or that a case is open; the button of the palette, and the exposure switch. */
export function TopBar() {
  const isOfCase = useSession(({ screen }) => screenOf(screen).id === "cases");
  return (
    <header className={classes.bar}>
      {isOfCase ? <CaseSlots /> : <ProjectSlots />}
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
