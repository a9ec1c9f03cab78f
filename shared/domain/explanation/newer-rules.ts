import type { DefinitionsInfo } from "./definitions.ts";

/** The newest rules that a result was evaluated with, and the time of the result. */
export interface RulesOfResult {
  readonly snapshotId: string;
  readonly atMs: number;
}

/**
 * Tells if a project has newer rules than those of a result. Other rules count once they were confirmed after the result: until then the page only knows those
 * before it. The time at which they were first read says less: rules that were put back to an earlier state were read before the result. A result in the
 * future is from before the clock was set back: the order is then not known, and the result is not taken for current.
 */
export function hasNewerRules(
  used: RulesOfResult,
  newest: Pick<DefinitionsInfo, "isNewest" | "snapshotId" | "confirmedAtMs"> | undefined,
  nowMs: number,
): boolean {
  if (newest === undefined || !newest.isNewest || newest.snapshotId === null || newest.snapshotId === used.snapshotId) return false;
  return used.atMs > nowMs || (newest.confirmedAtMs !== null && newest.confirmedAtMs > used.atMs);
}

/**
 * Returns Statsig's time of the last change of a project's newest rules, if that was after an answer of Statsig; else null. Such an answer names no rules, so that
 * only this time tells.
 */
export function rulesChangedAfter(atMs: number, newest: Pick<DefinitionsInfo, "isNewest" | "timeMs"> | undefined): number | null {
  if (newest === undefined || !newest.isNewest || newest.timeMs === null) return null;
  return newest.timeMs > atMs ? newest.timeMs : null;
}
