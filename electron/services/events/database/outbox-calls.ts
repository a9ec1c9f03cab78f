import type { RefusedRow, RowMapping, RowResult, Run } from "#shared/domain/events/event-import.ts";
import type { LedgerFilter, LedgerKind, LedgerRow, SentName } from "#shared/domain/events/event-ledger.ts";
import type { Batch, BatchState, OutboxCounts } from "#shared/domain/events/event-outbox.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { Compressed } from "../../storage/compressed.ts";
import type { BatchStep } from "./batch-states.ts";

/** A line of the ledger before it is stored. */
export interface NewLine {
  readonly name: string;
  readonly detail: string;
  readonly tier: string;
  readonly userLabel: string;
  readonly units: LedgerRow["units"];
  /** The row of a file; null for composed events. */
  readonly row: number | null;
}

/**
 * Ledger lines that are stored together: a million events are two thousand ledger batches, and a few columns say what a search can find in each. Created before
 * the call, so that the worker only has to write it.
 */
export interface NewLedgerBatch {
  readonly count: number;
  /** The lines as JSON, see ledger-batch.ts. */
  readonly lines: Compressed;
  /** Every distinct text in the lines, in lower case, one per line. */
  readonly facts: string;
  readonly tiers: readonly string[];
  readonly names: readonly (readonly [name: string, times: number])[];
  readonly firstRow: number | null;
  readonly lastRow: number | null;
}

/** The content of a batch: the whole body of its request, compressed once when it was composed, and its ledger batch. */
export interface BatchPayload {
  readonly body: Compressed;
  readonly ledgerBatch: NewLedgerBatch;
}

export interface NewBatch extends BatchPayload {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly keyId: string | null;
  readonly tier: string;
  readonly kind: Batch["kind"];
  readonly userLabel: string;
  readonly runId: string | null;
}

/** A batch that is marked as being sent. */
export interface StartedBatch {
  readonly batch: Batch;
  readonly keyId: string | null;
  readonly body: Compressed;
}

/** The settings with which a run continues after a restart. */
export interface RunPlan {
  readonly keyId: string | null;
  readonly user: StatsigUser;
  readonly userLabel: string;
  readonly mapping: RowMapping;
  readonly rowsPerRequest: number;
  /** A file of the user, or a file uploaded by the page. */
  readonly source: { readonly kind: "path"; readonly path: string } | { readonly kind: "import"; readonly importId: string };
  /** Protected tiers that rows may be sent to. */
  readonly confirmedTiers: readonly string[];
  /** True to refuse rows with warnings. Missing in plans of earlier versions. */
  readonly isStrict?: boolean;
}

export type KeptRun = Omit<Run, "perSecond"> & {
  readonly isReadWhole: boolean;
  readonly fingerprint: string;
  readonly plan: RunPlan;
};

export type NewRun = Pick<KeptRun, "id" | "projectId" | "projectName" | "tier" | "fileName" | "rowsTotal" | "plan">;

export interface LedgerQuery {
  readonly filter: LedgerFilter;
  readonly beforeSeq: number | null;
  readonly limit: number;
}

/** A logged evaluation, with one line for each answered name. */
export interface LoggedEvaluation {
  readonly atMs: number;
  readonly projectId: string;
  readonly projectName: string;
  readonly exchangeId: string;
  readonly outcome: Extract<BatchState, "sending" | "delivered" | "may_have_arrived">;
  readonly ledgerBatch: NewLedgerBatch;
}

/** A step of one batch. */
export interface BatchChange {
  readonly batchId: string;
  readonly step: BatchStep;
}

