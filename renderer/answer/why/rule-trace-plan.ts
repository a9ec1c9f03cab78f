import { isNoRule, reservedRuleText } from "#shared/domain/evaluation/rule-text.ts";
import type { ConditionTrace, RuleState, RulesLeftOut, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { answerLabels } from "../answer-labels.ts";
import { gateNameText } from "./condition-text.ts";

/** A line of rules as drawn: one rule, or a run of rules that came to the same and are folded into one line. */
export type RuleStretch =
  | { readonly is: "rule"; readonly rule: RuleTrace }
  | {
      readonly is: "run";
      readonly state: RuleState;
      readonly rules: readonly RuleTrace[];
      /** Those at its end that did not come with the trace. */
      readonly leftOut: RulesLeftOut | null;
    };

/** In a list longer than this, rules that did not match are folded into runs. */
const longList = 12;
const minRunLength: Partial<Record<RuleState, number>> = { never_reached: 4, did_not_match: 6 };

/** The rules in order; long runs of those that did nothing are one line each. The closest rule is never in a run. */
export function ruleStretches({ rules, leftOut = [] }: Pick<SpecTrace, "rules" | "leftOut">, closestRule: number | null): RuleStretch[] {
  const stretches: RuleStretch[] = [];
  for (let at = 0; at < rules.length; ) {
    const rule = rules[at];
    if (rule === undefined) break;
    const end = endOfRun(rules, at, closestRule);
    const least = minRunLength[rule.state] ?? Number.POSITIVE_INFINITY;
    if (end - at >= least && (rule.state === "never_reached" || rules.length > longList)) {
      const run = rules.slice(at, end);
      const next = (run.at(-1)?.number ?? 0) + 1;
      stretches.push({ is: "run", state: rule.state, rules: run, leftOut: leftOut.find(({ from }) => from === next) ?? null });
      at = end;
    } else {
      stretches.push({ is: "rule", rule });
      at += 1;
    }
  }
  return stretches;
}

function endOfRun(rules: readonly RuleTrace[], from: number, closestRule: number | null): number {
  const state = rules[from]?.state;
  let end = from;
  while (rules[end] !== undefined && rules[end]?.state === state && rules[end]?.number !== closestRule) end += 1;
  return end;
}

/** `Rules 3 to 9,998 did not match`. */
export function runStateLabels({ state, rules, leftOut }: Extract<RuleStretch, { is: "run" }>): string {
  const [first = 0, last = 0] = [rules[0]?.number, leftOut?.to ?? rules.at(-1)?.number];
  return `Rules ${formatNumber(first)} to ${formatNumber(last)} ${state === "never_reached" ? "were skipped: an earlier rule decided" : "did not match"}`;
}

export const ruleStateLabels: Record<RuleState, string> = {
  decided: "decided",
  did_not_match: "did not match",
  outside_percentage: "outside the percentage",
  never_reached: "skipped: an earlier rule decided",
  unknown: "unknown",
};

/** What a rule came to; the one that decided says what, too: `decided: Pass`. `decision` is null inside, where the row above says it. */
export function ruleOutcome({ state }: RuleTrace, decision: string | null): string {
  return state === "decided" && decision !== null ? `decided: ${decision}` : ruleStateLabels[state];
}

/** `1 of 2 met`; null where nothing was looked at, or nothing is to be met. */
export function metText({ state, conditions, metCount }: RuleTrace): string | null {
  const asked = conditions.filter(({ type }) => type !== "public").length;
  if (state === "never_reached" || asked === 0) return null;
  const met = metCount - (conditions.length - asked);
  return `${Math.max(0, met)} of ${asked} met`;
}

/** How a rule is called, and its ID where that says more than the name. */
export interface RuleTitle {
  readonly text: string;
  /** Of a rule whose name is not known, in the data face beside its number. */
  readonly id: string | null;
}

/** The console's name where it is known, Statsig's words for what it reserves, else `Rule 2` with its ID. */
export function ruleTitle(rule: RuleTrace): RuleTitle {
  const { name, groupName, ruleId, number, conditions, delegate, delegatesTo } = rule;
  const holdout = conditions.find(({ nested }) => nested?.entity === "holdout");
  const override = overrideTitle(ruleId, groupName);
  const reserved = Object.hasOwn(reservedTitles, ruleId) ? reservedTitles[ruleId] : undefined;
  if (name !== null && name !== "" && name !== ruleId) return { text: name, id: null };
  if (override !== null) return { text: override, id: null };
  const experiment = delegate?.name ?? delegatesTo;
  if (experiment !== undefined) return { text: `Assigned to ${experiment}`, id: null };
  if (reserved !== undefined) return { text: reserved, id: null };
  if (groupName !== null && groupName !== "") return { text: `Group ${groupName}`, id: null };
  if (holdout?.nested != null) return { text: `Holdout ${holdout.nested.name}`, id: null };
  return { text: answerLabels.rule(number), id: ruleId === "" || isNoRule(ruleId) ? null : ruleId };
}

const reservedTitles: Readonly<Record<string, string>> = {
  prestart: "Not started",
  abandoned: "Stopped without shipping",
  launchedGroup: "Shipped to everybody",
  layerAssignment: "Outside the layer’s share",
  targetingGate: "Not targeted",
  inlineTargetingRules: "Not targeted",
  experimentAssignment: "Assigned to an experiment",
  id_list: "On the segment’s list",
};

/** What it means that a reserved rule decided, in Statsig's words; null for a rule of the project's own, and for one that did not decide. */
export function reservedNote({ ruleId, state, delegate }: RuleTrace): string | null {
  if (isNoRule(ruleId) || delegate !== null || (state !== "decided" && state !== "outside_percentage")) return null;
  const words = reservedRuleText(ruleId);
  return words === null ? null : `${upperFirst(words)}.`;
}

function overrideTitle(ruleId: string, groupName: string | null): string | null {
  if (!ruleId.endsWith(":id_override")) return null;
  if (ruleId.startsWith("pass:all")) return "Override: passes for these IDs";
  if (ruleId.startsWith("fail:all")) return "Override: fails for these IDs";
  return groupName === null || groupName === "" ? "Override for these IDs" : `Override: ${groupName} for these IDs`;
}

/** A segment with one rule for everybody in it says all in its conditions: the rule needs no line of its own. */
export function loneRule({ rules, outcome }: SpecTrace): RuleTrace | null {
  const [only] = rules;
  return rules.length === 1 && only !== undefined && only.passPercentage === 100 && outcome !== "unknown" ? only : null;
}

/** Whether a rule shows its conditions before anybody has folded anything: what decided or came close does, what was never reached does not. */
export function isRuleOpenAtFirst(rule: RuleTrace, { listLength, isClosest }: { listLength: number; isClosest: boolean }): boolean {
  if (rule.state === "never_reached") return false;
  return rule.state !== "did_not_match" || isClosest || listLength <= longList / 2;
}

/** Deeper than this, nothing unfolds by itself. */
const deepestOpen = 4;

/** What failed or is not known shows its inside at once. */
export function isInsideOpenAtFirst(result: ConditionTrace["result"], depth: number): boolean {
  return (result === "not_met" || result === "unknown") && depth < deepestOpen;
}

/** More lines than this are not unfolded at once. */
const maxLinesAtOnce = 1_500;

export const ruleKey = (path: string, rule: RuleTrace) => `${path}/r${rule.number}`;
export const conditionKey = (path: string, at: number) => `${path}/c${at}`;
export const delegateKey = (path: string) => `${path}/d`;

/** Everything that can be unfolded, outermost first, until enough lines are shown. Runs stay folded: they are long. */
export function keysToUnfold(trace: SpecTrace): { keys: string[]; isAll: boolean } {
  const keys: string[] = [];
  let lines = 0;
  const waiting: { spec: SpecTrace; path: string; closest: number | null }[] = [{ spec: trace, path: "", closest: null }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const stretch of ruleStretches(next.spec, next.closest)) {
      lines += 1;
      if (stretch.is === "run") continue;
      const path = ruleKey(next.path, stretch.rule);
      lines += stretch.rule.conditions.length;
      if (lines > maxLinesAtOnce) return { keys, isAll: false };
      keys.push(path);
      stretch.rule.conditions.forEach(({ nested }, at) => {
        keys.push(conditionKey(path, at));
        if (nested !== null) waiting.push({ spec: nested, path: conditionKey(path, at), closest: null });
      });
      if (stretch.rule.delegate !== null) {
        keys.push(delegateKey(path));
        waiting.push({ spec: stretch.rule.delegate, path: delegateKey(path), closest: null });
      }
    }
  }
  return { keys, isAll: true };
}

/** `gate`, `segment`: what a spec is called in a sentence. */
export function specNoun({ entity, kind }: Pick<SpecTrace, "entity" | "kind">): string {
  const nouns: Readonly<Record<string, string>> = {
    feature_gate: "gate",
    segment: "segment",
    holdout: "holdout",
    dynamic_config: "config",
    experiment: "experiment",
    autotune: "autotune",
    layer: "layer",
  };
  return (entity !== null && Object.hasOwn(nouns, entity) ? nouns[entity] : undefined) ?? kind;
}

/** Why the default answers, where no rule decided: stands as the last line of the list. */
export function otherwiseText(spec: SpecTrace): string {
  if (spec.outcome === "missing") return `the definitions have no ${specNoun(spec)} ${gateNameText(spec.name)}`;
  if (!spec.isEnabled) return `the ${specNoun(spec)} is disabled, so its default answers`;
  if (spec.rules.length === 0) return `it has no rules, so the ${specNoun(spec)}’s default answers`;
  return `no rule matched, so the ${specNoun(spec)}’s default answers`;
}
