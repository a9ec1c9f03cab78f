import type { LedgerFilter, LedgerKind } from "#shared/domain/events/event-ledger.ts";
import type { BatchState } from "#shared/domain/events/event-outbox.ts";

export const wholeLedger: LedgerFilter = { projectId: null, text: "", kinds: [], outcomes: [], tier: null, fromMs: null, toMs: null };

/** The filters chosen on the Ledger tab. */
export interface LedgerQuery {
  readonly ledgerText: string;
  readonly ledgerKind: LedgerKind | null;
  readonly ledgerOutcome: BatchState | null;
  readonly isLedgerOfTier: boolean;
  readonly isLedgerOfAll: boolean;
  readonly ledgerDays: number | null;
}

/** Converts the chosen filters to the filter of the ledger query. */
export function ledgerFilter(query: LedgerQuery, current: { projectId: string; tier: string }, nowMs: number): LedgerFilter {
  const { ledgerText, ledgerKind, ledgerOutcome, isLedgerOfTier, isLedgerOfAll, ledgerDays } = query;
  return {
    projectId: isLedgerOfAll ? null : current.projectId,
    text: ledgerText.trim(),
    kinds: ledgerKind === null ? [] : [ledgerKind],
    outcomes: ledgerOutcome === null ? [] : [ledgerOutcome],
    tier: isLedgerOfTier ? current.tier : null,
    fromMs: ledgerDays === null ? null : (dayStarts(nowMs, ledgerDays)[0] ?? null),
    toMs: null,
  };
}

export function isLedgerFiltered({ ledgerText, ledgerKind, ledgerOutcome, isLedgerOfTier, ledgerDays }: LedgerQuery): boolean {
  return ledgerText.trim() !== "" || ledgerKind !== null || ledgerOutcome !== null || isLedgerOfTier || ledgerDays !== null;
}

/** Returns the starts of the last `count` days in the local zone, today included, and the start of tomorrow, in ms since 1970. Days of 23 or 25 hours count as one. */
export function dayStarts(nowMs: number, count: number): number[] {
  const today = new Date(nowMs);
  return Array.from({ length: count + 1 }, (_, at) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - count + 1 + at).getTime(),
  );
}

/** A bar of the chart: the number of ledger rows of one day, by kind. */
export interface DayBar {
  readonly startMs: number;
  readonly total: number;
  readonly parts: Readonly<Record<LedgerKind, number>>;
}

export function dayBars(startsMs: readonly number[], counts: readonly Readonly<Record<LedgerKind, number>>[]): DayBar[] {
  return counts.map((parts, at) => ({ startMs: startsMs[at] ?? 0, total: parts.event + parts.exposure + parts.evaluation, parts }));
}
