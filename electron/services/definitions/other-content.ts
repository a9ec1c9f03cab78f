import { caseFormat } from "#shared/domain/case/case-format.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { findJsonProblem } from "#shared/domain/json/json-problem.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";

/** Says as a clause what a JSON text is that contains no definitions; null if it is nothing known. */
export function describeOtherJson(payload: JsonValue): string | null {
  if (Array.isArray(payload)) return describeList(payload);
  if (!isJsonObject(payload)) return null;
  if (Object.keys(payload).length === 0) return "the answer is an empty object";
  return kinds.find(([matches]) => matches(payload))?.[1] ?? null;
}

/** Says as a clause why a text is not JSON, and where. */
export function describeOtherText(text: string): string {
  const start = text.trimStart();
  if (/^(?:<!doctype html|<html)/i.test(start)) return "the answer is a web page (HTML)";
  if (start.startsWith("<")) return "the answer is XML or HTML, not JSON";
  const [first = "", second = ""] = start.split("\n", 2);
  if (isJsonObject(parseJson(first)) && isJsonObject(parseJson(second)))
    return "the answer has one JSON object in each line, such as users, events or several definitions, where a single object was expected";
  const problem = findJsonProblem(text);
  if (problem === null) return "the answer is nested more than 200 levels deep";
  return `the answer is not JSON: line ${problem.line}, column ${problem.column}: ${problem.what}`;
}

const initializeAnswer =
  "the answer is a response of initialize: it has the results for one user, and no rules. The rules are in the response of download_config_specs";

const kinds: readonly (readonly [(payload: JsonObject) => boolean, string])[] = [
  [isInitializeAnswer, initializeAnswer],
  [
    ({ log }) => isJsonObject(log) && Array.isArray(log.entries),
    "the answer is a HAR file, the record of a browser’s requests. Save the response of download_config_specs from it as a file of its own",
  ],
  [({ events }) => Array.isArray(events), "the answer is a list of events"],
  [({ gatescopeDraft }) => gatescopeDraft !== undefined, "the answer is a draft of What if: it has edits of rules, and no rules"],
  [
    ({ format }) => format === caseFormat,
    "the answer is a case of Gatescope, which has only the rules that its answers need. gatescope case opens it",
  ],
  [({ data, message }) => data !== undefined && message !== undefined, "the answer is a response of the Console API"],
  [(payload) => hasAny(payload, "rule_id", "ruleID") && hasAny(payload, "value", "name"), "the answer is the result of a single check"],
  [(payload) => hasAny(payload, "error", "statusCode", "message"), "the answer is an error message"],
  [(payload) => hasAny(payload, "userID", "customIDs", "custom", "privateAttributes", "email"), "the answer is a user"],
  [
    (payload) => Object.values(payload).every((entry) => isJsonObject(entry) && hasAny(entry, "fileID")),
    "the answer is an index of ID lists",
  ],
  [
    (payload) => hasAny(payload, "rules") && hasAny(payload, "salt", "defaultValue"),
    "the answer is a single gate or config, without the rest of the definitions",
  ],
];

/** Initialize has results where definitions have rules, and says how its names are hashed. */
export function isInitializeAnswer(payload: JsonObject): boolean {
  const entries = [payload.feature_gates, payload.dynamic_configs, payload.layer_configs].flatMap((section) =>
    isJsonObject(section) ? Object.values(section) : [],
  );
  if (entries.some((entry) => isJsonObject(entry) && hasAny(entry, "rules"))) return false;
  return (
    entries.some((entry) => isJsonObject(entry) && hasAny(entry, "rule_id", "r")) ||
    (hasAny(payload, "hash_used", "evaluated_keys", "sdkParams", "derived_fields", "pa_hash") && !hasAny(payload, "condition_map"))
  );
}

function describeList(list: readonly JsonValue[]): string {
  if (list.length === 0) return "the answer is an empty list";
  if (list.every((entry) => isJsonObject(entry) && hasAny(entry, "userID", "customIDs", "custom"))) return "the answer is a list of users";
  if (list.every((entry) => isJsonObject(entry) && hasAny(entry, "eventName"))) return "the answer is a list of events";
  return "the answer is a list where an object of definitions was expected";
}

function hasAny(payload: JsonObject, ...names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(payload, name));
}
