import type { ReadField, ReadFields } from "#shared/domain/explanation/read-fields.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { GroupName } from "./user-draft.ts";
import { userLabels } from "./user-labels.ts";

/** A name or a value that the project's rules read, as the list below a field offers it. */
export interface FieldSuggestion {
  readonly text: string;
  readonly value: JsonValue;
  /** The number of rules that read it. */
  readonly rules: number;
}

const maxSuggestions = 50;

/** Returns the names that rules read in a group and that contain the typed text, without those that the user has. */
export function suggestedNames(
  read: ReadFields,
  { group, typed, existing }: { readonly group: GroupName; readonly typed: string; readonly existing: readonly string[] },
): FieldSuggestion[] {
  const place = group === "customIDs" ? "customIDs" : "custom";
  return matching(
    read.fields
      .filter(({ path, field }) => path[0] === place && !existing.includes(field))
      .map(({ field, rules }) => ({ text: field, value: field, rules })),
    typed,
  );
}

/** Returns the values with which rules compare the field at a path, and that contain the typed text. */
export function suggestedValues(read: ReadFields, path: readonly string[], typed: string): FieldSuggestion[] {
  const byText = new Map<string, FieldSuggestion>();
  for (const { value, rules } of readersOf(read, path).flatMap(({ values }) => values)) {
    const text = String(value);
    const known = byText.get(text);
    byText.set(text, { text, value, rules: rules + (known?.rules ?? 0) });
  }
  return matching([...byText.values()], typed);
}

/** Returns the sentence that no rule reads the field at this path; null if one may. Unit IDs are read by every rollout, so nothing is said of them. */
export function unreadName(read: ReadFields, path: readonly string[]): string | null {
  const name = path.at(-1) ?? "";
  if (!read.isComplete || name === "" || path[0] === "customIDs" || path.length < 2 || readersOf(read, path).length > 0) return null;
  // The engines find a custom member of this name in place of the unit ID.
  if (read.fields.some(({ field }) => field.toLowerCase() === name.toLowerCase())) return null;
  return userLabels.noRuleReads(name);
}

/** Returns the sentence that no rule compares the field at this path with a value; null if one may. */
export function uncomparedValue(read: ReadFields, path: readonly string[], text: string): string | null {
  const readers = readersOf(read, path);
  if (!read.isComplete || text === "" || readers.length === 0 || readers.some(({ isComplete }) => !isComplete)) return null;
  const lower = text.toLowerCase();
  const isCompared = readers.some(({ values }) =>
    values.some(({ value, isCaseSensitive }) => (isCaseSensitive ? String(value) === text : String(value).toLowerCase() === lower)),
  );
  return isCompared ? null : userLabels.noRuleCompares(path.at(-1) ?? "", text);
}

/** Returns the fields of the rules for which the engines find a user's value at this path: they ignore case if no name is equal. */
function readersOf({ fields }: ReadFields, path: readonly string[]): ReadField[] {
  const role = path[0] === "customIDs" ? "unit" : "attribute";
  const name = path.at(-1)?.toLowerCase();
  return fields.filter((field) => field.role === role && (field.field.toLowerCase() === name || field.path.at(-1)?.toLowerCase() === name));
}

/** Keeps what contains the typed text, ignoring case; what begins with it is first. Nothing if the text alone is already one of them. */
function matching(all: readonly FieldSuggestion[], typed: string): FieldSuggestion[] {
  const lower = typed.trim().toLowerCase();
  const found = all.filter(({ text }) => text.toLowerCase().includes(lower));
  const starts = found.filter(({ text }) => text.toLowerCase().startsWith(lower));
  const list = [...starts, ...found.filter((each) => !starts.includes(each))];
  return list.length === 1 && list[0]?.text === typed ? [] : list.slice(0, maxSuggestions);
}
