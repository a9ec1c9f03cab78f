import { briefStateLabel, stateLabels } from "../evaluation/state-label.ts";
import { formatNumber } from "../text/format-number.ts";
import type { CohortOutcome, CohortSource, CohortState, EntityShares } from "./cohort.ts";
import { countCombinations } from "./combinations.ts";

/** The answer in one or two words, as in the matrix and in exports: `Pass`, `Tall video`, `Euro zone`, `No storeID`. */
export function describeOutcome(
  outcome: Pick<CohortOutcome, "state" | "groupName" | "ruleName" | "ruleNumber" | "allocatedExperiment">,
): string {
  switch (outcome.state) {
    case "group":
      return outcome.allocatedExperiment === null
        ? briefStateLabel(outcome)
        : `${outcome.allocatedExperiment}${outcome.groupName === null ? "" : `: ${outcome.groupName}`}`;
    case "value":
      return (
        outcome.allocatedExperiment ??
        outcome.groupName ??
        outcome.ruleName ??
        (outcome.ruleNumber === null ? stateLabels.value : `Rule ${outcome.ruleNumber}`)
      );
    default:
      return stateLabels[outcome.state];
  }
}

/** Equal for answers that look the same to a caller of Statsig. */
export function answerKey({ state, groupName, allocatedExperiment, value }: CohortOutcome): string {
  return JSON.stringify([state, groupName, allocatedExperiment, value]);
}

/** The source in words, where no file name says it. */
export function describeSource(source: Exclude<CohortSource, { kind: "stored" }>, savedUsers: number): string {
  switch (source.kind) {
    case "file":
      return source.fileName;
    case "saved_users":
      return `${formatNumber(savedUsers)} saved ${savedUsers === 1 ? "user" : "users"}`;
    case "combinations":
      return `${formatNumber(countCombinations(source.fields))} combinations`;
    case "outcomes":
      return `every outcome of ${source.entity.name}`;
    case "new_ids":
      return `${formatNumber(source.count)} new IDs`;
  }
}

/** Returns the splits of all entities that can be judged, and those that are more than chance explains. */
export function judgedSplits(shares: readonly EntityShares[]) {
  const all = shares.flatMap((entity) => entity.splits.map((split) => ({ entity, split })));
  return {
    judged: all.filter(({ split }) => split.verdict !== "too_few"),
    off: all.filter(({ split }) => split.verdict === "more_than_chance"),
  };
}

export type CohortProgress = Pick<CohortState, "users" | "total" | "progress" | "usersPerSecond" | "phase">;

/** The seconds that are left; null if that is unknown. */
export function secondsLeft({ progress, users, usersPerSecond }: CohortProgress): number | null {
  if (progress <= 0.01 || usersPerSecond <= 0) return null;
  const total = users / progress;
  return Math.max(0, (total - users) / usersPerSecond);
}

/** Which rules a cohort was checked with, if they were edited. */
export function draftOfCohort(name: string): string {
  return `on a copy of the rules, with the draft “${name}”`;
}
