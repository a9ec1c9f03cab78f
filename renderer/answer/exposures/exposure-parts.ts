import { exposureOf } from "#shared/domain/evaluation/answer-text.ts";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { reservedRuleText } from "#shared/domain/evaluation/rule-text.ts";
import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import type { Explanation, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber, holdoutText } from "#shared/domain/explanation/explanation-text.ts";
import { isSameDecision } from "#shared/domain/explanation/same-decision.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { type StatsigUser, tierOf } from "#shared/domain/user/statsig-user.ts";
import { exposuresLabels } from "./exposures-labels.ts";

/** The exposure that a logged check would write, with its secondary exposures. */
export interface ExposureParts {
  readonly eventName: string;
  /** The event's metadata under Statsig's names (statsig-http.md §10.2). */
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
  /** The secondary exposures; null if unknown. */
  readonly secondary: readonly SecondaryExposure[] | null;
  readonly secondarySource: "explained" | "answer" | "unknown";
}

/**
 * Returns the exposure that a logged check of this answer would write; null if there would be none. Secondary exposures come from the answer, or else from
 * the local explanation if it decides as the answer did. `isUserComplete` is false if private attributes, which a gate may use, were not stored.
 */
export function exposureParts(answer: Answer, explanation: Explanation | null, isUserComplete = true): ExposureParts | null {
  const known = isAnswered(answer.state) ? answer : explanation;
  if (known === null || !isAnswered(known.state)) return null;
  const canCompute = explanation !== null && isUserComplete && (known === explanation || isSameDecision(answer, explanation));
  const computed = canCompute ? explanation.secondaryExposures : null;
  const secondary = answer.secondaryExposures ?? computed;
  const secondarySource = answer.secondaryExposures !== null ? "answer" : computed === null ? "unknown" : "explained";
  const ruleID = known.ruleId ?? "";
  const shared = { secondary, secondarySource } as const;
  switch (answer.kind) {
    case "gate":
      return {
        eventName: "gate_exposure",
        metadata: fields({ gate: answer.name, gateValue: String(known.value === true), ruleID }),
        ...shared,
      };
    case "config":
    case "experiment":
      return { eventName: "config_exposure", metadata: fields({ config: answer.name, ruleID }), ...shared };
    case "layer":
      return {
        eventName: "layer_exposure",
        metadata: fields({ config: answer.name, ruleID, allocatedExperiment: known.allocatedExperiment ?? "" }),
        ...shared,
      };
    case "ranked":
      return null;
  }
}

function fields(metadata: Record<string, string>): ExposureParts["metadata"] {
  return Object.entries(metadata).map(([name, value]) => ({ name, value }));
}

/** Formats a secondary exposure's kind, result and rule. `rule` is null if unknown. A holdout's result is `held back`, not `Pass`. */
export function secondaryText(
  { gate, gateValue, ruleID }: SecondaryExposure,
  trace: SpecTrace | null,
): { noun: string; word: string; rule: string | null } {
  const spec = trace === null ? undefined : specsWithin(trace).get(gate);
  const isHoldout = spec?.entity === "holdout";
  const decided = spec?.rules.find((rule) => rule.ruleId === ruleID);
  const passes = gateValue === "true";
  return {
    noun: isHoldout ? exposuresLabels.holdout : exposuresLabels.gate,
    word: isHoldout ? holdoutText(passes) : stateLabels[passes ? "pass" : "fail"],
    rule: reservedRuleText(ruleID) ?? (decided === undefined ? null : formatRuleNumber(decided)),
  };
}

/** Returns every entity in a trace by name: the trace's own, its nested conditions and its delegates. */
function specsWithin(trace: SpecTrace): Map<string, SpecTrace> {
  const specs = new Map<string, SpecTrace>();
  const waiting: (SpecTrace | null)[] = [trace];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === null) continue;
    specs.set(next.name, next);
    for (const { conditions, delegate } of next.rules) waiting.push(delegate, ...conditions.map(({ nested }) => nested));
  }
  return specs;
}

/** Returns the user fields that an exposure includes, and the private ones that it leaves out. */
export function whatGoes(user: StatsigUser, tier: string): { goes: string[]; stays: string[] } {
  const { customIDs, custom, privateAttributes, statsigEnvironment: _environment, ...top } = user;
  const members = (group: unknown) => (isJsonObject(group) ? Object.keys(group) : []);
  return {
    goes: [...Object.keys(top), ...members(customIDs), ...members(custom), ...(tierOf(user) !== null || tier !== "" ? ["tier"] : [])],
    stays: members(privateAttributes),
  };
}

/** Says whether the check wrote the exposures that follow. Without an answer nobody knows. */
export function describeWritten(answer: Pick<Answer, "isLogged" | "state">): string {
  switch (exposureOf(answer)) {
    case "none":
      return "This check was not logged. A logged check would write";
    case "logged":
      return "This check was logged. It wrote";
    case "maybe":
      return "No answer arrived, so this check may have been logged. It then wrote";
  }
}

/** Says why there is nothing to show of what a logged check writes. */
export function describeUnknownExposures(answer: Pick<Answer, "isLogged" | "state">): string {
  if (isAnswered(answer.state)) return "It is not known here what a logged check of this kind writes.";
  const written = exposureOf(answer) === "none" ? "Nothing was written." : "An exposure may have been logged.";
  return `There is no answer, so it is not known what a logged check would write. ${written}`;
}
