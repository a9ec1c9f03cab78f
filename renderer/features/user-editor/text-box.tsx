import { type ReactNode, useId } from "react";
import { useHad } from "./answered-fields.ts";
import { Differs } from "./differs-part.ts";
import classes from "./user-editor.module.css";

/** A text field of the user form: its border is dashed while `isSet` is false, and `note` is shown at its right end. */
export function TextBox({
  label,
  text,
  placeholder = "not set",
  isSet,
  isUnusual,
  note = null,
  path,
  lead,
  onText,
}: {
  label: string;
  text: string;
  placeholder?: string;
  isSet: boolean;
  isUnusual: boolean;
  note?: string | null;
  /** The place of the field in the user, where it may differ from the shown answer. */
  path?: readonly string[];
  lead?: ReactNode;
  onText: (text: string) => void;
}) {
  const id = useId();
  const had = useHad(path);
  return (
    <span
      className={classes.box}
      data-differs={had !== null || undefined}
      data-unset={!isSet || undefined}
      data-unusual={isUnusual || undefined}
    >
      {lead}
      <input
        aria-label={label}
        aria-describedby={had === null ? undefined : id}
        value={text}
        placeholder={placeholder}
        title={text.length > 24 ? text : undefined}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        onChange={(event) => onText(event.currentTarget.value)}
      />
      {had !== null ? <Differs id={id} had={had} beside={text} /> : note !== null && <span className={classes.note}>{note}</span>}
    </span>
  );
}
