import type { Answer } from "#shared/domain/evaluation/evaluation.ts";

/** Builds a complete answer from the facts that a test sets. The default is a gate that passes. */
export function answerWith(facts: Partial<Answer>): Answer {
  return {
    kind: "gate",
    name: "checkout_v2",
    isNameHashed: false,
    state: "pass",
    value: true,
    ruleId: null,
    groupName: null,
    allocatedExperiment: null,
    idType: null,
    layerName: null,
    secondaryExposures: null,
    mayBeMissing: false,
    because: "rule “Germany pilot” matched",
    nextStep: null,
    nearNames: [],
    provenance: { kind: "live", ofMs: null },
    atMs: Date.UTC(2026, 10, 23, 12, 4, 31),
    elapsedMs: 84,
    exchangeId: null,
    httpStatus: 200,
    retryAfterMs: null,
    isLogged: false,
    hops: null,
    ...facts,
  };
}
