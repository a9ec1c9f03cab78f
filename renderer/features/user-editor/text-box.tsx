import { type ReactNode, useId } from "react";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { useHad } from "./answered-fields.ts";
import { Differs } from "./differs-part.ts";
import { suggestedValues } from "./read-fields.ts";
import { SuggestInput } from "./suggest-input.tsx";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

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
  onLeave,
  suggestsAt = null,
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
  onLeave?: () => void;
  /** The place of the field in the user, if the values of the rules are offered for it. */
  suggestsAt?: readonly string[] | null;
}) {
  const id = useId();
  const had = useHad(path);
  const input = {
    "aria-label": label,
    "aria-describedby": had === null ? undefined : id,
    value: text,
    placeholder,
    title: text.length > 24 ? text : undefined,
    onChange: (event: { readonly currentTarget: HTMLInputElement }) => onText(event.currentTarget.value),
    onBlur: onLeave,
  };
  return (
    <span
      className={classes.box}
      data-differs={had !== null || undefined}
      data-unset={!isSet || undefined}
      data-unusual={isUnusual || undefined}
    >
      {lead}
      {suggestsAt === null ? (
        <input {...input} spellCheck={false} autoComplete="off" autoCapitalize="off" />
      ) : (
        <SuggestInput
          {...input}
          listLabel={userLabels.valuesRead(suggestsAt.at(-1) ?? "")}
          suggest={(read) => suggestedValues(read, suggestsAt, text).filter(({ value }) => isText(value))}
          onTake={(taken) => onText(taken.text)}
        />
      )}
      {had !== null ? <Differs id={id} had={had} beside={text} /> : note !== null && <span className={classes.note}>{note}</span>}
    </span>
  );
}

/** A text field takes texts only: any other value would be another control. */
function isText(value: JsonValue): boolean {
  return typeof value === "string";
}
