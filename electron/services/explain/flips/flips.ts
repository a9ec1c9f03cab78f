import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber, formatTimeValue, formatValue } from "#shared/domain/explanation/explanation-text.ts";
import type { Flip, FlipProgress, FlipSummary, RuleChange } from "#shared/domain/explanation/flip.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions } from "../engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor } from "../engine/engine.ts";
import type { EvaluationOptions } from "../engine/evaluate-specs.ts";
import { definitionKind, walkThrough } from "../readiness/field-usage.ts";
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
  /** Gives rules the names that only earlier answers told. */
  readonly named: (explanation: Explanation) => Explanation;
  /** Milliseconds of this thread's time; for the bounds, and so that others get their turn. */
  readonly elapsedMs: () => number;
}

const bounds = { maxTried: 20_000, maxMs: 5_000, maxFound: 40, mostAlike: 2, maxOfRulesMs: 2_000 };
const turnMs = 20;

/**
 * The smallest changes that give another answer, each tried before it is given: single edits, then pairs, then other percentages, splits and shares. Hands over what it
 * found, or nothing but its progress, every few milliseconds: whoever drives it can leave then.
 */
export function* searchFlips(request: FlipsRequest): Generator<FlipProgress, FlipSummary, void> {
  const { prepared, user, kind, name, options, named, elapsedMs } = request;
  const specKind = definitionKind(kind);
  const base = evaluatorFor(prepared, user, options).explain(specKind, name);
  const walked = walkThrough(prepared, specKind, name);
  if (base.state === "unknown" || walked === null) return summary("unknown", { tried: 0, found: 0, isComplete: true });

  const before = signatureOf(base);
  const edits = candidateEdits(prepared, walked, user, options);
  const kept = new Map<string, number>();
  const singles = new Map<CandidateEdit, string>();
  let waiting: Flip[] = [];
  let tried = 0;
  let found = 0;
  let handedOverMs = elapsedMs();

  const isSpent = () => tried >= bounds.maxTried || elapsedMs() >= bounds.maxMs || found >= bounds.maxFound;
  const isTurnOver = () => elapsedMs() - handedOverMs >= turnMs;
  const handOver = (): FlipProgress => {
    const progress = { tried, found: waiting };
    waiting = [];
    handedOverMs = elapsedMs();
    return progress;
  };
  /** The other answer that these edits give; null when it stays, or is not known. */
  const attempt = (changed: StatsigUser, definitions = prepared): string | null => {
    tried += 1;
    const evaluation = evaluatorFor(definitions, changed, options).evaluate(specKind, name);
    const after = signatureOf(evaluation);
    return after === before || evaluation.state === "unknown" ? null : after;
  };
  const keep = (changes: readonly CandidateEdit[], after: string) => {
    const alike = `${changes.map(({ path }) => JSON.stringify(path)).join()} ${after}`;
    kept.set(alike, (kept.get(alike) ?? 0) + 1);
    if ((kept.get(alike) ?? 0) > bounds.mostAlike) return;
    waiting.push(flipOf(request, changes));
    found += 1;
  };

  for (const edit of edits) {
    if (isSpent()) break;
    const after = attempt(changedBy(user, [edit]));
    if (after !== null) {
      singles.set(edit, after);
      keep([edit], after);
    }
    if (isTurnOver()) yield handOver();
  }
  for (const pair of pairsOf(edits)) {
    if (isSpent()) break;
    const after = attempt(changedBy(user, pair));
    // What one of them does alone is no pair's doing.
    if (after !== null && !pair.some((edit) => singles.get(edit) === after)) keep(pair, after);
    if (isTurnOver()) yield handOver();
  }
  const isComplete = !isSpent() || found >= bounds.maxFound;
  const foundByUser = found;
  const ruleEditsEndMs = elapsedMs() + bounds.maxOfRulesMs;
  for (const edit of ruleEdits({ ...request, trace: named(base).trace })) {
    if (elapsedMs() >= ruleEditsEndMs || found - foundByUser >= bounds.maxFound) break;
    if (attempt(user, edit.prepared) !== null) {
      waiting.push(ruleFlip(request, edit));
      found += 1;
    }
    if (isTurnOver()) yield handOver();
  }
  yield handOver();
  const outcome = foundByUser > 0 ? "reachable" : found > 0 ? "by_rule_only" : "not_reachable";
  return summary(outcome, { tried, found, isComplete });
}

