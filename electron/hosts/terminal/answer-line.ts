import { type Answer, RankedVariantSchema } from "#shared/domain/evaluation/evaluation.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";

/** An answer as one line of JSON for a pipeline; the names of its fields are a promise. */
export function answerLine(answer: Answer): string {
  const { kind, name, state, ruleId, groupName, allocatedExperiment, httpStatus, elapsedMs, because, retryAfterMs } = answer;
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
    ...(state === "slow_down" && { retry_after_ms: retryAfterMs }),
    because,
  });
}

/** Ranked variants in Statsig's own spelling, like the rest of the line. */
function printedValue({ kind, value }: Answer): JsonValue {
  const variants = kind === "ranked" ? RankedVariantSchema.array().safeParse(value) : undefined;
  return variants?.success ? variants.data.map(({ ruleId, ...variant }) => ({ ...variant, rule_id: ruleId })) : value;
}
