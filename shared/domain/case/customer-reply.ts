import { type Answer, isAnswered } from "../evaluation/evaluation.ts";
import { isConsoleRule, isNoRule } from "../evaluation/rule-text.ts";
import { withBestReason } from "../explanation/best-reason.ts";
import { closestRule } from "../explanation/closest-rule.ts";
import { decidingRule } from "../explanation/deciding-rule.ts";
import type { ConditionTrace, Explanation, RuleTrace, SpecTrace } from "../explanation/explanation.ts";
import { describeHoldout } from "../explanation/explanation-text.ts";
import type { Flip, FlipEdit } from "../explanation/flip.ts";
import type { JsonValue } from "../json/json.ts";
import { formatPercent } from "../text/format-number.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import type { Case, CaseStore } from "./case-file.ts";
import { forYou, holdoutReason, isIdentity, notForYou, plainCondition, plainEdit, plainName, plainUnit } from "./plain-condition.ts";

/** An answer with what is known about it. */
export interface AnswerToReply {
  readonly explanation: Explanation | null;
  readonly flips: readonly Pick<Flip, "edits" | "ruleChange" | "becomes">[];
}

/**
 * Returns a reply for the customer in plain words, to be edited: what happened, why, and what will change it. `now` has what replaying the case found, by the
 * position of the answer. Lines of the view that the case was saved from follow the answers. Never names a private attribute's value.
 */
export function customerReply(
  { subjects, answers, stores, facts }: Pick<Case, "subjects" | "answers" | "stores" | "facts">,
  replies: readonly AnswerToReply[],
  now: ReadonlyMap<number, Pick<Answer, "kind" | "state" | "groupName">> = new Map(),
): string {
  const told = replies.map((reply, at): string => {
    const saved = answers[at];
    if (saved === undefined) return "";
    const answer = reply.explanation === null ? saved.answer : withBestReason(saved.answer, reply.explanation);
    const label = subjects[saved.subject]?.label ?? "";
    const when = formatUtcDateTime(answer.atMs);
    const today = now.get(at);
    return [
      `What happened: at ${when}, ${happened(isLayerHeldBack(answer, reply) ? { ...answer, state: "default" } : answer)} for ${subjects.length > 1 ? label : "you"}.`,
      `Why: ${reason(answer, reply.explanation)}.`,
      `What will change it: ${whatChanges(reply, answer)}`,
      ...(today === undefined
        ? []
        : [`Today: ${isSameOutcome(answer, today) ? "it is still the same" : inPresent(happened(today, answer.name))}.`]),
    ].join("\n");
  });
  return [
    "Hello,",
    "thank you for writing to us. We looked at what you get, and this is what we found.",
    ...stores.map((store) => settingsOf(store, subjects)),
    ...told,
    ...alsoKnown(facts),
    "Kind regards",
  ].join("\n\n");
}

/** `What happened: at …, “storefront” had these settings for you:`, and a line for each. */
function settingsOf({ subject, name, parameters }: CaseStore, subjects: Case["subjects"]): string {
  const { label, atMs } = subjects[subject] ?? { label: "", atMs: 0 };
  const settings = parameters.map((each) => `- ${plainName(each.name)}: ${each.isPresent ? settingText(each.value) : "the usual one"}`);
  const whom = subjects.length > 1 ? label : "you";
  return [`What happened: at ${formatUtcDateTime(atMs)}, “${plainName(name)}” had these settings for ${whom}:`, ...settings].join("\n");
}

function settingText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function alsoKnown(facts: Case["facts"]): string[] {
  return facts.length === 0
    ? []
    : [`We also found:\n${facts.map(({ title, text, forCustomer }) => `- ${forCustomer ?? `${title}: ${text}`}`).join("\n")}`];
}

type Outcome = Pick<Answer, "state" | "groupName">;

/** `before, “promo banner” was on; now it is off.` */
export function plainChange(name: string, before: Outcome, after: Outcome): string {
  const what = `“${plainName(name)}”`;
  if (isSameOutcome(before, after)) return `${what} has other settings now than before.`;
  return `before, ${happened(before, name)}; now ${inPresent(happened(after, name)).replace(what, "it")}.`;
}

/** `“promo banner” was set for you by hand.` */
export function plainOverride(name: string): string {
  return `“${plainName(name)}” was set for you by hand.`;
}

/** `“purchase” was recorded for you at 2026-11-29 14:02 UTC.` */
export function plainRecord(name: string, { atMs, isDelivered }: { readonly atMs: number; readonly isDelivered: boolean }): string {
  return `“${plainName(name)}” ${isDelivered ? `was recorded for you at ${formatUtcDateTime(atMs)}` : "has not been recorded for you"}.`;
}

