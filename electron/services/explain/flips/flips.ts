import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber, formatTimeValue } from "#shared/domain/explanation/explanation-text.ts";
import type { Flip, FlipProgress, FlipSummary, RuleChange } from "#shared/domain/explanation/flip.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions } from "../engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor } from "../engine/engine.ts";
import type { EvaluationOptions } from "../engine/evaluate-specs.ts";
import { definitionKind, fieldUsagesOf } from "../readiness/field-usage.ts";
import { withValueAt } from "../readiness/user-places.ts";
import { type CandidateEdit, candidateEdits, isSamePlace } from "./candidate-edits.ts";
import type { RuleEdit } from "./changed-rules.ts";
import { ruleEdits } from "./rule-edits.ts";

export interface FlipsRequest {
  readonly prepared: PreparedDefinitions;
  readonly payload: JsonObject;
  readonly user: StatsigUser;
  readonly kind: ExplainedKind;
  readonly name: string;
  readonly options: EvaluationOptions;
  /** Adds the rule names that are known from the console and from earlier answers. */
  readonly named: (explanation: Explanation) => Explanation;
  /** Returns the elapsed milliseconds, for the time limits and for the pauses between steps. */
  readonly elapsedMs: () => number;
}

const bounds = { maxTried: 20_000, maxMs: 5_000, maxFound: 40, maxSimilar: 2, maxOfRulesMs: 2_000 };
const maxStepMs = 20;

/**
 * Searches for the smallest changes that give another answer: single edits, then pairs, then other percentages, splits and shares. Every change is
 * evaluated before it is returned. Yields its progress and what it found every few milliseconds, so that the caller can cancel.
 */
export function* searchFlips(request: FlipsRequest): Generator<FlipProgress, FlipSummary, void> {
  const { prepared, user, kind, name, options, named, elapsedMs } = request;
  const specKind = definitionKind(kind);
  const base = evaluatorFor(prepared, user, options).explain(specKind, name);
  const list = fieldUsagesOf(prepared, specKind, name);
  if (base.state === "unknown" || list === null) return summary("unknown", { tried: 0, found: 0, isComplete: true });

  const before = signatureOf(base);
  const edits = candidateEdits(prepared, list, user, options);
  const similarCounts = new Map<string, number>();
  const singles = new Map<CandidateEdit, string>();
  let waiting: Flip[] = [];
  let tried = 0;
  let found = 0;
  let progressAtMs = elapsedMs();

  const isSpent = () => tried >= bounds.maxTried || elapsedMs() >= bounds.maxMs || found >= bounds.maxFound;
  const isStepOver = () => elapsedMs() - progressAtMs >= maxStepMs;
  const takeProgress = (): FlipProgress => {
    const progress = { tried, found: waiting };
    waiting = [];
    progressAtMs = elapsedMs();
    return progress;
  };
  /** Returns the signature of the changed answer; null if the answer is the same or unknown. */
  const tryChange = (changed: StatsigUser, definitions = prepared): string | null => {
    tried += 1;
    const evaluation = evaluatorFor(definitions, changed, options).evaluate(specKind, name);
    const after = signatureOf(evaluation);
    return after === before || evaluation.state === "unknown" ? null : after;
  };
  const keep = (changes: readonly CandidateEdit[], after: string) => {
    const similar = `${changes.map(({ path }) => JSON.stringify(path)).join()} ${after}`;
    similarCounts.set(similar, (similarCounts.get(similar) ?? 0) + 1);
    if ((similarCounts.get(similar) ?? 0) > bounds.maxSimilar) return;
    waiting.push(flipOf(request, changes));
    found += 1;
  };

  for (const edit of edits) {
    if (isSpent()) break;
    const after = tryChange(changedBy(user, [edit]));
    if (after !== null) {
      singles.set(edit, after);
      keep([edit], after);
    }
    if (isStepOver()) yield takeProgress();
  }
  for (const pair of pairsOf(edits)) {
    if (isSpent()) break;
    const after = tryChange(changedBy(user, pair));
    // A pair counts only if neither of its edits gives this answer alone.
    if (after !== null && !pair.some((edit) => singles.get(edit) === after)) keep(pair, after);
    if (isStepOver()) yield takeProgress();
  }
  const isComplete = !isSpent() || found >= bounds.maxFound;
  const foundByUser = found;
  const ruleEditsEndMs = elapsedMs() + bounds.maxOfRulesMs;
  for (const edit of ruleEdits({ ...request, trace: named(base).trace })) {
    if (elapsedMs() >= ruleEditsEndMs || found - foundByUser >= bounds.maxFound) break;
    if (tryChange(user, edit.prepared) !== null) {
      waiting.push(ruleFlip(request, edit));
      found += 1;
    }
    if (isStepOver()) yield takeProgress();
  }
  yield takeProgress();
  const outcome = foundByUser > 0 ? "reachable" : found > 0 ? "by_rule_only" : "not_reachable";
  return summary(outcome, { tried, found, isComplete });
}

/** Yields pairs of edits of different fields: first those that one rule uses, then all others. */
function* pairsOf(edits: readonly CandidateEdit[]): Generator<[CandidateEdit, CandidateEdit]> {
  for (const isOfOneRule of [true, false])
    for (const [index, first] of edits.entries())
      for (const second of edits.slice(index + 1))
        if (!isSamePlace(first, second) && shareRule(first, second) === isOfOneRule) yield [first, second];
}

function shareRule({ rules }: CandidateEdit, other: CandidateEdit): boolean {
  for (const rule of rules) if (other.rules.has(rule)) return true;
  return false;
}

function changedBy(user: StatsigUser, edits: readonly CandidateEdit[]): StatsigUser {
  return edits.reduce((changed, { path, to }) => withValueAt(changed, path, to), user);
}