/** The calls that the worker serves. Each call is one transaction. */
export interface OutboxCalls {
  add(input: { readonly batches: readonly NewBatch[]; readonly nowMs: number }): Batch[];
  /** Ends the batches and the logged evaluations that were being sent when the process before this one ended, and stops the runs that it was reading. Called once, before any other call. */
  settleInterrupted(input: { readonly steps: readonly BatchChange[]; readonly nowMs: number }): Batch[];
  /**
   * Stores the steps of a project's batches, and marks its next batch as started if it uses the key `begins.keyId` and need not wait (or is `dueId`). Otherwise
   * returns the next batch as `head`. With `onlyOfRuns`, composed batches are not started.
   */
  advance(input: {
    readonly projectId: string;
    readonly nowMs: number;
    readonly steps: readonly BatchChange[];
    readonly begins: { readonly keyId: string | null; readonly dueId: string | null; readonly onlyOfRuns: boolean } | null;
  }): {
    readonly changed: Batch[];
    readonly head: { readonly batch: Batch; readonly keyId: string | null } | null;
    readonly started: StartedBatch | null;
  };
  /** Applies a step of the user. `impossible` contains the batch in its current state. */
  change(input: {
    readonly batchId: string;
    readonly step: BatchStep;
    readonly nowMs: number;
    readonly payload?: BatchPayload;
  }):
    | { readonly kind: "changed"; readonly batch: Batch }
    | { readonly kind: "impossible"; readonly batch: Batch }
    | { readonly kind: "gone" };
  /** Makes waiting batches due: those up to and including a batch, those of a project, or all. Returns the changed batches. */
  retryNow(input: { readonly batchId: string | null; readonly projectId: string | null; readonly nowMs: number }): {
    readonly batches: Batch[];
  };
  list(input: {
    readonly projectId: string | null;
    /** These batches, whatever their state and however many came after them; the other conditions then do not apply. */
    readonly ids?: readonly string[] | undefined;
    readonly states: readonly BatchState[];
    readonly beforeSeq: number | null;
    readonly limit: number;
  }): { readonly batches: Batch[]; readonly hasMore: boolean };
  find(batchId: string): { readonly batch: Batch; readonly body: string | null } | null;
  /** Returns the tiers of a batch's events. */
  batchTiers(batchId: string): string[];
  counts(): Record<string, OutboxCounts>;
  /** Returns the IDs of projects with waiting batches. */
  waitingProjects(): string[];

  addRun(input: { readonly run: NewRun; readonly nowMs: number }): KeptRun;
  /** Stores the rows up to `rowsTaken`: refused ones, and the batch of the others. One transaction, so that a run knows exactly where it stopped. */
  takeRows(input: {
    readonly runId: string;
    readonly nowMs: number;
    readonly rowsTaken: number;
    readonly fingerprint: string;
    readonly refused: readonly RefusedRow[];
    readonly batch: NewBatch | null;
    readonly isReadWhole: boolean;
  }): Batch | null;
  changeRun(input: {
    readonly runId: string;
    readonly nowMs: number;
    readonly state: Run["state"];
    /** True to hold back its waiting batches. */
    readonly isHeld: boolean;
    readonly problem: string | null;
    readonly plan?: RunPlan;
    /** False when the file has grown since it was read to its end. */
    readonly isReadWhole?: false;
    /** True to discard its waiting batches. */
    readonly discards?: boolean;
  }): { readonly run: KeptRun; readonly changed: Batch[] } | null;
  run(runId: string): KeptRun | null;
  runs(input: { readonly projectId: string | null }): KeptRun[];
  rowResults(input: { readonly runId: string; readonly afterRow: number; readonly limit: number; readonly onlyTrouble: boolean }): {
    readonly rows: RowResult[];
    readonly hasMore: boolean;
  };

  /** Adds an evaluation that is about to be sent; returns its place for `settleEvaluation`. */
  addEvaluation(evaluation: LoggedEvaluation): number;
  /** Gives an evaluation its outcome; null removes it, because it logged nothing. */
  settleEvaluation(input: { readonly seq: number; readonly evaluation: LoggedEvaluation | null }): void;
  ledgerPage(query: LedgerQuery): { readonly rows: LedgerRow[]; readonly hasMore: boolean; readonly matching: number };
  /** Returns rows oldest first, for exports. */
  ledgerAfter(input: { readonly filter: LedgerFilter; readonly afterSeq: number; readonly limit: number }): LedgerRow[];
  ledgerDays(input: { readonly filter: LedgerFilter; readonly startsMs: readonly number[] }): Record<LedgerKind, number>[];
  /** Returns ledger rows of any of these units, newest first. */
  writtenFor(input: {
    readonly projectId: string;
    readonly units: LedgerRow["units"];
    readonly names: readonly string[] | null;
    readonly limit: number;
  }): { readonly rows: LedgerRow[]; readonly count: number };
  sentNames(input: { readonly projectId: string; readonly limit: number }): SentName[];
  close(): void;
}

/** Matching rows are counted up to this number, which then means that many or more. */
export const maxCounted = 10_000;
