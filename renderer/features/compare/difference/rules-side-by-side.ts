import { conditionInShort, conditionText } from "#renderer/answer/why/condition-text.ts";
import { ruleTitle } from "#renderer/answer/why/rule-trace-plan.ts";
import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import type { Explanation, RuleTrace } from "#shared/domain/explanation/explanation.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";

/** What a rule did for one subject. */
export interface RuleVerdict {
  readonly is: "met" | "not_met" | "not_reached" | "unknown" | "absent";
  /** What the subject has where it matters: `US`, `at 18.42 %`. */
  readonly has: string;
  readonly isDecisive: boolean;
}

export interface RuleLine {
  readonly key: string;
  /** Null for the default. */
  readonly number: number | null;
  readonly name: string;
  /** What the rule requires, in short. */
  readonly wants: readonly string[];
  readonly verdicts: readonly RuleVerdict[];
  /** True for the first rule that does not do the same for all. */
  readonly isParting: boolean;
}

export interface RulesSideBySide {
  readonly lines: readonly RuleLine[];
  /** The number of rules that are not listed. */
  readonly leftOut: number;
  /** `they part at rule 2`; null if every rule does the same for all. */
  readonly note: string | null;
}

const maxLines = 24;
const maxConditions = 3;

/** Lists the rules of one entity once, in the order of the first explanation that has each, with what it did for every subject. */
export function rulesSideBySide(explanations: readonly Pick<Explanation, "trace">[]): RulesSideBySide {
  const rules = explanations.map(({ trace }) => new Map(trace.rules.map((rule, at) => [keyOf(rule, at, trace.rules), rule] as const)));
  const keys = [...new Set(rules.flatMap((map) => [...map.keys()]))];
  const bare = keys.map((key) => {
    const [first] = rules.flatMap((map) => map.get(key) ?? []);
    return {
      key,
      number: first?.number ?? null,
      name: first === undefined ? "" : nameOf(first),
      wants: first === undefined ? [] : wantsOf(first),
      verdicts: rules.map((map) => verdictOf(map.get(key))),
    };
  });
  const otherwise = {
    ...{ key: "otherwise", number: null, name: "Otherwise the default", wants: [] },
    verdicts: explanations.map(({ trace: { outcome } }): RuleVerdict => {
      const isDecisive = outcome === "no_rule" || outcome === "missing";
      return { is: isDecisive ? "met" : "not_reached", has: "", isDecisive };
    }),
  };
  const all = [...bare, otherwise];
  const partingAt = all.findIndex(({ verdicts: [first, ...others] }) =>
    others.some((verdict) => verdict.is !== first?.is || verdict.isDecisive !== first.isDecisive),
  );
  const lines = all.map((line, at): RuleLine => ({ ...line, isParting: at === partingAt }));
  const isNear = (at: number) => Math.abs(at - Math.max(0, partingAt)) <= maxLines / 3;
  const isDecisive = ({ verdicts }: RuleLine) => verdicts.some((verdict) => verdict.isDecisive);
  const shown = lines.length <= maxLines ? lines : lines.filter((line, at) => isNear(at) || isDecisive(line));
  const parting = lines[partingAt];
  return {
    lines: shown,
    leftOut: lines.length - shown.length,
    note: parting === undefined ? null : parting.number === null ? "they part at the default" : `they part at rule ${parting.number}`,
  };
}

/** Statsig appends the percentage to a rule's ID; repeated IDs are counted. */
function keyOf(rule: RuleTrace, at: number, rules: readonly RuleTrace[]): string {
  const id = consoleRuleId(rule.ruleId);
  return `${id} ${rules.slice(0, at).filter((other) => consoleRuleId(other.ruleId) === id).length}`;
}

/** The title that *Why* shows; the ID of a rule that has no better name. */
function nameOf(rule: RuleTrace): string {
  const { text, id } = ruleTitle(rule);
  return id === null ? text : consoleRuleId(id);
}

function wantsOf({ conditions, passPercentage }: RuleTrace): string[] {
  const texts = conditions.slice(0, maxConditions).map(conditionInShort);
  const more = conditions.length > maxConditions ? [`and ${conditions.length - maxConditions} more`] : [];
  return [...texts, ...more, ...(passPercentage === 100 ? [] : [`lets in ${formatPercent(passPercentage)}`])];
}

function verdictOf(rule: RuleTrace | undefined): RuleVerdict {
  if (rule === undefined) return { is: "absent", has: "", isDecisive: false };
  const { state, conditions, percentage, passPercentage } = rule;
  const isPlaced = percentage !== null && percentage.cutOff !== null;
  const place = isPlaced ? `at ${formatPercent(percentage.bucket / (percentage.of / 100))}` : null;
  switch (state) {
    case "decided":
      return { is: "met", has: place ?? hasOf(conditions[0]), isDecisive: true };
    case "outside_percentage":
      return { is: "not_met", has: place ?? formatPercent(passPercentage), isDecisive: true };
    case "did_not_match":
      return { is: "not_met", has: hasOf(conditions.find(({ result }) => result === "not_met")), isDecisive: false };
    case "never_reached":
      return { is: "not_reached", has: "", isDecisive: false };
    case "unknown":
      return { is: "unknown", has: "", isDecisive: true };
  }
}

function hasOf(condition: RuleTrace["conditions"][number] | undefined): string {
  if (condition === undefined || condition.type === "public") return "";
  const { has } = conditionText(condition);
  return has.is === "lamp" ? has.word : has.text;
}