/** Returns a text that is equal for answers that look the same to a person. */
function signatureOf({ state, value, groupName }: Pick<Evaluation, "state" | "value" | "groupName">): string {
  return JSON.stringify([state, value, groupName]);
}

function flipOf(request: FlipsRequest, changes: readonly CandidateEdit[]): Flip {
  const user = changedBy(request.user, changes);
  const becomes = explained(request, request.prepared, user);
  return {
    edits: changes.map(({ path, from, to, isTime }) => ({ path: [...path], from: from ?? null, to: to ?? null, isTime })),
    user,
    becomes: becomesOf(becomes),
    sentence: `${upperFirst(describeEdits(changes))} ${outcomeText(request.kind, becomes)}, because ${becomes.because}.`,
    ruleChange: null,
    cost: changes.reduce((sum, { cost }) => sum + cost, 0),
  };
}

/** Sorts changes of rules after all changes of the user, because a rule concerns every user. */
const ruleEditCost = 10;

function ruleFlip(request: FlipsRequest, { change, prepared }: RuleEdit): Flip {
  const becomes = explained(request, prepared, request.user);
  const place = change.is === "slot" ? "" : `; this user is at ${formatPercent(change.place)}`;
  return {
    edits: [],
    user: request.user,
    becomes: becomesOf(becomes),
    sentence: `If ${describeRuleChange(change, request.name)}, ${conditionalText(request.kind, becomes)}${place}.`,
    ruleChange: change,
    cost: ruleEditCost + (change.is === "slot" ? slotCost : Math.abs(change.to - change.from) / 100),
  };
}

/** Equal to ten percent of a rule: one slot is the smallest share, but it concerns the whole layer. */
const slotCost = 0.1;

function describeRuleChange(change: RuleChange, requestedName: string): string {
  switch (change.is) {
    case "percentage": {
      const { specName, isHoldout, ruleNumber: number, ruleName: name, from, to } = change;
      const range = `${formatPercent(to)} or ${to > from ? "more" : "less"} instead of ${formatPercent(from)}`;
      const own = specName === requestedName ? "" : ` of “${specName}”`;
      return isHoldout
        ? `the holdout “${specName}” held back ${range}`
        : `the rollout of ${formatRuleNumber({ number, name, groupName: null })}${own} were ${range}`;
    }
    case "group_end": {
      const { specName, ruleNumber, ruleName, from, to } = change;
      const group = ruleName === null ? `the group of rule ${ruleNumber}` : `group ${ruleName}`;
      const own = specName === requestedName ? "" : ` of “${specName}”`;
      return `${group}${own} ended at ${formatPercent(to)} instead of ${formatPercent(from)}`;
    }
    case "slot": {
      const { experiment, slot, isGiven, takenFrom, slotsBefore } = change;
      const holder = `“${experiment}” (${formatNumber(slotsBefore)} of 1,000 slots)`;
      if (!isGiven) return `${holder} gave up this user’s slot ${slot}`;
      return `${holder} held this user’s slot ${slot} ${takenFrom === null ? "too" : `instead of “${takenFrom}”`}`;
    }
  }
}

function explained({ kind, name, options, named }: FlipsRequest, prepared: PreparedDefinitions, user: StatsigUser): Explanation {
  return named(evaluatorFor(prepared, user, options).explain(definitionKind(kind), name));
}

function becomesOf({ state, value, ruleId, groupName }: Explanation): Flip["becomes"] {
  return { state, value, ruleId, groupName };
}

/** `with country US instead of DE and plan pro`, `without plan`. */
function describeEdits(edits: readonly CandidateEdit[]): string {
  const texts = edits.map(describeEdit);
  return texts.map((edit, place) => (place > 0 && texts[place - 1]?.startsWith("with ") ? edit.replace(/^with /, "") : edit)).join(" and ");
}

function describeEdit({ field, from, to, isTime }: CandidateEdit): string {
  if (to === undefined) return `without ${field}`;
  const describe = isTime ? formatTimeValue : formatValue;
  return from === undefined ? `with ${field} ${describe(to)}` : `with ${field} ${describe(to)} instead of ${describe(from)}`;
}

/** `it would pass`, `this user would be in Test`. */
function conditionalText(kind: ExplainedKind, explanation: Explanation): string {
  return outcomeText(kind, explanation)
    .replace(/^it passes$/, "it would pass")
    .replace(/^it fails$/, "it would fail")
    .replace(/^this user is /, "this user would be ")
    .replace(/^this user gets /, "this user would get ");
}

function outcomeText(kind: ExplainedKind, { state, groupName }: Explanation): string {
  if (kind === "gate") return state === "pass" ? "it passes" : "it fails";
  if (state === "group") return `this user is in ${groupName ?? "a group"}`;
  if (state === "no_group") return "this user is in no group";
  return state === "default" ? "this user gets the default" : "this user gets another value";
}

function summary(
  outcome: FlipSummary["outcome"],
  { tried, found, isComplete }: Pick<FlipSummary, "tried" | "found" | "isComplete">,
): FlipSummary {
  const limits = isComplete ? "" : " Not all changes were tried, because there are too many.";
  return { isComplete, tried, found, outcome, sentence: `${summaryText[outcome]}${limits}` };
}

const summaryText: Record<FlipSummary["outcome"], string> = {
  reachable: "These changes to the user give another answer.",
  by_rule_only: "No change of one or two attributes gives another answer, but another percentage, split or share would.",
  not_reachable:
    "No change of one or two attributes and no other percentage, split or share gives another answer. Unit IDs were not changed.",
  unknown: "The current answer is unknown, so no changes were tried.",
  no_definitions: "No rules are loaded, so no changes were tried.",
};
