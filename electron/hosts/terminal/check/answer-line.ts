import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { readRankedVariants } from "#shared/domain/evaluation/ranked-variants.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

/** Formats an answer as one line of JSON. Pipelines depend on the field names: never rename one. */
export function answerLine(answer: Answer): string {
  const { kind, name, state, ruleId, groupName, allocatedExperiment, httpStatus, elapsedMs, because, nextStep, retryAfterMs } = answer;
  return JSON.stringify({
    kind,
    name,
    state,
    value: printedValue(answer),
    rule_id: ruleId,
    group_name: groupName,
    ...(kind === "layer" && { allocated_experiment: allocatedExperiment }),
    status: httpStatus,
    elapsed_ms: Math.round(elapsedMs * 10) / 10,
    ...((state === "slow_down" || retryAfterMs !== null) && { retry_after_ms: retryAfterMs }),
    because,
    ...(!isAnswered(state) && nextStep !== null && { next_step: nextStep }),
  });
}

/** Spells the fields of ranked variants like Statsig, as in the rest of the line. */
function printedValue({ kind, value }: Answer): JsonValue {
  const variants = kind === "ranked" ? readRankedVariants(value) : null;
  return variants?.map(({ ruleId, ...variant }) => ({ ...variant, rule_id: ruleId })) ?? value;
}
