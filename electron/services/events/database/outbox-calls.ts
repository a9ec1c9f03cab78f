import type { RefusedRow, RowMapping, RowResult, Run } from "#shared/domain/events/event-import.ts";
import type { LedgerFilter, LedgerKind, LedgerRow, SentName } from "#shared/domain/events/event-ledger.ts";
import type { Batch, BatchState, OutboxCounts } from "#shared/domain/events/event-outbox.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { Compressed } from "../../storage/compressed.ts";
import type { BatchStep } from "./batch-states.ts";

/** A line of the ledger before it is written. */
export interface NewLine {
  readonly name: string;
  readonly detail: string;
  readonly tier: string;
  readonly userLabel: string;
  readonly units: LedgerRow["units"];
  /** The row of a file; null for what was composed. */
  readonly row: number | null;
}

/**
 * The lines of the ledger that were written together, as they lie on the disk: a million events are two thousand of these, and what is looked for in them is told
 * by a few columns. Made before it crosses to the thread, which then has nothing to do but to write.
 */
export interface NewLedgerBatch {
  readonly count: number;
  /** The lines as JSON, see ledger-sheet.ts. */
  readonly lines: Compressed;
  /** Every distinct text in the lines, in lower case, one per line. */
  readonly facts: string;
  readonly tiers: readonly string[];
  readonly names: readonly (readonly [name: string, times: number])[];
  readonly firstRow: number | null;
  readonly lastRow: number | null;
}

/** What goes into a batch: the whole body of its request, compressed where it was composed and never again, and its sheet of the ledger. */
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

/** A batch that is about to be sent. */
export interface BegunBatch {
  readonly batch: Batch;
  readonly keyId: string | null;
  readonly body: Compressed;
}

/** What a run needs to go on after a restart. `fingerprint` is of the rows taken so far. */
export interface RunPlan {
  readonly keyId: string | null;
  readonly user: StatsigUser;
  readonly userLabel: string;
  readonly mapping: RowMapping;
  readonly rowsPerRequest: number;
  /** Where the rows are: a file of the person's, or one that was taken from the page. */
  readonly source: { readonly kind: "path"; readonly path: string } | { readonly kind: "import"; readonly importId: string };
  /** Protected tiers that rows may go to. */
  readonly confirmedTiers: readonly string[];
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

/** An evaluation that was logged, one line for each name that was answered. */
export interface LoggedEvaluation {
  readonly atMs: number;
  readonly projectId: string;
  readonly projectName: string;
  readonly exchangeId: string;
  readonly outcome: Extract<BatchState, "delivered" | "may_have_arrived">;
  readonly ledgerBatch: NewLedgerBatch;
}

/** What the database can be asked, from within its thread. Each call is one transaction. */
export interface OutboxCalls {
  add(input: { readonly batches: readonly NewBatch[]; readonly nowMs: number }): Batch[];
  /**
   * Writes down what happened to batches of a project, and begins its next one in the same breath, when that goes with the key in hand and need
   * not wait (or is `dueId`). Otherwise tells the batch whose turn it is. With `onlyOfRuns` batches that were composed are not begun.
   */
  advance(input: {
    readonly projectId: string;
    readonly nowMs: number;
    readonly steps: readonly { readonly batchId: string; readonly step: BatchStep }[];
    readonly begins: { readonly keyId: string | null; readonly dueId: string | null; readonly onlyOfRuns: boolean } | null;
  }): {
    readonly changed: Batch[];
    readonly head: { readonly batch: Batch; readonly keyId: string | null } | null;
    readonly begun: BegunBatch | null;
  };
  /** A step of the person's. `impossible` says in which state it is. */
  change(input: {
    readonly batchId: string;
    readonly step: BatchStep;
    readonly nowMs: number;
    readonly payload?: BatchPayload;
  }):
    | { readonly kind: "changed"; readonly batch: Batch }
    | { readonly kind: "impossible"; readonly batch: Batch }
    | { readonly kind: "gone" };
  /** Lets everything that waits up to and with this batch, or all of a project or of all, be tried at once. Gives the projects. */
  retryNow(input: { readonly batchId: string | null; readonly projectId: string | null; readonly nowMs: number }): {
    readonly batches: Batch[];
  };
  list(input: {
    readonly projectId: string | null;
    readonly states: readonly BatchState[];
    readonly beforeSeq: number | null;
    readonly limit: number;
  }): { readonly batches: Batch[]; readonly hasMore: boolean };
  find(batchId: string): { readonly batch: Batch; readonly body: string | null } | null;
  /** The tiers that a batch's events count in. */
  batchTiers(batchId: string): string[];
  counts(): Record<string, OutboxCounts>;
  /** The projects that have something waiting. */
  waitingProjects(): string[];

  addRun(input: { readonly run: NewRun; readonly nowMs: number }): KeptRun;
  /** Rows up to `rowsTaken` are dealt with: refused here, or in the batch. In one transaction, so that a run knows exactly where it stopped. Gives the batch. */
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
    /** Whether its waiting batches are held back. */
    readonly isHeld: boolean;
    readonly problem: string | null;
    readonly plan?: RunPlan;
    /** False when there is more to be read than was known when it was read to its end. */
    readonly isReadWhole?: false;
    /** Discards what waits. */
    readonly discards?: boolean;
  }): { readonly run: KeptRun; readonly changed: Batch[] } | null;
  run(runId: string): KeptRun | null;
  runs(input: { readonly projectId: string | null }): KeptRun[];
  rowResults(input: { readonly runId: string; readonly afterRow: number; readonly limit: number; readonly onlyTrouble: boolean }): {
    readonly rows: RowResult[];
    readonly hasMore: boolean;
  };

  addEvaluation(evaluation: LoggedEvaluation): void;
  ledgerPage(query: LedgerQuery): { readonly rows: LedgerRow[]; readonly hasMore: boolean; readonly matching: number };
  /** Oldest first, for exports. */
  ledgerAfter(input: { readonly filter: LedgerFilter; readonly afterSeq: number; readonly limit: number }): LedgerRow[];
  ledgerDays(input: { readonly filter: LedgerFilter; readonly startsMs: readonly number[] }): Record<LedgerKind, number>[];
  /** What was written for any of these units, newest first. */
  writtenFor(input: {
    readonly projectId: string;
    readonly units: LedgerRow["units"];
    readonly names: readonly string[] | null;
    readonly limit: number;
  }): { readonly rows: LedgerRow[]; readonly count: number };
  sentNames(input: { readonly projectId: string; readonly limit: number }): SentName[];
  close(): void;
}

/** Matching rows are counted up to this many, which then means "that many or more". */
export const maxCounted = 10_000;
