import type { Answer } from "../evaluation/evaluation.ts";
import { isNoRule } from "../evaluation/rule-text.ts";
import { isSameJson, type JsonValue } from "../json/json.ts";
import type { Explanation } from "./explanation.ts";

type Decided = Pick<Answer, "state" | "value" | "ruleId" | "groupName">;
/** Without a value, a default is never taken for the value of a rule. */
type ExplainedDecision = Pick<Explanation, "state" | "ruleId" | "groupName"> & { readonly value?: JsonValue | undefined };

/** True if both have the same state, group and rule. A live answer without a rule ID is compared by state and group only. */
export function isSameDecision(live: Decided, explained: ExplainedDecision): boolean {
  if (isDefaultOfRule(live, explained)) return true;
  if (live.state !== explained.state) return false;
  if (live.state === "group" && live.groupName !== explained.groupName) return false;
  return isNoRule(live.ruleId) || live.ruleId === explained.ruleId;
}

/**
 * True if a rule matched whose percentage leaves the user out: a config or layer then has its default value, and Statsig answers with it and the rule's ID, as
 * for a user who is in (statsig-evaluation.md §1). Only the rules tell them apart.
 */
function isDefaultOfRule(live: Decided, explained: ExplainedDecision): boolean {
  return (
    live.state === "value" &&
    explained.state === "default" &&
    !isNoRule(live.ruleId) &&
    live.ruleId === explained.ruleId &&
    isSameJson(live.value, explained.value)
  );
}
