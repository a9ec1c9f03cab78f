import { formatTimeValue, formatValue } from "#shared/domain/explanation/explanation-text.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { Compared } from "../conditions/operators.ts";
import type { ConditionText, Surroundings, ValueCondition } from "../conditions/prepare-condition.ts";
import { countryOf } from "../look-ups/country.ts";
import { readUserAgent, userAgentFact } from "../look-ups/user-agent.ts";
import type { Found } from "../values/found.ts";
import { isTooDeep } from "../values/nesting.ts";
import {
  compareInJavaScript,
  findField,
  findInAnyCase,
  findUnit,
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
  found: Found,
  compared: Compared,
  surroundings: Surroundings,
  form: "v1" | "v2",
): string[] {
  const { words } = condition;
  if (words.type === "ua_based" && found.place === "user_agent") return cautionsAboutUserAgent(words.field ?? "", surroundings);
  if (words.type === "experiment_group")
    return ["Statsig’s JavaScript engine does not know conditions on an experiment’s group, and gives up there."];
  const value = findInJavaScript(condition, found, surroundings);
  const looked = differs(value, found);
  if (looked || !condition.isPlain(found)) {
    const sentence = describeSplit(condition, found, value, compared, looked, surroundings);
    if (sentence !== null) return [sentence];
  }
  return standingCautions(condition, found, value, surroundings, form);
}

export function cautionsAboutMissingGate(gate: string, target: JsonValue): string[] {
  if (typeof target !== "string")
    return [
      `The gate’s name is not a text, so that the native engine finds no gate, which counts as one that fails; the JavaScript engine looks for “${textInJavaScript(target)}”.`,
    ];
  return [`There is no gate “${gate}”, which counts as one that fails. Only the JavaScript engine always lists it among the exposures.`];
}

export function cautionsAboutUnsupported({ type, operator }: ConditionText): string[] {
  const there = isKnownInJavaScript(type, operator)
    ? "the JavaScript engine knows such conditions and goes on, so that it may answer otherwise."
    : "the JavaScript engine answers false or nothing.";
  return [`The native engine stops here, and a gate may even pass by what the condition before came to; ${there}`];
}

/** How the two come to different results; null where they do not. */
function describeSplit(
  { words }: ValueCondition,
  found: Found,
  value: JavaScriptValue,
  compared: Compared,
  looked: boolean,
  surroundings: Surroundings,
): string | null {
  if (typeof compared !== "boolean") return null;
  const operator = words.operator ?? "";
  const target = words.type === "user_bucket" ? slotsAsList(words.target) : words.target;
  // Whether an ID is on a list is known of the native engine's text only.
  const isKnownMember = operator.endsWith("_segment_list") && typeof value === "string" && value === found.text;
  const verdict = isKnownMember ? compared : compareInJavaScript(operator, value, target);
  if (verdict === compared) return null;
  const cause = looked ? lookUpCause(words, value, found, surroundings) : comparisonCause(operator, found, value, target);
  return `${cause}${parting(compared, verdict)}`;
}

/** What holds for the condition whatever came out, and belongs to nearly no condition. */
function standingCautions(
  condition: ValueCondition,
  found: Found,
  value: JavaScriptValue,
  surroundings: Surroundings,
  form: "v1" | "v2",
): string[] {
  const { operator, target, type } = condition.words;
  if (type === "user_bucket") return cautionsAboutBucket(condition, surroundings);
  if (operator === "on") return found.moment === null ? [] : [outsideUtc];
  if (operator === "str_matches") return typeof value === "string" && hasBeyondAscii(value) ? [beyondAscii] : [];
  if (operator?.endsWith("_segment_list")) return lacksList(target, surroundings) ? [listNotAtHand] : [];
  return form === "v2" && condition.hasCollapsed ? [collapsed] : [];
}

/**
 * Warns about unusual IDs: percentages and layer slots hash the ID as text, and the engines print unusual IDs differently
 * (statsig-evaluation.md §4).
 */
export function cautionAboutUnit(idType: string, unit: Found, user: Surroundings["subject"]["user"]): string | null {
  const value = findUnit(user, idType);
  const native = unit.text ?? "";
  const javaScript = textInJavaScript(value ?? "");
  if (native === javaScript) return null;
  return `The engines do not hash the same ${idType}: the native engine takes ${textOf(native)}, the JavaScript engine ${textOf(javaScript)}.`;
}

