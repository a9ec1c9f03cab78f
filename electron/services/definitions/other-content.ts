import { caseFormat } from "#shared/domain/case/case-format.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { findJsonProblem } from "#shared/domain/json/json-problem.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";

/** Says as a clause what a JSON text is that contains no definitions; null if it is nothing known. */
export function describeOtherJson(payload: JsonValue): string | null {
  if (Array.isArray(payload)) return describeList(payload);
  if (typeof payload === "string") return isJsonObject(parseJson(payload)) ? jsonInText : null;
  if (!isJsonObject(payload)) return null;
  if (Object.keys(payload).length === 0) return "the answer is an empty object";
  const kind = kinds.find(([matches]) => matches(payload))?.[1];
  if (kind !== undefined) return kind;
  const around = Object.keys(payload).find((name) => hasRules(payload[name]));
  return around === undefined ? null : `the answer has the definitions inside of “${around}”. Save that member as a file of its own`;
}

/** Says as a clause why a text is not JSON, and where. */
export function describeOtherText(text: string): string {
  const start = text.trimStart();
  if (/^(?:<!doctype html|<html)/i.test(start)) return "the answer is a web page (HTML)";
  if (start.startsWith("<")) return "the answer is XML or HTML, not JSON";
  const [first = "", second = ""] = start.split("\n", 2);
  const lines = [parseJson(first), parseJson(second)].filter(isJsonObject);
  if (lines.length === 2)
    return `the answer has one JSON object in each line, ${describeLines(lines)}, where a single object of definitions was expected`;
  if (/^[+-]\S{8}$/.test(first.trimEnd())) return "the answer is an ID list: it has the hashes of IDs, and no rules";
  const problem = findJsonProblem(text);
  if (problem === null) return "the answer is nested more than 200 levels deep";
  return `the answer is not JSON: line ${problem.line}, column ${problem.column}: ${problem.what}`;
}

function describeLines(lines: readonly JsonObject[]): string {
  if (lines.every(isUser)) return "such as users";
  if (lines.every(isEvent)) return "such as events";
  return lines.some(hasRules) ? "which are several definitions" : "which are neither users nor events nor definitions";
}

const jsonInText =
  "the answer is a text with JSON in it, which was written as JSON twice. Save the text as it is, without quotes and escapes";
const consoleEntities =
  "the answer is a response of the Console API, which writes rules in another form. The rules that engines evaluate are in the response of download_config_specs";
const pageState =
  "the answer is what a page with Statsig’s JavaScript client keeps: it has the results for one user, and no rules. The rules are in the response of download_config_specs";
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
  [({ data, message }) => (data !== undefined && message !== undefined) || [data].flat().some(isConsoleEntity), consoleEntities],
  [isConsoleEntity, consoleEntities],
  [
    (payload) =>
      hasAny(payload, "gatescopePage") ||
      (isJsonObject(payload.values) && isInitializeAnswer(payload.values)) ||
      Object.keys(payload).some((name) => name.startsWith("statsig.cached.evaluations")),
    pageState,
  ],
  [(payload) => hasAny(payload, "rule_id", "ruleID") && hasAny(payload, "value", "name"), "the answer is the result of a single check"],
  [(payload) => hasAny(payload, "error", "statusCode", "message"), "the answer is an error message"],
  [(payload) => isUser(payload) || hasAny(payload, "privateAttributes", "email"), "the answer is a user"],
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
  if (list.every(isUser)) return "the answer is a list of users";
  if (list.every(isEvent)) return "the answer is a list of events";
  if (list.some(hasRules)) return "the answer is a list with definitions in it. Save one of its entries as a file of its own";
  if (list.every(isConsoleEntity)) return consoleEntities;
  return "the answer is a list where an object of definitions was expected";
}

function isUser(entry: JsonValue): boolean {
  return isJsonObject(entry) && hasAny(entry, "userID", "customIDs", "custom");
}

function isEvent(entry: JsonValue): boolean {
  return isJsonObject(entry) && hasAny(entry, "eventName");
}

/** True for definitions, as download_config_specs returns them. */
function hasRules(entry: JsonValue | undefined): boolean {
  return isJsonObject(entry) && hasAny(entry, "feature_gates") && !isInitializeAnswer(entry);
}

/** The console has no salts, by which engines assign units. */
function isConsoleEntity(entry: JsonValue | undefined): boolean {
  return isJsonObject(entry) && hasAny(entry, "id") && hasAny(entry, "isEnabled", "status") && !hasAny(entry, "salt");
}

function hasAny(payload: JsonObject, ...names: readonly string[]): boolean {
  return names.some((name) => Object.hasOwn(payload, name));
}
