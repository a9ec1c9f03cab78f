import { createContext, useContext } from "react";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

/** The user of the shown answer, where the answer is not about the user in the panel. */
export interface AnsweredFields {
  /** The fields that differ, by `keyOfPath`, with what the answer was made with; undefined for a missing field. */
  readonly had: ReadonlyMap<string, JsonValue | undefined>;
}

export const AnsweredFieldsContext = createContext<AnsweredFields | null>(null);

export function keyOfPath(path: readonly string[]): string {
  return path.join("\n");
}

/** Returns the value of a field with which the shown answer was made, as text; null where it is the same, or the answer is current. */
export function useHad(path: readonly string[] | undefined): string | null {
  const answered = useContext(AnsweredFieldsContext);
  if (answered === null || path === undefined || !answered.had.has(keyOfPath(path))) return null;
  const value = answered.had.get(keyOfPath(path));
  return value === undefined ? notSetText : typeof value === "string" && value !== "" ? value : formatValue(value);
}

export const notSetText = "not set";
