import type { ImportPreview, RefusedPage, RowMapping } from "#shared/domain/events/event-import.ts";
import type { Composing, Moment } from "../compose/compose.ts";
import type { NewBatch } from "../database/outbox-calls.ts";
import type { RowRules } from "./check-rows.ts";
import type { Chunk, Likeness, Reading } from "./chunks.ts";
import type { PlannedFile } from "./preview.ts";

/** A file of the user. */
export interface NamedFile {
  readonly path: string;
  readonly fileName: string;
  /** Null to guess it from the file. */
  readonly mapping: RowMapping | null;
}

/** The reasons to refuse a row that are not in the file or its mapping. */
export type RefusalRules = Pick<RowRules, "closedTiers" | "isStrict" | "secrets">;

/** The next rows of a file, converted for the outbox. */
export interface PackedChunk extends Omit<Chunk, "composed"> {
  /** Null when none of the rows can be sent. */
  readonly batch: NewBatch | null;
}

/** The calls of the thread that reads files. All throw `UnusableInput` or `NoSuchThing` for a file that cannot be read. */
export interface RowsCalls {
  /** Reads the whole text, so that a file that cannot be read is refused before anything is sent. Returns the mapping that it would be sent with. */
  plan(file: NamedFile): Promise<Pick<PlannedFile, "mapping" | "notes">>;
  preview(input: { readonly file: NamedFile; readonly refusalRules: RefusalRules; readonly composing: Composing }): Promise<ImportPreview>;
  /** Returns refused rows after `afterRow`. */
  refused(input: Parameters<RowsCalls["preview"]>[0] & { readonly afterRow: number; readonly limit: number }): Promise<RefusedPage>;
  /** Compares a file with the rows that a run has taken from it. */
  likeness(input: { readonly file: NamedFile } & Pick<Reading, "rowsTaken" | "fingerprint">): Promise<Likeness>;
  /** Opens a file for a run. Returns an ID for `next` and `leave`, which is unknown to other threads. */
  open(input: {
    readonly file: NamedFile;
    readonly refusalRules: RefusalRules;
    readonly composing: Composing;
    readonly run: Pick<Reading, "rowsPerRequest" | "rowsTaken" | "fingerprint"> & { readonly runId: string };
  }): Promise<string>;
  /** Returns the next chunk. May be called again before it has returned, so that reading and converting overlap. */
  next(input: { readonly readingId: string; readonly moment: Moment }): Promise<PackedChunk>;
  leave(readingId: string): Promise<void>;
}
