import { isNoRule, reservedRuleText } from "#shared/domain/evaluation/rule-text.ts";
import { isDeciding } from "#shared/domain/explanation/deciding-rule.ts";
import type { ConditionTrace, RuleState, RulesLeftOut, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { gateNameText } from "./condition-text.ts";
import { whyLabels } from "./why-labels.ts";

/** A line of the list: one rule, or a run of rules of one state that is folded into one line. */
export type RuleStretch =
  | { readonly is: "rule"; readonly rule: RuleTrace }
  | {
      readonly is: "run";
      readonly state: RuleState;
      readonly rules: readonly RuleTrace[];
      /** The rules at its end that the trace omits; null for none. */
      readonly leftOut: RulesLeftOut | null;
    };

/** Rules that did not match are folded into runs only in lists longer than this. */
const longList = 12;
const minRunLength: Partial<Record<RuleState, number>> = { never_reached: 4, did_not_match: 6 };

/** Returns the rules in order, with each long run of skipped or unmatched rules as one line. The closest rule is never in a run. */
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

/** Returns the text of a run: `Rules 3 to 9,998 did not match`. */
export function runStateLabels({ state, rules, leftOut }: Extract<RuleStretch, { is: "run" }>): string {
  const [first = 0, last = 0] = [rules[0]?.number, leftOut?.to ?? rules.at(-1)?.number];
  return whyLabels.run(first, last, state === "never_reached");
}

export const ruleStateLabels: Record<RuleState, string> = {
  decided: "decided",
  did_not_match: "did not match",
  outside_percentage: "outside the percentage",
  never_reached: "skipped: an earlier rule decided",
  unknown: "unknown",
};

/** Returns the text of a rule's state, with the decision for the rule that decided: `decided: Pass`. `decision` is null in nested lists, where the row above shows it. */
export function ruleOutcome({ state }: RuleTrace, decision: string | null): string {
  return state === "decided" && decision !== null ? whyLabels.decided(decision) : ruleStateLabels[state];
}

/** Returns `1 of 2 met`; null for a rule that was not reached, or whose only condition is “everyone”. */
export function metText({ state, conditions, metCount }: RuleTrace): string | null {
  const required = conditions.filter(({ type }) => type !== "public").length;
  if (state === "never_reached" || required === 0) return null;
  const met = metCount - (conditions.length - required);
  return `${Math.max(0, met)} of ${required} met`;
}

/** The title of a rule, and its ID if it has no name. */
export interface RuleTitle {
  readonly text: string;
  /** The ID of a rule without a known name, shown in monospace beside its number; else null. */
  readonly id: string | null;
}

/** What the title of a rule is made of, whether it was evaluated or only read. */
type TitledRule = Pick<RuleTrace, "name" | "groupName" | "ruleId" | "number" | "delegatesTo"> & {
  readonly conditions?: RuleTrace["conditions"];
  readonly delegate?: RuleTrace["delegate"];
};

/** Returns the console's name if it is known, a text for reserved IDs, or `Rule 2` with its ID. */
export function ruleTitle(rule: TitledRule): RuleTitle {
  const { name, groupName, ruleId, number, conditions = [], delegate, delegatesTo } = rule;
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
  return { text: whyLabels.rule(number), id: ruleId === "" || isNoRule(ruleId) ? null : ruleId };
}

const reservedTitles: Readonly<Record<string, string>> = {
  prestart: "Not started",
  abandoned: "Stopped without shipping",
  launchedGroup: "Shipped to everyone",
  layerAssignment: "Outside the layer’s share",
  targetingGate: "Not targeted",
  inlineTargetingRules: "Not targeted",
  experimentAssignment: "Assigned to an experiment",
  id_list: "On the segment’s list",
};

/** Returns a sentence on the meaning of a reserved rule that decided; null for the project's own rules, and for rules that did not decide. */
export function reservedNote(rule: RuleTrace): string | null {
  const { ruleId, delegate } = rule;
  if (isNoRule(ruleId) || delegate !== null || !isDeciding(rule)) return null;
  const words = reservedRuleText(ruleId);
  return words === null ? null : `${upperFirst(words)}.`;
}

function overrideTitle(ruleId: string, groupName: string | null): string | null {
  if (!ruleId.endsWith(":id_override")) return null;
  if (ruleId.startsWith("pass:all")) return "Override: passes for these IDs";
  if (ruleId.startsWith("fail:all")) return "Override: fails for these IDs";
  return groupName === null || groupName === "" ? "Override for these IDs" : `Override: ${groupName} for these IDs`;
}

/** Returns the only rule of an entity if it has no percentage below 100 % and the outcome is known; else null. Its conditions are shown without a line for the rule. */
export function loneRule({ rules, outcome }: SpecTrace): RuleTrace | null {
  const [only] = rules;
  return rules.length === 1 && only !== undefined && only.passPercentage === 100 && outcome !== "unknown" ? only : null;
}

/** True if a rule shows its conditions by default: if it decided, is unknown or is the closest, or if the list is short; never if it was not reached. */
export function isRuleOpenAtFirst(rule: RuleTrace, { listLength, isClosest }: { listLength: number; isClosest: boolean }): boolean {
  if (rule.state === "never_reached") return false;
  return rule.state !== "did_not_match" || isClosest || listLength <= longList / 2;
}

/** Nothing at this depth or deeper is unfolded by default. */
const deepestOpen = 4;

/** True if a condition shows its nested evaluation by default: if it is not met or unknown. */
export function isInsideOpenAtFirst(result: ConditionTrace["result"], depth: number): boolean {
  return (result === "not_met" || result === "unknown") && depth < deepestOpen;
}

/** Limits the lines that *Expand all* unfolds. */
const maxLinesAtOnce = 1_500;

export const ruleKey = (path: string, rule: RuleTrace) => `${path}/r${rule.number}`;
export const conditionKey = (path: string, at: number) => `${path}/c${at}`;
export const delegateKey = (path: string) => `${path}/d`;

/** Returns the keys of everything to unfold, the outermost first, up to `maxLinesAtOnce` lines. Runs stay folded, because they are long. */
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

/** Returns the noun for a spec in a sentence: `gate`, `segment`. */
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

/** Returns why the default was returned, for the last line of a list in which no rule decided. */
export function otherwiseText(spec: SpecTrace): string {
  if (spec.outcome === "missing") return `the definitions have no ${specNoun(spec)} ${gateNameText(spec.name)}`;
  if (!spec.isEnabled) return `the ${specNoun(spec)} is disabled, so its default answers`;
  if (spec.rules.length === 0) return `it has no rules, so the ${specNoun(spec)}’s default answers`;
  return `no rule matched, so the ${specNoun(spec)}’s default answers`;
}
