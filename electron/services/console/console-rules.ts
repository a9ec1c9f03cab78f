import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";

export interface NamedRule {
  readonly ruleId: string;
  readonly name: string;
}

/**
 * Reads the rules from a response of the Console API, `{message, data: {rules: [{id, baseID, name, …}]}}`; an experiment has `groups` instead.
 * `baseID` is the ID without a percentage. Returns null for another response; omits rules without an ID or a name.
 */
export function readConsoleRules(body: string): NamedRule[] | null {
  const answer = parseJson(body);
  if (!isJsonObject(answer)) return null;
  const data = Array.isArray(answer.data) ? answer.data[0] : answer.data;
  if (!isJsonObject(data)) return null;
  return [...listOf(data.rules), ...listOf(data.groups)].flatMap((rule) => {
    if (!isJsonObject(rule) || typeof rule.name !== "string") return [];
    const ruleId = typeof rule.baseID === "string" && rule.baseID !== "" ? rule.baseID : rule.id;
    return typeof ruleId === "string" && ruleId !== "" ? [{ ruleId, name: rule.name }] : [];
  });
}

/** Accepts a single rule without a list, because the documentation shows that form, too. */
function listOf(rules: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(rules)) return rules;
  return isJsonObject(rules) ? [rules] : [];
}
