import type { ReactNode } from "react";
import classes from "./user-editor.module.css";

/** A text field of the user form: its border is dashed while `isSet` is false, and `note` is shown at its right end. */
export function TextBox({
  label,
  text,
  placeholder = "not set",
  isSet,
  isUnusual,
  note = null,
  lead,
  onText,
}: {
  label: string;
  text: string;
  placeholder?: string;
  isSet: boolean;
  isUnusual: boolean;
  note?: string | null;
  lead?: ReactNode;
  onText: (text: string) => void;
}) {
  return (
    <span className={classes.box} data-unset={!isSet || undefined} data-unusual={isUnusual || undefined}>
      {lead}
      <input
        aria-label={label}
        value={text}
        placeholder={placeholder}
        title={text.length > 24 ? text : undefined}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {note !== null && <span className={classes.note}>{note}</span>}
    </span>
  );
}