function isSameOutcome(one: Outcome, other: Outcome): boolean {
  return one.state === other.state && one.groupName === other.groupName;
}

/** `“promo banner” was off`. */
function happened({ state, groupName, ...answer }: Outcome & { readonly name?: string }, name = answer.name ?? ""): string {
  const what = `“${plainName(name)}”`;
  switch (state) {
    case "pass":
      return `${what} was on`;
    case "fail":
      return `${what} was off`;
    case "group":
      return `${what} showed ${groupName === null ? "one of its versions" : `the version “${groupName}”`}`;
    case "no_group":
      return `${what} was not active`;
    case "default":
      return `${what} had its usual settings`;
    case "value":
      return `${what} had special settings`;
    case "not_found":
      return `${what} did not exist`;
    default:
      return `${what} could not be determined`;
  }
}

function inPresent(clause: string): string {
  return clause
    .replace(/” was /, "” is ")
    .replace(/” showed /, "” shows ")
    .replace(/” had /, "” has ")
    .replace(/” did not /, "” does not ")
    .replace(/” could not /, "” cannot ");
}

function reason(answer: Answer, explanation: Explanation | null): string {
  return (explanation === null ? null : reasonOf(explanation.trace)) ?? reasonWithoutRules(answer);
}

/** Says in plain words what an answer tells without the rules behind it: from its state, its rule ID and its experiment, never from its technical reason. */
function reasonWithoutRules({ kind, state, ruleId, groupName, allocatedExperiment }: Answer): string {
  if (state === "not_found") return nothingOfThisName;
  if (!isAnswered(state)) return "our systems could not tell us at that moment";
  if (ruleId?.endsWith("_override") || ruleId === "override") return byHand;
  if (kind === "ranked") return rankedReason(state, ruleId);
  if (ruleId !== null && Object.hasOwn(plainReasons, ruleId) && (state !== "pass" || ruleId !== "disabled"))
    return plainReasons[ruleId] ?? notForYou;
  if (state === "group" || (state === "value" && allocatedExperiment !== null)) return chosenVersion;
  if (state === "pass" || state === "value") return isNoRule(ruleId) && groupName === null ? usual : forYou;
  // Statsig names the rule of a gate that fails only if the percentage of that rule leaves the user out.
  const isLeftOut = state === "fail" && ruleId !== null && isConsoleRule(ruleId);
  return isLeftOut ? "it is being introduced step by step, and you are not among those who have it yet" : notForYou;
}

function rankedReason(state: Answer["state"], ruleId: string | null): string {
  if (state === "default") return "it has not started yet, or it is for other people";
  return ruleId?.endsWith(":explore")
    ? "we are trying out which order people prefer, so it is random at the moment"
    : "the order is chosen automatically, by what suits people like you best";
}

const byHand = "it was set for you by hand";
const nothingOfThisName = "we have nothing of this name at the moment";
const chosenVersion = "people are assigned to versions at random, and this one is yours";
const usual = "this is what people get for whom nothing else is set";

/** Says what decided without the numbers of rules, which a customer cannot see. */
function reasonOf(trace: SpecTrace): string | null {
  if (trace.outcome === "missing") return nothingOfThisName;
  const decided = decidingRule(trace);
  if (decided === undefined) {
    const closest = closestRule(trace);
    const unmet = closest === null ? [] : conditionsFor(closest, "not_met");
    if (unmet.length > 0) return unmet.join(". Also, ");
    return trace.isEnabled ? null : (plainReasons.disabled ?? null);
  }
  if (decided.delegate !== null) return reasonOf(decided.delegate);
  if (decided.ruleId.endsWith(":id_override")) return byHand;
  if (trace.entity === "holdout") return holdoutReason({ isHeldBack: trace.value === true });
  const withoutUnit = missingUnit(trace);
  if (withoutUnit !== null) return `it depends on ${plainUnit(withoutUnit)}, which we do not know`;
  if (decided.state === "outside_percentage" && !isHeldBack(trace))
    return `it is being introduced step by step, for ${formatPercent(decided.passPercentage)} of people so far, and you are not among them yet`;
  const met = conditionsFor(decided, "met");
  if (met.length > 0) return met.join(", and ");
  if (Object.hasOwn(plainReasons, decided.ruleId)) return plainReasons[decided.ruleId] ?? null;
  if (decided.groupName !== null) return chosenVersion;
  return decided.conditions.some(({ type }) => type === "public") ? forEveryone(decided) : null;
}

