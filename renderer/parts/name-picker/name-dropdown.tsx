import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { FieldDropdown, type FieldDropdownState } from "../../ui/dropdown/field-dropdown.tsx";
import { NameList } from "./name-list.tsx";
import classes from "./name-picker.module.css";

/** The list of known names below the field for a name. */
export function NameDropdown({
  id,
  kind,
  matches,
  knownCount,
  typed,
  active,
  onPick,
  ...dropdown
}: FieldDropdownState & {
  id: string;
  kind: EntityKind;
  matches: readonly KnownName[];
  knownCount: number;
  typed: string;
  active: number;
  onPick: (name: string) => void;
}) {
  return (
    <FieldDropdown position="bottom-end" offset={4} width={420} {...dropdown}>
      {matches.length === 0 ? (
        <p className={classes.none}>{noneText(kind, knownCount, typed)}</p>
      ) : (
        <NameList id={id} kind={kind} matches={matches} active={active} onPick={onPick} />
      )}
    </FieldDropdown>
  );
}

function noneText(kind: EntityKind, knownCount: number, typed: string): string {
  const many = entityKindLabels[kind].many;
  if (knownCount === 0) return `No ${many} are known yet. Type a name; names that were checked are listed here later.`;
  return `None of the ${knownCount} known ${many} contains “${typed}”. You can still check it.`;
}
