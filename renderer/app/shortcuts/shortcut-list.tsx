import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import classes from "./shortcut-list.module.css";
import { shortcuts } from "./shortcuts.ts";

export function ShortcutList() {
  return (
    <dl className={classes.list}>
      {shortcuts.map(({ command, chord, does }) => (
        <div key={command} className={classes.row}>
          <dt>{does}</dt>
          <dd>
            <Chord chord={chord} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
