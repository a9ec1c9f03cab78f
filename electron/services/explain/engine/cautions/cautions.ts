import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { formatTimeValue } from "#shared/domain/explanation/explanation-text.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { ComparisonResult } from "../conditions/operators.ts";
import type { ConditionDetails, EvaluationContext, ValueCondition } from "../conditions/prepare-condition.ts";
import { countryOf } from "../look-ups/country.ts";
import { readUserAgent, userAgentFact } from "../look-ups/user-agent.ts";
import { isTooDeep } from "../values/nesting.ts";
import type { ResolvedValue } from "../values/resolved-value.ts";
import {
  compareInJavaScript,
  findField,
  findInAnyCase,
  findUnit,
  isInherited,
  isKnownInJavaScript,
  type JavaScriptValue,
  readAddress,
  textInJavaScript,
} from "./javascript-engine.ts";

/**
 * Describes how Statsig's official engines differ on this input (statsig-evaluation.md §4 to §8, §12.3). The native engine decides here and
 * in server SDKs; the HTTP API most likely follows the JavaScript engine (statsig-evaluation.md §13). Empty if the engines agree.
 */
export function cautionsAbout(
  condition: ValueCondition,
  resolved: ResolvedValue,
  compared: ComparisonResult,
  context: EvaluationContext,
  form: "v1" | "v2",
): string[] {
  const { details } = condition;
  if (details.type === "ua_based" && resolved.place === "user_agent") return cautionsAboutUserAgent(details.field ?? "", context);
  if (details.type === "ua_based" && hidesUserAgent(details.field ?? "", resolved, context)) return [hiddenUserAgent];
  if (details.type === "experiment_group")
    return ["Statsig’s JavaScript engine does not support conditions on an experiment’s group and stops there."];
  const value = findInJavaScript(condition, resolved, context);
  const hasDifferentValue = differs(value, resolved);
  if (hasDifferentValue || !condition.isPlain(resolved)) {
    const sentence = describeDifference(condition, resolved, value, compared, hasDifferentValue, context);
    if (sentence !== null) return [sentence];
  }
  return generalCautions(condition, resolved, value, context, form);
}

export function cautionsAboutMissingGate(gate: string, target: JsonValue): string[] {
  if (typeof target !== "string")
    return [
      `The gate’s name is not a text, so the native engine finds no gate and counts it as failing; the JavaScript engine looks for “${textInJavaScript(target)}”.`,
    ];
  return [`There is no gate “${gate}”, which counts as failing. Only the JavaScript engine always lists it among the exposures.`];
}

export function cautionsAboutUnsupported({ type, operator }: ConditionDetails): string[] {
  const there = isKnownInJavaScript(type, operator)
    ? "the JavaScript engine supports such conditions and continues, so its answer may differ."
    : "the JavaScript engine answers false or nothing.";
  return [`The native engine stops here, and a gate may even pass because of the result of the condition before; ${there}`];
}

/** Describes why the engines' results differ; null if they do not. */
function describeDifference(
  { details }: ValueCondition,
  resolved: ResolvedValue,
  value: JavaScriptValue,
  compared: ComparisonResult,
  hasDifferentValue: boolean,
  context: EvaluationContext,
): string | null {
  if (typeof compared !== "boolean") return null;
  const operator = details.operator ?? "";
  const target = details.type === "user_bucket" ? slotsAsList(details.target) : details.target;
  const verdict = compareInJavaScript(operator, value, target);
  if (verdict === "error") return objectWithoutText;
  // Membership in an ID list is known for the native engine's text only.
  const isKnownMember = operator.endsWith("_segment_list") && typeof value === "string" && value === resolved.text;
  if (isKnownMember || verdict === compared) return null;
  const cause = hasDifferentValue ? lookUpCause(details, value, resolved, context) : comparisonCause(operator, resolved, value, target);
  return `${cause}${verdictsText(compared, verdict)}`;
}

/** Cautions that do not depend on the result; few conditions have any. */
function generalCautions(
  condition: ValueCondition,
  resolved: ResolvedValue,
  value: JavaScriptValue,
  context: EvaluationContext,
  form: "v1" | "v2",
): string[] {
  const { operator, target, type } = condition.details;
  if (type === "user_bucket") return cautionsAboutBucket(condition, context);
  if (operator === "on") return resolved.timestamp === null ? [] : [outsideUtc];
  if (operator === "str_matches") return typeof value === "string" && hasBeyondAscii(value) ? [beyondAscii] : [];
  if (operator?.endsWith("_segment_list")) return lacksList(target, context) ? [missingIdList] : [];
  return form === "v2" && condition.hasCollapsed ? [collapsed] : [];
}

/**
 * Warns about unusual IDs: percentages and layer slots hash the ID as text, and the engines print unusual IDs differently
 * (statsig-evaluation.md §4).
 */
export function cautionAboutUnit(idType: string, unit: ResolvedValue, user: EvaluationContext["subject"]["user"]): string | null {
  const value = findUnit(user, idType);
  const native = unit.text ?? "";
  const javaScript = textInJavaScript(value ?? "");
  if (native === javaScript) return null;
  return `The engines hash a different ${idType}: the native engine takes ${quoted(native)}, the JavaScript engine ${quoted(javaScript)}.`;
}

