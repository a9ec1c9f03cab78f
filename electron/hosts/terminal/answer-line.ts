import type { Answer } from "#shared/domain/evaluation.ts";

/** An answer as one line of JSON for a pipeline; the names of its fields are a promise. */
export function answerLine(answer: Answer): string {
  const { kind, name, state, value, ruleId, groupName, allocatedExperiment, httpStatus, elapsedMs, because, retryAfterMs } = answer;
  return JSON.stringify({
    kind,
    name,
    state,
    value,
    rule_id: ruleId,
    group_name: groupName,
    ...(kind === "layer" && { allocated_experiment: allocatedExperiment }),
    status: httpStatus,
    elapsed_ms: Math.round(elapsedMs * 10) / 10,
    ...(httpStatus === 429 && { retry_after_ms: retryAfterMs }),
    because,
  });
}
