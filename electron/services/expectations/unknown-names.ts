import { answerStates } from "#shared/domain/evaluation/evaluation.ts";
import { nearNames } from "#shared/domain/evaluation/names.ts";
import { consoleRuleId, isConsoleRule } from "#shared/domain/evaluation/rule-text.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import type { PreparedDefinitions, PreparedRule } from "../explain/engine/definitions/prepare.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";

/** So many existing names are listed. */
const maxListed = 8;

/**
 * Says of each name in an expectation that the rules do not have which names there are, the closest first: `no group is named “Contrl”, there are Control,
 * Treatment`. An answer cannot have such a name, so the test is wrong whatever its user gets.
 */
export function unknownNames(
  { kind, name, expect, because, share }: Pick<ExpectationRow, "kind" | "name" | "expect" | "because" | "share">,
  { specs }: Pick<PreparedDefinitions, "specs">,
): string[] {
  const ofKind = definitionKind(kind);
  const spec = specs[ofKind].get(name);
  if (spec === undefined) {
    const near = expect === "not found" ? [] : nearNames(name, specs[ofKind].keys());
    return near.length === 0 ? [] : [`similar names are ${near.join(", ")}`];
  }
  // A layer gives the groups of the experiments to which its rules delegate.
  const rules = spec.rules.flatMap((rule) => [rule, ...(rule.delegate === null ? [] : (specs.config.get(rule.delegate)?.rules ?? []))]);
  const groups = rules.flatMap(({ groupName }) => groupName ?? []);
  const expectedGroups = [
    ...(expect !== null && typeof expect === "object" && typeof expect.group === "string" ? [expect.group] : []),
    ...Object.keys(share ?? {}).filter((answer) => !shareWords.has(answer)),
  ];
  const isRule = because === null || !isConsoleRule(because) || rules.some((rule) => namesOf(rule).includes(because));
  return [
    ...expectedGroups.filter((group) => !groups.includes(group)).map((group) => sentence("group", group, groups)),
    ...(isRule ? [] : [sentence("rule or group", because, rules.filter(({ id }) => isConsoleRule(id)).map(ruleLabel))]),
  ];
}

const shareWords: ReadonlySet<string> = new Set(answerStates.map((state) => state.replaceAll("_", " ")));

function namesOf({ id, name, groupName }: PreparedRule): (string | null)[] {
  return [name, groupName, id, consoleRuleId(id)];
}

function ruleLabel({ id, name, groupName }: PreparedRule): string {
  return name ?? groupName ?? consoleRuleId(id);
}

function sentence(what: string, unknown: string, known: readonly string[]): string {
  const all = [...new Set([...nearNames(unknown, known), ...known])];
  if (all.length === 0) return `no ${what} is named “${unknown}”, and it has none`;
  const more = all.length > maxListed ? ` and ${all.length - maxListed} more` : "";
  return `no ${what} is named “${unknown}”, there ${all.length === 1 ? "is" : "are"} ${all.slice(0, maxListed).join(", ")}${more}`;
}