/** True if a holdout decided, for a layer that of its experiment. */
function isHeldBack(trace: SpecTrace): boolean {
  return describeHoldout(trace) !== null;
}

/** A layer whose experiment has a holdout has the values that it has without an experiment. */
function isLayerHeldBack({ kind, state }: Answer, { explanation }: AnswerToReply): boolean {
  return kind === "layer" && state === "value" && explanation !== null && isHeldBack(explanation.trace);
}

/** The type of the unit that the percentage needs which left the user out, and that the user lacks; null if there is none. */
function missingUnit(trace: SpecTrace): string | null {
  const decided = decidingRule(trace);
  if (decided === undefined) return null;
  if (decided.delegate !== null) return missingUnit(decided.delegate);
  const { state, percentage } = decided;
  return state === "outside_percentage" && percentage?.isMissing === true ? percentage.idType : null;
}

function forEveryone({ passPercentage }: RuleTrace): string {
  return passPercentage === 100
    ? "everyone gets this"
    : `it is being introduced step by step, for ${formatPercent(passPercentage)} of people so far, and you are among them`;
}

/** What Statsig's reserved rules mean for somebody who does not know them (statsig-evaluation.md §2.3, §10). */
const plainReasons: Readonly<Record<string, string>> = {
  layerAssignment: "it is shown to a part of our customers, chosen at random, and you are not among them",
  prestart: "it has not started yet",
  abandoned: "it has ended",
  launchedGroup: "everyone gets this version now",
  disabled: "it is switched off at the moment",
  targetingGate: notForYou,
  inlineTargetingRules: notForYou,
  id_list: "you are on a list of people that we keep for this",
};

function conditionsFor({ conditions, ruleId }: RuleTrace, wanted: ConditionTrace["result"]): string[] {
  const reasons = conditions
    .filter(({ result, type }) => result === wanted && type !== "public")
    .flatMap((condition) => {
      if (condition.valueSource === "private") return [byPrivateSetting];
      return nestedReason(condition, ruleId) ?? plainCondition(condition) ?? [];
    });
  return [...new Set(reasons)];
}

const byPrivateSetting = "a setting of your account that we do not write down here decides this";

/** The reason inside a gate, unless it has to fail: then it is for other people than the condition. A targeting gate keeps out whom it fails. */
function nestedReason({ nested, value, type }: ConditionTrace, ruleId: string): string | null {
  if (nested === null || nested.entity === "holdout") return null;
  const isForSame = type === "pass_gate" || value === true || ruleId === "targetingGate";
  return isForSame ? reasonOf(nested) : null;
}

function whatChanges({ explanation, flips }: AnswerToReply, saved: Answer): string {
  const [first] = flips.filter(({ edits }) => edits.length > 0 && edits.every(isOfCustomer));
  if (first !== undefined) {
    const becomes = isSameOutcome(saved, first.becomes)
      ? `“${plainName(saved.name)}” has other settings`
      : inPresent(happened(first.becomes, saved.name));
    return `if ${first.edits.map(plainEdit).join(" and ")}, ${becomes}.`;
  }
  const withoutUnit = explanation === null ? null : missingUnit(explanation.trace);
  if (withoutUnit !== null) return `it may change once we know ${plainUnit(withoutUnit)}.`;
  const [larger] = flips.flatMap(({ ruleChange }) => (ruleChange?.is === "percentage" && isIntroduced(ruleChange) ? [ruleChange] : []));
  if (larger !== undefined)
    return `when “${plainName(larger.specName)}” reaches ${formatPercent(larger.to)} of people, you are among them.`;
  return explanation === null ? "we will tell you when it changes." : "nothing that you can change yourself.";
}

/** Holdouts, the limits of groups and slots mean nothing to a customer. */
function isIntroduced({ from, to, isHoldout }: { from: number; to: number; isHoldout: boolean }): boolean {
  return to > from && !isHoldout;
}

/**
 * Private attributes are never named, a customer has no environment, and nobody loses a country or takes another e-mail address to get a feature: such an
 * address, or an ID, may be somebody else's.
 */
function isOfCustomer({ path, to }: FlipEdit): boolean {
  const [top = ""] = path;
  const isUnit = top === "customIDs";
  return (
    to !== null &&
    !/^private/i.test(top) &&
    top !== "statsigEnvironment" &&
    !isUnit &&
    !isIdentity({ type: "user_field", field: path.at(-1) ?? "" })
  );
}
