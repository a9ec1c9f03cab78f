import type { RefusedRow, RowMapping, RowResult, Run } from "#shared/domain/events/event-import.ts";
import type { LedgerFilter, LedgerKind, LedgerRow, SentName } from "#shared/domain/events/event-ledger.ts";
import type { OutboxCounts, Parcel, ParcelState } from "#shared/domain/events/event-outbox.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { Compressed } from "../../storage/compressed.ts";
import type { ParcelStep } from "./batch-states.ts";

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
export interface NewSheet {
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

/** What goes into a parcel: the whole body of its request, compressed where it was composed and never again, and its sheet of the ledger. */
export interface ParcelPayload {
  readonly body: Compressed;
  readonly sheet: NewSheet;
}

export interface NewParcel extends ParcelPayload {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly keyId: string | null;
  readonly tier: string;
  readonly kind: Parcel["kind"];
  readonly userLabel: string;
  readonly runId: string | null;
}

/** A parcel that is about to be sent. */
export interface BegunParcel {
  readonly parcel: Parcel;
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
  readonly outcome: Extract<ParcelState, "delivered" | "may_have_arrived">;
  readonly sheet: NewSheet;
}

/** What the database can be asked, from within its thread. Each call is one transaction. */
export interface OutboxCalls {
  add(input: { readonly parcels: readonly NewParcel[]; readonly nowMs: number }): Parcel[];
  /**
   * Writes down what happened to parcels of a project, and begins its next one in the same breath, when that goes with the key in hand and need
   * not wait (or is `dueId`). Otherwise tells the parcel whose turn it is. With `onlyOfRuns` parcels that were composed are not begun.
   */
  advance(input: {
    readonly projectId: string;
    readonly nowMs: number;
    readonly steps: readonly { readonly parcelId: string; readonly step: ParcelStep }[];
    readonly begins: { readonly keyId: string | null; readonly dueId: string | null; readonly onlyOfRuns: boolean } | null;
  }): {
    readonly changed: Parcel[];
    readonly head: { readonly parcel: Parcel; readonly keyId: string | null } | null;
    readonly begun: BegunParcel | null;
  };
  /** A step of the person's. `impossible` says in which state it is. */
  change(input: {
    readonly parcelId: string;
    readonly step: ParcelStep;
    readonly nowMs: number;
    readonly payload?: ParcelPayload;
  }):
    | { readonly kind: "changed"; readonly parcel: Parcel }
    | { readonly kind: "impossible"; readonly parcel: Parcel }
    | { readonly kind: "gone" };
  /** Lets everything that waits up to and with this parcel, or all of a project or of all, be tried at once. Gives the projects. */
  hurry(input: { readonly parcelId: string | null; readonly projectId: string | null; readonly nowMs: number }): {
    readonly parcels: Parcel[];
  };
  list(input: {
    readonly projectId: string | null;
    readonly states: readonly ParcelState[];
    readonly beforeSeq: number | null;
    readonly limit: number;
  }): { readonly parcels: Parcel[]; readonly hasMore: boolean };
  find(parcelId: string): { readonly parcel: Parcel; readonly body: string | null } | null;
  /** The tiers that a parcel's events count in. */
  parcelTiers(parcelId: string): string[];
  counts(): Record<string, OutboxCounts>;
  /** The projects that have something waiting. */
  waitingProjects(): string[];

  addRun(input: { readonly run: NewRun; readonly nowMs: number }): KeptRun;
  /** Rows up to `rowsTaken` are dealt with: refused here, or in the parcel. In one transaction, so that a run knows exactly where it stopped. Gives the parcel. */
  takeRows(input: {
    readonly runId: string;
    readonly nowMs: number;
    readonly rowsTaken: number;
    readonly fingerprint: string;
    readonly refused: readonly RefusedRow[];
    readonly parcel: NewParcel | null;
    readonly isReadWhole: boolean;
  }): Parcel | null;
  changeRun(input: {
    readonly runId: string;
    readonly nowMs: number;
    readonly state: Run["state"];
    /** Whether its waiting parcels are held back. */
    readonly isHeld: boolean;
    readonly problem: string | null;
    readonly plan?: RunPlan;
    /** False when there is more to be read than was known when it was read to its end. */
    readonly isReadWhole?: false;
    /** Discards what waits. */
    readonly discards?: boolean;
  }): { readonly run: KeptRun; readonly changed: Parcel[] } | null;
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
export const mostCounted = 10_000;
