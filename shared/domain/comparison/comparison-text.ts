import { formatValue, formatValues } from "../evaluation/format-value.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import type { Cause, ComparedAnswer, Difference, Part, PartDifference } from "./comparison.ts";

interface AnswerTextOptions {
  readonly isWithValue: boolean;
  /** The answer from which it differs: a long value is shown where it does. Null for the whole value. */
  readonly beside: ComparedAnswer | null | undefined;
}

/** `Pass`, `Group Control`, `Value {"a":1}`; a value only where `isWithValue`. */
export function answerText(answer: ComparedAnswer | undefined, { isWithValue, beside }: AnswerTextOptions): string {
  if (answer === undefined) return "";
  const label = stateLabel(answer);
  if (!isWithValue || typeof answer.value !== "object" || answer.value === null) return label;
  const value = beside === null ? JSON.stringify(answer.value) : formatValues(answer.value, beside?.value ?? answer.value)[0];
  return `${label} ${value}`;
}

/** True if only the values tell the answers apart. */
export function haveOneLabel(answers: readonly ComparedAnswer[]): boolean {
  return new Set(answers.map((answer) => stateLabel(answer))).size < answers.length;
}

/** Why two answers are neither the same nor different. */
export const undecidedText = "could not be decided: an answer is unknown";

/** Why two answers differ, as a clause; empty if they are the same. */
export function differenceText({ result, causes, tried }: Difference): string {
  if (result === "same") return "";
  if (result === "undecided") return undecidedText;
  return causes.length === 0 ? describeUnknownCause(tried) : describeCauses(causes);
}

/** `country is DE, not US`; `country is DE, not US, and the tier is staging, not production`. The compared subject's value comes first. */
export function describeCause({ parts }: Cause): string {
  const texts = parts.map(describePart);
  return texts.join(texts.slice(0, -1).some((text) => text.includes(", ")) ? ", and " : " and ");
}

/** `because country is DE, not US`; each of several causes is enough alone; `for an unknown reason` without a cause. */
export function describeCauses(causes: readonly Cause[]): string {
  const [only, ...others] = causes;
  if (only === undefined) return "for an unknown reason";
  if (others.length === 0) return `because ${describeCause(only)}`;
  return `because ${causes.map(describeCause).join("; or because ")}`;
}

/** `for an unknown reason: userID, country and the tier differ, and none of them alone or together explains it`. */
export function describeUnknownCause(tried: readonly Part[]): string {
  if (tried.length === 0) return "for an unknown reason";
  return `for an unknown reason: ${listed(tried.map(partName))} ${tried.length === 1 ? "differs, and does" : "differ, and do"} not explain it`;
}

/** `country is DE, not US`. The compared subject's value comes first. */
export function describePart({ part, reference, compared }: PartDifference): string {
  switch (part.kind) {
    case "field":
    case "tier":
    case "target_app":
    case "project":
      return `${partName(part)} is ${shownBeside(compared, reference)}, not ${shownBeside(reference, compared)}`;
    case "key":
      return `the key is ${keyText(compared)}, not ${keyText(reference)}`;
    case "time":
      return `the time is ${time(compared)}, not ${time(reference)}`;
    case "id_list":
      return `the ID list ${part.name} has other members`;
    case "spec":
      return `the rules of ${part.name} differ${part.edits.length === 0 ? "" : ` (${part.edits.join("; ")})`}`;
    case "parameter_store":
      return `the parameter store ${part.name} differs`;
    case "override":
      return "other rules are replaced";
    case "other_rules":
      return "other parts of the rules differ";
    case "evaluator":
      return "Statsig answers differently than the rules here";
  }
}

/** The part as the object of a sentence: `country`, `the tier`, `the rules of checkout_v2`. */
export function partName(part: Part): string {
  switch (part.kind) {
    case "field":
      return fieldName(part.path);
    case "tier":
      return "the tier";
    case "target_app":
      return "the target app";
    case "time":
      return "the time";
    case "project":
      return "the project";
    case "id_list":
      return `the ID list ${part.name}`;
    case "spec":
      return `the rules of ${part.name}`;
    case "parameter_store":
      return `the parameter store ${part.name}`;
    case "override":
      return "the replaced rules";
    case "other_rules":
      return "other parts of the rules";
    case "key":
      return "the key";
    case "evaluator":
      return "the evaluator";
  }
}

/** The part as a label of a few words: `country`, `tier`, `checkout_v2 edited`. */
export function partLabel(part: Part): string {
  if (part.kind === "spec") return `${part.name} edited`;
  if (part.kind === "id_list") return part.name;
  return partName(part).replace(/^the /, "");
}

/** `country`, `storeID`: a field is known by its own name. */
function fieldName(path: readonly string[]): string {
  const [container = "", ...rest] = path;
  return rest.length > 0 && ["custom", "customIDs", "privateAttributes", "statsigEnvironment"].includes(container)
    ? rest.join(".")
    : path.join(".");
}

/** Looks the same for the same part of different rows. */
export function partKey(part: Part): string {
  switch (part.kind) {
    case "field":
      return JSON.stringify(["field", ...part.path]);
    case "spec":
      return JSON.stringify(["spec", part.of, part.name]);
    case "id_list":
    case "parameter_store":
      return JSON.stringify([part.kind, part.name]);
    default:
      return part.kind;
  }
}

/** True for a field that units are assigned by: userID and custom IDs. */
export function isUnitIdPart(part: Part): boolean {
  return part.kind === "field" && ((part.path[0] === "userID" && part.path.length === 1) || part.path[0] === "customIDs");
}

/** `DE`; `missing` where there is no value. */
export function partValueText(value: PartDifference["reference"]): string {
  return shown(value);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function shown(value: PartDifference["reference"]): string {
  return value === undefined || value === null ? "missing" : formatValue(value);
}

/** The value with the part in which it differs from the other. */
function shownBeside(value: PartDifference["reference"], other: PartDifference["reference"]): string {
  return value == null || other == null ? shown(value) : formatValues(value, other)[0];
}

/** A key is described in words, which need no quotation marks. */
function keyText(value: PartDifference["reference"]): string {
  return typeof value === "string" ? `the ${value}` : "missing";
}

function time(value: PartDifference["reference"]): string {
  return typeof value === "number" ? formatUtcDateTime(value) : shown(value);
}
