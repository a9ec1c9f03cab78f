import { type KeyboardEvent, useId, useRef } from "react";
import colours from "./project-colours.json";
import classes from "./project-detail.module.css";

/** Edits the project colour: one of a few swatches, or a custom colour. */
export function ColourField({ value, onChange }: { value: string; onChange: (colour: string) => void }) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const at = colours.findIndex(({ colour }) => colour === value.toLowerCase());
  const chooseWithArrows = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (at + step + colours.length) % colours.length;
    const chosen = colours[next];
    if (chosen === undefined) return;
    onChange(chosen.colour);
    group.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <div className={classes.field}>
      <span id={id} className={classes.label}>
        Colour
      </span>
      <div className={classes.colours}>
        <div ref={group} role="radiogroup" aria-labelledby={id} className={classes.colours} onKeyDown={chooseWithArrows}>
          {colours.map(({ name, colour }, index) => (
            // biome-ignore lint/a11y/useSemanticElements: drawn as a swatch, which a radio input cannot be
            <button
              key={colour}
              type="button"
              role="radio"
              aria-checked={index === at}
              aria-label={name}
              title={name}
              tabIndex={index === Math.max(at, 0) ? 0 : -1}
              className={classes.colour}
              style={{ background: colour }}
              onClick={() => onChange(colour)}
            />
          ))}
        </div>
        <input
          type="color"
          className={classes.picker}
          aria-label="Custom colour"
          title="Custom colour"
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
    </div>
  );
}