function cautionsAboutBucket({ unit, bucket }: ValueCondition, { subject }: EvaluationContext): string[] {
  if (unit === null || bucket === null) return [];
  const caution = cautionAboutUnit(unit.name, subject.unit(unit), subject.user);
  const noSalt =
    bucket.prefix === "."
      ? ["The bucket has no salt: the native engine hashes with an empty one, the JavaScript engine with the word “undefined”."]
      : [];
  return [...(caution === null ? [] : [caution]), ...noSalt];
}

/** Converts slots from the set that the native engine reads to the list that the JavaScript engine reads (statsig-evaluation.md §2.2). */
function slotsAsList(target: JsonValue): JsonValue {
  return isJsonObject(target) ? Object.keys(target).map(Number) : target;
}

function findInJavaScript(
  { details, unit }: ValueCondition,
  resolved: ResolvedValue,
  { subject, defaultTier }: EvaluationContext,
): JavaScriptValue {
  const { user } = subject;
  const field = details.field ?? "";
  // Without a field's name, the engine compares null.
  if (details.field === null && /^(?:user_field|ip_based|ua_based)$/.test(details.type)) return null;
  switch (details.type) {
    case "user_field":
      return findField(user, field);
    case "ip_based":
      return findField(user, field) ?? countryInJavaScript(user, field);
    case "ua_based":
      return findField(user, field) ?? null;
    case "environment_field":
      // Definitions with a default environment replace the user's, whatever its fields.
      if (defaultTier !== null) return findInAnyCase({ tier: defaultTier }, field);
      return findInAnyCase(user.statsigEnvironment, field) ?? (resolved.isPresent ? resolved.json : undefined);
    case "unit_id":
      return unit === null ? undefined : findUnit(user, unit.name);
    default:
      return resolved.json;
  }
}

function countryInJavaScript(user: EvaluationContext["subject"]["user"], field: string): JavaScriptValue {
  const address = field === "country" ? readAddress(findField(user, "ip")) : null;
  return address === null ? null : countryOf(address).country;
}

/** True if two values are not the same JSON. Null equals missing, as in most comparisons. */
function differs(value: JavaScriptValue, resolved: ResolvedValue): boolean {
  const [left, right] = [value ?? null, resolved.json];
  if (left === right) return false;
  return typeof left !== "object" || isTooDeep(left) || isTooDeep(right) || JSON.stringify(left) !== JSON.stringify(right);
}

function lookUpCause(
  { type, ...details }: ConditionDetails,
  value: JavaScriptValue,
  resolved: ResolvedValue,
  { defaultTier }: EvaluationContext,
): string {
  const field = details.field ?? "";
  const [here, there] = [describeValue(resolved.isPresent ? resolved.json : undefined), describeValue(value)];
  const withValues = (cause: string) => `${cause}: the native engine finds ${here}, the JavaScript engine ${there}`;
  if (isInherited(field) && value !== undefined && type !== "environment_field")
    return `“${field}” is a name that every object in JavaScript has: the native engine finds ${here}, the JavaScript engine that member`;
  if (type === "environment_field" && defaultTier !== null)
    return withValues("The JavaScript engine puts the definitions’ default environment in place of the user’s");
  if (type === "environment_field") return withValues(`The environment’s key is not spelled “${field}”`);
  if (type === "unit_id") return withValues(`The key in customIDs is not spelled “${field}”`);
  if (resolved.isPresent && resolved.json === null) return withValues("A null in custom ends the search for one engine only");
  if (value === "") return withValues("An empty text counts as missing to one engine only");
  if (type === "ip_based" && resolved.place !== "top_level") return withValues("The engines read this IP address differently");
  return withValues(`The engines look for “${field}” in different places`);
}

function comparisonCause(operator: string, resolved: ResolvedValue, value: JavaScriptValue, target: JsonValue): string {
  const valueText = describeValue(value);
  if (operator.startsWith("array_") || operator === "not_array_contains_all")
    return "The native engine compares elements as texts, the JavaScript engine as values of their own kind";
  if (Array.isArray(value))
    return `The native engine compares the list ${valueText} as JSON, the JavaScript engine as its elements joined by commas`;
  if (!resolved.isPresent || resolved.json === null)
    return "There is no value to compare: the native engine uses an empty text, the JavaScript engine the word “undefined” or “null”";
  if (isJsonObject(value))
    return `The object ${valueText} has no text to the native engine, and “[object Object]” to the JavaScript engine`;
  if (operator.startsWith("version_"))
    return `${upperFirst(valueText)} against ${formatValue(target)} is not a valid version comparison in both engines: the native engine requires whole numbers between dots, and reads a number as a text`;
  if (operator === "before" || operator === "after" || operator === "on")
    return `The engines read ${valueText} and ${formatTimeValue(target)} differently as times: the native engine requires whole numbers, or dates of up to 20 characters without milliseconds`;
  if (/^[gl]te?$/.test(operator)) return `Only the JavaScript engine reads ${valueText} and ${formatValue(target)} as numbers`;
  if (operator === "str_matches") return "The engines read this regular expression in different dialects";
  if (operator === "eq" || operator === "neq") return `The JavaScript engine compares ${valueText} and ${formatValue(target)} loosely`;
  if (operator.endsWith("_segment_list")) return "The JavaScript engine accepts only texts as IDs on a list";
  if (target === null || isJsonObject(target)) return "The JavaScript engine does not read a set that is written as an object";
  return `The engines compare ${valueText} differently`;
}

