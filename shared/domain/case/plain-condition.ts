import { formatPlainValue } from "../evaluation/format-value.ts";
import type { ConditionTrace } from "../explanation/explanation.ts";
import { describeTarget, formatTimeValue, joinTarget } from "../explanation/explanation-text.ts";
import type { FlipEdit } from "../explanation/flip.ts";
import type { JsonValue } from "../json/json.ts";

export const forYou = "you are among the people whom this is for";
export const notForYou = "you are not among the people whom this is for";

/** `promo_banner` or `promoBanner` as a person reads it: `promo banner`. */
export function plainName(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z][a-z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/([a-z])(ID|URL|IP)\b/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim();
}

/**
 * Says a condition to a customer: `the country on your account is France; this is for Germany and the United Kingdom`. Null for one that a customer can
 * neither see nor change, such as a slot, if it is met.
 */
export function plainCondition(condition: ConditionTrace): string | null {
  const { type, operator, target, value, isPresent, bucket, unreadable } = condition;
  const isMet = condition.result === "met";
  if (bucket !== null || type === "user_bucket") return isMet ? null : chosenAtRandom;
  if (Object.hasOwn(plainTypes, type)) return isMet ? null : (plainTypes[type] ?? null);
  if (type === "pass_gate" || type === "fail_gate") return plainGate(condition);
  if (type === "multi_pass_gate" || type === "multi_fail_gate") return isMet ? null : notForYou;
  if (type === "current_time") return plainClock(operator, target, isMet);
  if (operator === "in_segment_list" || operator === "not_in_segment_list")
    return `you are ${isMet === (operator === "in_segment_list") ? "" : "not "}on a list of people that we keep for this`;
  const subject = plainSubject(condition);
  const unknown = isOfSwitch(target) ? `whether “${plainName(condition.field ?? "setting")}” is on for your account` : subject;
  const fact = isPresent ? plainFact(condition, value) : `we do not know ${unknown}`;
  if (isMet) return fact;
  if (!isPresent && isIdentity(condition)) return `${fact}, and this depends on it`;
  return unreadable === undefined ? `${fact}; ${plainTarget(condition)}` : `${subject} cannot be read`;
}

/** `the country on your account is the United States instead of France`. */
export function plainEdit({ path, from, to, isTime }: FlipEdit): string {
  const field = path.at(-1) ?? "";
  const condition = { type: "user_field", field, valueSource: "none", operator: null } as const;
  const described = (value: JsonValue) => (isTime ? plainTime(value) : plainValue(condition, value));
  const fact = isTime ? statement(condition, plainTime(to)) : plainFact(condition, to);
  return switchOf(to) !== null || from === null ? fact : `${fact} instead of ${described(from)}`;
}

/** True for what names a person or a device. Rules list those of other people, which no customer may read; and nobody changes theirs for a feature. */
export function isIdentity({ type, field }: Pick<ConditionTrace, "type" | "field">): boolean {
  return type === "unit_id" || identities.has(keyOf(field));
}

const identities: ReadonlySet<string> = new Set(["userid", "stableid", "email", "ip", "useragent"]);

/** `the ID of your account` for `userID`. */
export function plainUnit(idType: string): string {
  return plainSubject({ type: "unit_id", field: idType, valueSource: "none" });
}

const chosenAtRandom = "it is shown to a part of our customers, chosen at random, and you are not among them";

/** What an unmet condition of these types means. */
const plainTypes: Readonly<Record<string, string>> = {
  environment_field: "it is not available where you use it",
  target_app: "it is not available in the app that you use",
};

/** Says what a holdout does, and on which side of it the customer is. */
export function holdoutReason({ isHeldBack }: { readonly isHeldBack: boolean }): string {
  return `a few people, chosen at random, do not get new things for now, and you are ${isHeldBack ? "" : "not "}one of them`;
}

function plainGate({ type, target, value, result, nested }: ConditionTrace): string | null {
  const name = typeof target === "string" ? target : "";
  if (nested?.entity === "holdout") return value === true ? holdoutReason({ isHeldBack: true }) : null;
  if (name.startsWith("segment:") || nested?.entity === "segment") {
    if (result === "met") return type === "pass_gate" ? forYou : null;
    return notForYou;
  }
  return value === null ? null : `“${plainName(name)}” is ${value === true ? "on" : "off"} for you`;
}

function plainClock(operator: string | null, target: JsonValue, isMet: boolean): string {
  const day = plainTime(target);
  if (operator === "after") return `this ${isMet ? "started" : "starts"} on ${day}`;
  if (operator === "before") return isMet ? `this is available until ${day}` : `this ended on ${day}`;
  return `this is ${isMet ? "" : "only "}for ${day}`;
}

/** `1 January 2020`; with the time of day unless it is midnight: `1 January 2020, 14:00 UTC`. */
function plainTime(value: JsonValue): string {
  const [, isoDay, time] = formatTimeValue(value).match(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC$/) ?? [];
  if (isoDay === undefined) return formatPlainValue(value);
  const day = new Date(isoDay).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return time === "00:00" ? day : `${day}, ${time} UTC`;
}