function cautionsAboutBucket({ unit, bucket }: ValueCondition, { subject }: Surroundings): string[] {
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

function findInJavaScript({ words, unit }: ValueCondition, found: Found, { subject, defaultTier }: Surroundings): JavaScriptValue {
  const { user } = subject;
  const field = words.field ?? "";
  switch (words.type) {
    case "user_field":
      return findField(user, field);
    case "ip_based":
      return findField(user, field) ?? countryInJavaScript(user, field);
    case "ua_based":
      return findField(user, field) ?? null;
    case "environment_field":
      return findInAnyCase(defaultTier === null ? user.statsigEnvironment : { tier: defaultTier }, field) ?? found.json;
    case "unit_id":
      return unit === null ? undefined : findUnit(user, unit.name);
    default:
      return found.json;
  }
}

function countryInJavaScript(user: Surroundings["subject"]["user"], field: string): JavaScriptValue {
  const address = field === "country" ? readAddress(findField(user, "ip")) : null;
  return address === null ? null : countryOf(address).country;
}

/** Null and missing are one to most comparisons; everything else must be the same JSON. */
function differs(value: JavaScriptValue, found: Found): boolean {
  const [left, right] = [value ?? null, found.json];
  if (left === right) return false;
  return typeof left !== "object" || isTooDeep(left) || isTooDeep(right) || JSON.stringify(left) !== JSON.stringify(right);
}

function lookUpCause({ type, ...words }: ConditionText, value: JavaScriptValue, found: Found, { defaultTier }: Surroundings): string {
  const field = words.field ?? "";
  const [here, there] = [findText(found.isPresent ? found.json : undefined), findText(value)];
  const told = (cause: string) => `${cause}: the native engine finds ${here}, the JavaScript engine ${there}`;
  if (type === "environment_field" && value === defaultTier)
    return told("The JavaScript engine puts the definitions’ default environment in place of the user’s");
  if (type === "environment_field") return told(`The environment’s key is not spelled “${field}”`);
  if (type === "unit_id") return told(`The key in customIDs is not spelled “${field}”`);
  if (value === "") return told("An empty text counts as missing to one engine only");
  if (type === "ip_based" && found.place !== "top_level") return told("The engines do not read this IP address alike");
  if (found.isPresent && found.json === null) return told("A null in custom ends the search for one engine only");
  return told(`The engines do not look for “${field}” in the same places`);
}

function comparisonCause(operator: string, found: Found, value: JavaScriptValue, target: JsonValue): string {
  const spoken = findText(value);
  if (operator.startsWith("array_") || operator === "not_array_contains_all")
    return "The native engine compares elements as texts, the JavaScript engine as values of their own kind";
  if (Array.isArray(value))
    return `The native engine compares the list ${spoken} as JSON, the JavaScript engine as its elements joined by commas`;
  if (!found.isPresent || found.json === null)
    return "There is nothing to compare: the native engine takes an empty text for it, the JavaScript engine the word “undefined” or “null”";
  if (typeof value === "object")
    return `The object ${spoken} has no text to the native engine, and “[object Object]” to the JavaScript engine`;
  if (operator.startsWith("version_"))
    return `${upperFirst(spoken)} against ${formatValue(target)} is no usual version comparison: the native engine wants whole numbers between dots, and takes a number for a text`;
  if (operator === "before" || operator === "after" || operator === "on")
    return `The engines do not read ${spoken} and ${formatTimeValue(target)} as times alike: the native engine wants whole numbers, or dates of up to 20 characters without milliseconds`;
  if (/^[gl]te?$/.test(operator)) return `Only the JavaScript engine takes ${spoken} against ${formatValue(target)} for numbers`;
  if (operator === "str_matches") return "The engines read this regular expression in different dialects";
  if (operator === "eq" || operator === "neq") return `The JavaScript engine compares ${spoken} and ${formatValue(target)} loosely`;
  if (operator.endsWith("_segment_list")) return "The JavaScript engine takes only texts for IDs on a list";
  if (typeof target === "object" && !Array.isArray(target))
    return "The JavaScript engine does not look into a set that is written as an object";
  return `The engines do not compare ${spoken} alike`;
}

function parting(native: boolean, javaScript: boolean | null): string {
  const words = (isMet: boolean) => (isMet ? "met" : "not met");
  return javaScript === null
    ? `. The native engine finds the condition ${words(native)}; the JavaScript engine may not.`
    : `. The native engine finds the condition ${words(native)}, the JavaScript engine ${words(javaScript)}.`;
}

/** Describes the known differences between the engines' user agent parsers (statsig-evaluation.md §6.4). */
function cautionsAboutUserAgent(field: string, { subject }: Surroundings): string[] {
  const userAgent = subject.fieldNamed("userAgent").text ?? "";
  const { browser_name: browser, os_name: os } = readUserAgent(userAgent);
  const isUnknown = (userAgentFact(field)?.startsWith("os_") ? os : browser) === "Other";
  if (isUnknown)
    return [
      "The native engine does not recognize this user agent and says “Other”, version 0.0.0; the JavaScript engine may recognize it, or say nothing at all.",
    ];
  if (/bot|crawler|spider/i.test(userAgent)) return ["The native engine names bots; the JavaScript engine says nothing for them."];
  const isPlain =
    /^(?:Chrome|Chrome Mobile|Firefox|Safari|Mobile Safari|Edge)$/.test(browser) && !(os === "Android" && browser === "Chrome");
  return isPlain && field.toLowerCase().includes("name")
    ? []
    : ["The engines read user agents with parsers of their own, and may name this one, or its version, differently."];
}

/** Statsig's lists come by themselves, so that one server may have a list that another does not have yet. */
function lacksList(target: JsonValue, { idLists }: Surroundings): boolean {
  return typeof target === "string" && idLists !== null && !idLists.has(target);
}

const listNotAtHand =
  "This ID list is not among those at hand, which counts as having no members; where an engine has it, its answer may differ.";
const outsideUtc = "The native engine counts days in UTC, the JavaScript engine in the time zone of the server that it runs on.";
const beyondAscii =
  "The value has characters beyond ASCII, in which the engines’ regular expressions do not know the same letters, digits and blanks.";
const collapsed = "Of entries that differ in case only, the native engine keeps the last, and the JavaScript engine all.";

function hasBeyondAscii(text: string): boolean {
  return /[^ -~\s]/.test(text);
}

function findText(value: JavaScriptValue): string {
  if (isTooDeep(value)) return "a value that is nested very deeply";
  return value === undefined ? "nothing" : formatValue(value);
}

function textOf(text: string): string {
  return text === "" ? "none" : `“${text}”`;
}
