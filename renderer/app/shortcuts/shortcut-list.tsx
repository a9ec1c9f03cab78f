import { useCommands } from "#renderer/session/commands.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import classes from "./shortcut-list.module.css";
import { shortcuts } from "./shortcuts.ts";

/** The key chords, with what the first one would do now: `Run or send: Check and log checkout_v2`. */
export function ShortcutList() {
  const run = useCommands().find(({ name, isEnabled }) => name === "run" && isEnabled);
  return (
    <dl className={classes.list}>
      {shortcuts.map(({ command, chord, does }) => (
        <div key={command} className={classes.row}>
          <dt>
            {does}
            {command === "run" && run !== undefined && `: ${run.label}`}
          </dt>
          <dd>
            <Chord chord={chord} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
