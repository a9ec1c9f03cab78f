import type { CompareSubject, ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { describeCauses, describeUnknownCause } from "#shared/domain/comparison/comparison-text.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { Compare } from "../compare/compare-service.ts";

export interface LiveCausesParts {
  readonly compare: Pick<Compare, "compare">;
  readonly catalog: Pick<NameCatalog, "current">;
}

/** The rules, project and tier with which a cohort was evaluated. */
export interface CohortRules {
  readonly projectId: string;
  readonly tier: string;
  readonly snapshotId: string;
}

/** Statsig answered differently than the rules of the cohort. */
export interface DifferingAnswer {
  readonly kind: "gate" | "config" | "layer";
  readonly name: string;
  /** True for an answer that is the same as Statsig's. */
  readonly isLive: (answer: Pick<ComparedAnswer, "state" | "value" | "groupName">) => boolean;
}

/**
 * Returns for each differing answer of one user why Statsig's is another one, as a clause. A cause is only named if it was verified: with the project's newest
 * rules, which are read again, the user gets Statsig's answer, and Compare finds what in them makes the difference.
 */
export async function liveCauses(
  { projectId, tier, snapshotId }: CohortRules,
  user: StatsigUser,
  differing: readonly DifferingAnswer[],
  { compare, catalog }: LiveCausesParts,
  signal: AbortSignal,
): Promise<string[]> {
  const { current } = await catalog.current(projectId, { maxAgeMs: 0, signal });
  if (current === null) return differing.map(() => "for an unknown reason: the newest rules cannot be read here");
  if (current.snapshotId === snapshotId)
    return differing.map(() => "for an unknown reason: the rules here are the newest, and give the answer from here");
  const subject: CompareSubject = { user, userLabel: userLabel(user), projectId, tier, keyId: null, snapshotId: null, atMs: null };
  const rows = new Map<string, ComparisonRow>();
  const comparing = compare.compare({ subjects: [subject, { ...subject, snapshotId }] }, signal);
  let step = await comparing.next();
  for (; !step.done; step = await comparing.next()) for (const row of step.value.rows) rows.set(keyOf(row), row);
  const { value: summary } = step;
  if (summary.is !== "compared") return differing.map(() => `for an unknown reason: ${summary.reason}`);
  return differing.map(({ kind, name, isLive }) => {
    const row = rows.get(`${kind} ${name}`);
    const [newest] = row?.answers ?? [];
    const [difference] = row?.differences ?? [];
    if (newest === undefined || difference?.result !== "differs" || !isLive(newest))
      return "for an unknown reason: with the newest rules, which were edited since, the answer here is still another one";
    const why = difference.causes.length === 0 ? describeUnknownCause(difference.tried) : describeCauses(difference.causes);
    return `${why}; with the newest rules the answers are equal`;
  });
}

/** Experiments are configs in rules. */
function keyOf({ kind, name }: Pick<ComparisonRow, "kind" | "name">): string {
  return `${kind === "experiment" ? "config" : kind} ${name}`;
}