function verdictsText(native: boolean, javaScript: boolean | null): string {
  const verdictText = (isMet: boolean) => (isMet ? "met" : "not met");
  return javaScript === null
    ? `. The native engine finds the condition ${verdictText(native)}; the JavaScript engine may not.`
    : `. The native engine finds the condition ${verdictText(native)}, the JavaScript engine ${verdictText(javaScript)}.`;
}

/** Describes the known differences between the engines' user agent parsers (statsig-evaluation.md §6.4). */
function cautionsAboutUserAgent(field: string, { subject }: EvaluationContext): string[] {
  const userAgent = subject.fieldNamed("userAgent").text ?? "";
  const { browser_name: browser, os_name: os } = readUserAgent(userAgent);
  const isUnknown = (userAgentFact(field)?.startsWith("os_") ? os : browser) === "Other";
  if (isUnknown)
    return [
      "The native engine does not recognize this user agent and returns “Other”, version 0.0.0; the JavaScript engine may recognize it or return nothing.",
    ];
  if (/bot|crawler|spider/i.test(userAgent)) return ["The native engine names bots; the JavaScript engine returns no name for them."];
  const isPlain = isPlainSystem(os, userAgent) && isPlainBrowser(browser, os, userAgent) && !otherProduct.test(userAgent);
  return isPlain && field.toLowerCase().includes("name")
    ? []
    : ["The engines have different user agent parsers and may return another name or version for this one."];
}

/** Chrome OS has another name there, and most distributions of Linux have one only there. */
function isPlainSystem(os: string, userAgent: string): boolean {
  return /^(?:Windows|Mac OS X|iOS|Android|Ubuntu)$/.test(os) || (os === "Linux" && /\(X11; Linux /.test(userAgent));
}

/** True for a browser on the systems on which it usually runs. */
function isPlainBrowser(browser: string, os: string, userAgent: string): boolean {
  const isMobile = os === "Android" || os === "iOS";
  switch (browser) {
    case "Chrome":
      return !isMobile;
    case "Chrome Mobile":
      return os === "Android";
    case "Safari":
      return !isMobile && !userAgent.includes("Mobile/");
    case "Mobile Safari":
      return os === "iOS" && /Mobile\/\w+ Safari\//.test(userAgent);
    case "Firefox":
      return !isMobile && !userAgent.includes("AppleWebKit");
    default:
      return browser === "Edge";
  }
}

/** A browser beside the usual ones, such as `EdgA/119` or `Vivaldi/6`, or Android’s web view: only one of the parsers may know it. */
const otherProduct = /\b(?!(?:Mozilla|AppleWebKit|Gecko|Version|Mobile|Chrome|Safari|Firefox|Edg)\/)[A-Z]\w*\/\d|; wv\)/i;

/** True for a null in custom or the private attributes, behind which the JavaScript engine still reads the user agent. */
function hidesUserAgent(field: string, resolved: ResolvedValue, { subject }: EvaluationContext): boolean {
  if (!resolved.isPresent || resolved.json !== null || userAgentFact(field) === undefined) return false;
  const userAgent = findField(subject.user, "userAgent");
  return findField(subject.user, field) == null && typeof userAgent === "string" && userAgent !== "";
}

const objectWithoutText =
  "The JavaScript engine cannot make a text of an object that has its own “toString”: it stops with an error, and its SDK answers false or nothing.";
const hiddenUserAgent = "A null in custom ends the search for the native engine; the JavaScript engine goes on and reads the user agent.";

/** True for an ID list that was not read here. Servers download lists independently, so another server may have it already. */
function lacksList(target: JsonValue, { idLists }: EvaluationContext): boolean {
  return typeof target === "string" && idLists !== null && !idLists.has(target);
}

const missingIdList = "This ID list was not read here, so it counts as empty; a server that has it may answer differently.";
const outsideUtc = "The native engine uses days in UTC, the JavaScript engine days in its server’s time zone.";
const beyondAscii =
  "The value has non-ASCII characters, for which the engines’ regular expressions differ in what is a letter, digit or blank.";
const collapsed = "Of entries that differ in case only, the native engine keeps the last one, the JavaScript engine all.";

function hasBeyondAscii(text: string): boolean {
  return /[^ -~\s]/.test(text);
}

function describeValue(value: JavaScriptValue): string {
  if (isTooDeep(value)) return "a value that is nested very deeply";
  return value === undefined ? "nothing" : formatValue(value);
}

function quoted(text: string): string {
  return text === "" ? "none" : `“${text}”`;
}
