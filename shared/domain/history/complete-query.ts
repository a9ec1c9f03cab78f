import { parseHistoryQuery, printValue } from "./history-query.ts";
import {
  type QueryField,
  queryFieldNames,
  queryFields,
  queryOrigins,
  queryStates,
  sinceValues,
  statusValues,
  untilValues,
  yesOrNo,
} from "./query-fields.ts";

/** What is being typed at the caret: a field's name, or the value of a field. */
export type QueryPart =
  | { readonly is: "name"; readonly typed: string; readonly from: number; readonly to: number; readonly isNot: boolean }
  | {
      readonly is: "value";
      readonly field: QueryField;
      readonly typed: string;
      readonly from: number;
      readonly to: number;
      readonly isNot: boolean;
    };

/** A way to complete the part at the caret. `text` is the whole part, as it is then written. */
export interface QueryCompletion {
  readonly text: string;
  readonly hint: string;
  /** How many of the newest requests have the value; null if that was not counted. */
  readonly count: number | null;
}

/** Returns the part of a search that is being typed at the caret; null inside a word that cannot become a field. */
export function partAt(text: string, caret: number): QueryPart | null {
  const { terms, problems } = parseHistoryQuery(text);
  const { from, to } = [...terms, ...problems].find((part) => part.from < caret && caret <= part.to) ?? { from: caret, to: caret };
  const isNot = text.charAt(from) === "-";
  const typed = text.slice(from + Number(isNot), caret);
  const [, name = "", value = ""] = /^([a-z]+):(.*)$/is.exec(typed) ?? [];
  const field = queryFieldNames.find((one) => one === name.toLowerCase());
  if (field !== undefined) return { is: "value", field, typed: value.replace(/^"/, "").replace(/\\(.)/g, "$1"), from, to, isNot };
  return /^[a-z]*$/i.test(typed) ? { is: "name", typed, from, to, isNot } : null;
}

/** The fields whose values are read from what is kept. */
export type KeptField = Extract<QueryField, "gate" | "config" | "experiment" | "layer" | "ranked" | "user" | "tier" | "project" | "tag">;

/** Returns the field, if its values are read from what is kept; else null. */
export function keptField(part: QueryPart | null): KeptField | null {
  if (part?.is !== "value" || part.field in knownValues) return null;
  // The others of `QueryField` are those of `knownValues`.
  return part.field as KeptField;
}

/** Returns how the part can be completed; `kept` are the values that were read for `keptField`. A part that is complete has none. */
export function completionsOf(
  part: QueryPart,
  kept: readonly { readonly value: string; readonly count: number }[],
): readonly QueryCompletion[] {
  const not = part.isNot ? "-" : "";
  if (part.is === "name")
    return queryFieldNames
      .filter((name) => name.startsWith(part.typed.toLowerCase()))
      .map((name) => ({ text: `${not}${name}:`, hint: queryFields[name].finds, count: null }));
  const values = knownValues[part.field];
  const choices =
    values === undefined
      ? kept.map(({ value, count }) => ({ value, hint: "", count }))
      : Object.entries(values).map(([value, hint]) => ({ value, hint, count: null }));
  return choices
    .filter(({ value }) => value.toLowerCase().includes(part.typed.toLowerCase()) && value !== part.typed)
    .map(({ value, ...choice }) => ({ text: `${not}${part.field}:${printValue(value)}`, ...choice }));
}

/** Returns the text with the part replaced, and the caret behind it: a value is followed by a space, a field's name by its value. */
export function withCompletion(
  text: string,
  part: QueryPart,
  completion: QueryCompletion,
): { readonly text: string; readonly caret: number } {
  const written = `${text.slice(0, part.from)}${completion.text}${part.is === "value" ? " " : ""}`;
  return { text: written + text.slice(part.to).replace(/^\s+/, part.is === "value" ? "" : " "), caret: written.length };
}

const knownValues: Partial<Record<QueryField, Readonly<Record<string, string>>>> = {
  state: queryStates,
  status: statusValues,
  since: sinceValues,
  until: untilValues,
  logged: yesOrNo,
  pinned: yesOrNo,
  origin: Object.fromEntries(Object.entries(queryOrigins).map(([name, { finds }]) => [name, finds])),
};
