import { z } from "zod";
import { consoleRuleId, isConsoleRule, nameRule } from "../evaluation/rule-text.ts";
import { decidingRule } from "./deciding-rule.ts";
import type { ConditionTrace, Explanation, RuleTrace, SpecTrace } from "./explanation.ts";
import { formatRuleNumber } from "./explanation-text.ts";

/** Rule names by the console's rule ID. */
export type RuleNames = ReadonlyMap<string, string>;

/** Entities whose rule names the Console API has. Holdouts and layers have no rules of their own there. */
export const NamedInConsoleSchema = z.object({
  kind: z.enum(["gate", "segment", "config", "experiment"]),
  name: z.string().min(1).max(300),
});
export type NamedInConsole = z.infer<typeof NamedInConsoleSchema>;

/** The console's names of the requested rules. */
export const RuleNamesReadSchema = z.object({
  /** By the console's rule ID. */
  names: z.record(z.string(), z.string()),
  /** When the oldest of them were read; null if none were. */
  readAtMs: z.int().nullable(),
  /** `Rule names could not be read: …`; null if all were read, or if there is no console key. */
  problem: z.string().nullable(),
});
export type RuleNamesRead = z.infer<typeof RuleNamesReadSchema>;

/** `because` is a clause, or a sentence with its stop. */
export function ruleNamesProblem(because: string): string {
  return `Rule names could not be read: ${because.replace(/\.$/, "")}.`;
}

/** Limits the entities in one request. */
export const maxNamedAtOnce = 12;

/** Returns the entities of a trace whose rule names only the console has, the outermost first. */
export function namelessIn(trace: SpecTrace): NamedInConsole[] {
  const nameless: NamedInConsole[] = [];
  const seen = new Set<string>();
  const waiting = [trace];
  for (let spec = waiting.shift(); spec !== undefined && nameless.length < maxNamedAtOnce; spec = waiting.shift()) {
    const key = `${spec.kind} ${spec.name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const kind = consoleKind(spec);
    if (kind !== null && spec.rules.some(isNameless))
      nameless.push({ kind, name: kind === "segment" ? withoutPrefix(spec.name) : spec.name });
    for (const { conditions, delegate } of spec.rules) {
      for (const { nested } of conditions) if (nested !== null) waiting.push(nested);
      if (delegate !== null) waiting.push(delegate);
    }
  }
  return nameless;
}

function isNameless({ name, groupName, ruleId, conditions, delegate }: RuleTrace): boolean {
  const isOfHoldout = conditions.some(({ nested }) => nested?.entity === "holdout");
  return name === null && groupName === null && delegate === null && !isOfHoldout && isConsoleRule(ruleId);
}

const segmentPrefix = "segment:";

function withoutPrefix(name: string): string {
  return name.startsWith(segmentPrefix) ? name.slice(segmentPrefix.length) : name;
}

/**
 * Returns null for entities without rules in the console, such as the segment of an experiment's inline targeting (statsig-evaluation.md
 * §10.2).
 */
function consoleKind({ kind, entity, name }: SpecTrace): NamedInConsole["kind"] | null {
  if (entity === "holdout" || entity === "autotune" || kind === "layer" || name.startsWith("segment:inline_targeting:")) return null;
  return entity === "segment" || name.startsWith(segmentPrefix) ? "segment" : kind;
}

/**
 * Adds the console's rule names to an explanation. Real definitions repeat the ID instead of the name (statsig-evaluation.md §2.1), but
 * earlier answers may have contained the name. Names from the definitions are added to `because` too.
 */
export function withRuleNames(explanation: Explanation, names: RuleNames): Explanation {
  const trace = namedSpec(explanation.trace, names);
  const decided = decidingRule(trace);
  const closest = trace.rules.find(({ number }) => number === explanation.closestRule);
  const named = decided === undefined ? explanation.because : withName(explanation.because, decided);
  const nameless = closest && `${formatRuleNumber({ ...closest, name: null })}: `;
  const because = closest && nameless ? named.replace(nameless, () => `${formatRuleNumber(closest)}: `) : named;
  return { ...explanation, trace, because };
}

function withName(because: string, { ruleId, name }: RuleTrace): string {
  return name === null ? because : because.replace(nameRule(ruleId, null), () => nameRule(ruleId, name));
}

/** Returns the name that definitions have for a rule, or else the known one; null without either. A rule whose name is its ID has none there. */
export function nameOfRule({ id, name }: { readonly id: string; readonly name: string | null }, names: RuleNames): string | null {
  const ownName = name === "" || name === id || name === consoleRuleId(id) ? null : name;
  return ownName ?? names.get(consoleRuleId(id)) ?? null;
}

/** Returns the rules with their console names, where known. */
export function withNamesOf(rules: readonly RuleTrace[], names: RuleNames): RuleTrace[] {
  return rules.map((rule) => namedRule(rule, names));
}

function namedSpec(spec: SpecTrace, names: RuleNames): SpecTrace {
  return { ...spec, rules: withNamesOf(spec.rules, names) };
}

function namedRule(rule: RuleTrace, names: RuleNames): RuleTrace {
  return {
    ...rule,
    name: nameOfRule({ id: rule.ruleId, name: rule.name }, names),
    conditions: rule.conditions.map((condition) => namedCondition(condition, names)),
    delegate: rule.delegate && namedSpec(rule.delegate, names),
  };
}

function namedCondition(condition: ConditionTrace, names: RuleNames): ConditionTrace {
  return condition.nested === null ? condition : { ...condition, nested: namedSpec(condition.nested, names) };
}