/** The names of fields that Statsig knows, in lower case without `_` (statsig-evaluation.md §6). */
const plainFields: Readonly<Record<string, string>> = {
  userid: "the ID of your account",
  stableid: "the ID of your device",
  email: "the email address on your account",
  country: "the country on your account",
  ip: "your internet address",
  browsername: "the browser that you use",
  browserversion: "the version of your browser",
  osname: "the operating system that you use",
  osversion: "the version of your operating system",
  appversion: "the version of your app",
  locale: "the language that you use",
  useragent: "the browser that you use",
};

/** `the country on your account is Germany`, `“cart items” on your account is set to a and b`, `“newsletter” is on for your account`. */
function plainFact(condition: Pick<ConditionTrace, "type" | "field" | "valueSource" | "operator">, value: JsonValue): string {
  const isOn = switchOf(value);
  if (isOn !== null) return `“${plainName(condition.field ?? "setting")}” is ${isOn ? "on" : "off"} for your account`;
  return statement(condition, plainValue(condition, value));
}

/** The name of a project's own field can be of any number or part of speech, so it is quoted, and is set to its value. */
function statement(condition: Pick<ConditionTrace, "type" | "field" | "valueSource">, value: string): string {
  const subject = plainSubject(condition);
  return `${subject} is ${subject.startsWith("“") ? "set to " : ""}${value}`;
}

/** True or false for a value that is one, or the text of one; else null. */
function switchOf(value: JsonValue): boolean | null {
  const text = String(value).toLowerCase();
  return text === "true" ? true : text === "false" ? false : null;
}

/** True for a condition that wants only on, or only off. */
function isOfSwitch(target: JsonValue): boolean {
  const [first, ...others] = Array.isArray(target) ? target : [target];
  return first !== undefined && switchOf(first) !== null && others.length === 0;
}

function keyOf(field: string | null): string {
  return (field ?? "").toLowerCase().replaceAll("_", "");
}

function plainSubject({ type, field, valueSource }: Pick<ConditionTrace, "type" | "field" | "valueSource">): string {
  if (type === "experiment_group") return `the version of “${plainName(field ?? "")}” that you have`;
  const key = keyOf(field);
  if (key === "country" && valueSource === "ip") return "the country that you connect from";
  return Object.hasOwn(plainFields, key) ? (plainFields[key] ?? "") : `“${plainName(field ?? "setting")}” on your account`;
}

/** `this is for Germany and the United Kingdom`, `this needs version 110 or above`. */
function plainTarget(condition: ConditionTrace): string {
  const { operator, target } = condition;
  if (isIdentity(condition) && target !== null) return "this is for others";
  const [isOn, ...others] = (Array.isArray(target) ? target : [target]).map(switchOf);
  if (isOn != null && others.length === 0) return `this is for people who have it ${isOn === isWanted(operator) ? "on" : "off"}`;
  const entries = (word: "or" | "and") =>
    joinTarget(Array.isArray(target) ? target : [target], word, (each) => plainValue(condition, each));
  switch (operator) {
    case "any":
    case "any_case_sensitive":
    case "eq":
      return target === null ? "this is for people without one" : `this is for ${entries("and")}`;
    case "none":
    case "none_case_sensitive":
    case "neq":
      return target === null ? "this is for people with one" : `this is not for ${entries("or")}`;
    case "str_matches":
      return "this is for others";
    case "before":
    case "after":
      return `this needs a date ${operator} ${plainTime(target)}`;
    case "on":
      return `this needs ${plainTime(target)}`;
    default:
      return `this needs ${operator?.startsWith("str_") ? "it " : ""}${describeTarget(condition)}`;
  }
}

/** False for an operator that lists what is not wanted. */
function isWanted(operator: string | null): boolean {
  return operator !== "neq" && !operator?.startsWith("none");
}

function plainValue({ field, operator }: Pick<ConditionTrace, "field" | "operator">, value: JsonValue): string {
  if (operator === "before" || operator === "after" || operator === "on") return plainTime(value);
  if (Array.isArray(value)) return value.length === 0 ? "empty" : joinTarget(value, "and");
  const key = keyOf(field);
  return (key === "country" ? countryName(value) : key === "locale" ? languageName(value) : null) ?? formatPlainValue(value);
}

const withArticle: ReadonlySet<string> = new Set(["AE", "BS", "CF", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"]);

/** `the United Kingdom` for `GB`; null for a text that is no code of a country. */
function countryName(value: JsonValue): string | null {
  if (typeof value !== "string" || !/^[a-z]{2}$/i.test(value)) return null;
  const code = value.toUpperCase();
  const name = new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(code);
  return name === undefined ? null : `${withArticle.has(code) ? "the " : ""}${name}`;
}

/** `German (Germany)` for `de_DE` or `de-DE`; null for a text that is no code of a language. */
function languageName(value: JsonValue): string | null {
  if (typeof value !== "string" || !/^[a-z]{2,3}(?:[_-][a-z]{2})?$/i.test(value)) return null;
  return (
    new Intl.DisplayNames("en", { type: "language", fallback: "none", languageDisplay: "standard" }).of(value.replace("_", "-")) ?? null
  );
}
