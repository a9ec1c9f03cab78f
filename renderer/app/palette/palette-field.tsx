import { Search } from "lucide-react";
import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { appLabels } from "../app-labels.ts";
import classes from "./palette.module.css";

type PaletteFieldProps = Pick<ComponentProps<"input">, "onKeyDown" | "aria-controls" | "aria-activedescendant"> & {
  query: string;
  onQuery: (query: string) => void;
  hasList: boolean;
};

/** The palette's search field. It has the focus as soon as it is there. */
export function PaletteField({ query, onQuery, hasList, ...input }: PaletteFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  // The dialog moves the focus too, but later.
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <div className={classes.field}>
      <Search size={15} aria-hidden />
      <input
        ref={field}
        data-autofocus
        type="text"
        role="combobox"
        aria-label={appLabels.palette}
        aria-expanded={hasList}
        aria-autocomplete="list"
        placeholder="A name, a user, a screen, a past request…"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
        {...input}
      />
      <kbd className="key">Esc</kbd>
    </div>
  );
}
