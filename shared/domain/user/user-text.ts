import { doubledNamesIn } from "../json/doubled-names.ts";
import { isJsonObject } from "../json/json.ts";
import { findJsonProblem } from "../json/json-problem.ts";
import { parseJson } from "../json/parse-json.ts";
import { readingText } from "./reading-text.ts";
import type { StatsigUser } from "./statsig-user.ts";

export type UserText =
  /** `warning` is a sentence that names the fields that the text has more than once; null if there are none. */
  | { readonly kind: "read"; readonly user: StatsigUser; readonly warning: string | null }
  /** `message` is a sentence that begins with the position. `line` and `column` start at 1. */
  | { readonly kind: "unreadable"; readonly message: string; readonly line: number; readonly column: number };

/** Parses the text of the JSON view strictly: the lenient reader, which can suggest what was meant, is loaded only when it is used. */
export function parseUserText(text: string): UserText {
  const problem = findJsonProblem(text);
  if (text.trim() === "") return { kind: "unreadable", message: "The text is empty.", line: 1, column: 1 };
  if (problem !== null) {
    const { line, column, what } = problem;
    return { kind: "unreadable", message: `Line ${line}, column ${column}: ${what}.`, line, column };
  }
  const value = parseJson(text);
  if (value === undefined) return { kind: "unreadable", message: "This is nested more than 200 levels deep.", line: 1, column: 1 };
  if (isJsonObject(value)) {
    const repeated = doubledNamesIn(text, value);
    return { kind: "read", user: value, warning: repeated.length === 0 ? null : readingText.repeated(repeated, "last") };
  }
  return { kind: "unreadable", message: "A user must be a JSON object, in braces.", line: 1, column: 1 };
}
