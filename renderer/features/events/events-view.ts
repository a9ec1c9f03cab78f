import { create } from "zustand";
import type { LedgerKind } from "#shared/domain/events/event-ledger.ts";
import type { BatchState } from "#shared/domain/events/event-outbox.ts";
import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";

export type DraftView = "form" | "json";

/** The view state of the Events screen. Kept in memory, so that switching screens loses neither search nor filters. */
export interface EventsView {
  readonly draftView: Readonly<Record<WrittenKind, DraftView>>;
  readonly isBodyShown: boolean;
  readonly ledgerText: string;
  readonly ledgerKind: LedgerKind | null;
  readonly ledgerOutcome: BatchState | null;
  /** Only the current tier, or all tiers. */
  readonly isLedgerOfTier: boolean;
  /** Also the rows of other projects, removed ones included. */
  readonly isLedgerOfAll: boolean;
  /** Number of days back from today, today included; null for all. */
  readonly ledgerDays: number | null;
  readonly ledgerSelected: number | null;
  /** The batches sent last from each composer, whose outcome is shown below it. */
  readonly lastSent: Readonly<Partial<Record<WrittenKind, LastSent>>>;
}

export interface LastSent {
  readonly batchIds: readonly string[];
  readonly count: number;
  readonly projectId: string;
}

export const useEventsView = create<EventsView>()(() => ({
  draftView: { events: "form", exposures: "form" },
  isBodyShown: true,
  ledgerText: "",
  ledgerKind: null,
  ledgerOutcome: null,
  isLedgerOfTier: false,
  isLedgerOfAll: false,
  ledgerDays: null,
  ledgerSelected: null,
  lastSent: {},
}));

export const changeEventsView = useEventsView.setState;

export function setDraftView(what: WrittenKind, view: DraftView): void {
  changeEventsView(({ draftView }) => ({ draftView: { ...draftView, [what]: view } }));
}
