import type { Bucket, ConditionTrace, Explanation, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";

/** Builds a complete condition from the facts that a test sets. The default: `country` is DE and must be US or CA. */
export function conditionWith(facts: Partial<ConditionTrace> = {}): ConditionTrace {
  return {
    type: "user_field",
    operator: "any",
    field: "country",
    value: "DE",
    isPresent: true,
    valueSource: "top_level",
    valueKey: null,
    target: ["US", "CA"],
    entryCount: null,
    result: "not_met",
    unknownReason: null,
    cautions: [],
    bucket: null,
    nested: null,
    ...facts,
  };
}

export function ruleWith(facts: Partial<RuleTrace> = {}): RuleTrace {
  const conditions = facts.conditions ?? [conditionWith()];
  return {
    number: 1,
    ruleId: "6U5gYSQ2jRCDWvfPzKSQY9",
    name: null,
    groupName: null,
    passPercentage: 100,
    state: "did_not_match",
    metCount: conditions.filter(({ result }) => result === "met").length,
    percentage: null,
    delegate: null,
    ...facts,
    conditions,
  };
}

/** Builds the trace of a spec. The default is a gate that fails because no rule matched. */
export function traceWith(facts: Partial<SpecTrace> = {}): SpecTrace {
  return {
    name: "invite_friends",
    kind: "gate",
    entity: "feature_gate",
    idType: "userID",
    isEnabled: true,
    outcome: "no_rule",
    value: false,
    ruleId: "default",
    groupName: null,
    rules: [ruleWith()],
    notes: [],
    ...facts,
  };
}

/** Builds a bucket. The default is Lena at 18.42 % of a 10 % rollout. */
export function bucketWith(facts: Partial<Bucket> = {}): Bucket {
  return {
    idType: "userID",
    unitId: "u-1036",
    isMissing: false,
    bucket: 1842,
    of: 10_000,
    cutOff: 1000,
    slotCount: null,
    isIn: false,
    ...facts,
  };
}

export function explanationWith(facts: Partial<Explanation> = {}): Explanation {
  return {
    trace: traceWith(),
    state: "fail",
    value: false,
    ruleId: "default",
    groupName: null,
    allocatedExperiment: null,
    isUserInExperiment: null,
    explicitParameters: null,
    secondaryExposures: [],
    undelegatedSecondaryExposures: [],
    reason: "Recognized",
    because: "no rule matched; closest was rule 1: country is DE, expected US or CA",
    closestRule: 1,
    definitionsOfMs: Date.UTC(2026, 10, 23, 12, 0, 0),
    atMs: Date.UTC(2026, 10, 23, 12, 4, 31),
    tier: "production",
    targetApp: null,
    unknownReasons: [],
    ...facts,
  };
}
