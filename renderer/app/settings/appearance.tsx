import { setColourScheme, useSession } from "#renderer/session/session.ts";
import { Segments } from "#renderer/ui/segments.tsx";
import { colourSchemes } from "../app-labels.ts";
import { SettingsPage } from "./settings-page.tsx";
import classes from "./settings-screen.module.css";

export function Appearance() {
  const selected = useSession((state) => state.colourScheme);
  return (
    <SettingsPage title="Appearance">
      <h3>Colour scheme</h3>
      <div className={classes.choice}>
        <Segments label="Colour scheme" choices={colourSchemes} value={selected} onChange={setColourScheme} />
      </div>
      <p className={classes.lead}>
        Motion follows the system: where it asks for less, nothing moves here. Zoom with <kbd className="key">Ctrl +</kbd> up to 200 %
        without losing anything.
      </p>
    </SettingsPage>
  );
}