/** Two edits of different fields: first those that one rule asks for, then all others. */
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

/** What two answers have in common when a person takes them for the same. */
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

/** Behind every change to the user: a rule is everybody's. */
const ruleEditCost = 10;

function ruleFlip(request: FlipsRequest, { change, prepared }: RuleEdit): Flip {
  const becomes = explained(request, prepared, request.user);
  const place = change.is === "slot" ? "" : `: this unit’s place is ${formatPercent(change.place)}`;
  return {
    edits: [],
    user: request.user,
    becomes: becomesOf(becomes),
    sentence: `Once ${describeRuleChange(change, request.name)}, ${outcomeText(request.kind, becomes)}${place}.`,
    ruleChange: change,
    cost: ruleEditCost + (change.is === "slot" ? slotCost : Math.abs(change.to - change.from) / 100),
  };
}

/** As much as ten percent of a rule: the smallest share there is, and yet it is a whole layer's to give. */
const slotCost = 0.1;

function describeRuleChange(change: RuleChange, asked: string): string {
  switch (change.is) {
    case "percentage": {
      const { specName, isHoldout, ruleNumber: number, ruleName: name, from, to } = change;
      const range = to > from ? `at least ${formatPercent(to)}` : `at most ${formatPercent(to)}`;
      const own = specName === asked ? "" : ` of “${specName}”`;
      return isHoldout
        ? `the holdout “${specName}” holds back ${range} instead of ${formatPercent(from)}`
        : `${formatRuleNumber({ number, name, groupName: null })}${own} lets ${range} in instead of ${formatPercent(from)}`;
    }
    case "group_end": {
      const { specName, ruleNumber, ruleName, from, to } = change;
      const group = ruleName === null ? `the group of rule ${ruleNumber}` : `group ${ruleName}`;
      const own = specName === asked ? "" : ` of “${specName}”`;
      return `${group}${own} ends at ${formatPercent(to)} instead of ${formatPercent(from)}`;
    }
    case "slot": {
      const { experiment, slot, isGiven, takenFrom, slotsBefore } = change;
      const holder = `“${experiment}” (${formatNumber(slotsBefore)} of 1,000 slots)`;
      if (!isGiven) return `${holder} gives up this unit’s slot ${slot}`;
      return `${holder} holds this unit’s slot ${slot} ${takenFrom === null ? "too" : `instead of “${takenFrom}”`}`;
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
  const spoken = edits.map(describeEdit);
  return spoken
    .map((edit, place) => (place > 0 && spoken[place - 1]?.startsWith("with ") ? edit.replace(/^with /, "") : edit))
    .join(" and ");
}

function describeEdit({ field, from, to, isTime }: CandidateEdit): string {
  if (to === undefined) return `without ${field}`;
  const describe = isTime ? formatTimeValue : formatValue;
  return from === undefined ? `with ${field} ${describe(to)}` : `with ${field} ${describe(to)} instead of ${describe(from)}`;
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
  const limits = isComplete ? "" : " There are more changes than could be tried.";
  return { isComplete, tried, found, outcome, sentence: `${summaryText[outcome]}${limits}` };
}

const summaryText: Record<FlipSummary["outcome"], string> = {
  reachable: "These changes to the user give another answer.",
  by_rule_only: "No change of one or two attributes gives another answer; another percentage, split or share would.",
  not_reachable:
    "Not reachable: no change of one or two attributes and no percentage, split or share gives another answer. Unit IDs were left as they are.",
  unknown: "The answer itself is not known here, so there is nothing to change it from.",
  no_definitions: "There are no definitions to try changes with.",
};
