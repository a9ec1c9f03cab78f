import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";

export interface NamedRule {
  readonly ruleId: string;
  readonly name: string;
}

/**
 * The rules of one answer of the Console API, `{message, data: {rules: [{id, baseID, name, …}]}}`; an experiment has `groups` instead. `baseID` is the ID without
 * a percentage in it. Null for what is no such answer; a rule without an ID or a name is passed over.
 */
export function readConsoleRules(body: string): NamedRule[] | null {
  const answer = parseJson(body);
  if (!isJsonObject(answer)) return null;
  const data = Array.isArray(answer.data) ? answer.data[0] : answer.data;
  if (!isJsonObject(data)) return null;
  return [...listed(data.rules), ...listed(data.groups)].flatMap((rule) => {
    if (!isJsonObject(rule) || typeof rule.name !== "string") return [];
    const ruleId = typeof rule.baseID === "string" && rule.baseID !== "" ? rule.baseID : rule.id;
    return typeof ruleId === "string" && ruleId !== "" ? [{ ruleId, name: rule.name }] : [];
  });
}

/** The documentation shows a single rule without a list around it, too. */
function listed(rules: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(rules)) return rules;
  return isJsonObject(rules) ? [rules] : [];
}
