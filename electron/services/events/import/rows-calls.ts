import type { ImportPreview, RefusedPage, RowMapping } from "#shared/domain/events/event-import.ts";
import type { Composing, Moment } from "../compose/compose.ts";
import type { NewBatch } from "../database/outbox-calls.ts";
import type { RowRules } from "./check-rows.ts";
import type { Chunk, Likeness, Reading } from "./chunks.ts";

/** A file as a person named it. */
export interface NamedFile {
  readonly path: string;
  readonly fileName: string;
  /** Guessed from the file where it is null. */
  readonly mapping: RowMapping | null;
}

/** The reasons to refuse a row that are not in the file or its mapping. */
export type RefusalRules = Pick<RowRules, "closedTiers" | "secrets">;

/** The next rows of a file, made ready for the outbox. */
export interface PackedChunk extends Omit<Chunk, "composed"> {
  /** Null when none of the rows can be sent. */
  readonly batch: NewBatch | null;
}

/** What the thread that reads files can be asked. All throw `UnusableInput` and `NoSuchThing` for files that cannot be read. */
export interface RowsCalls {
  /** The mapping that a file would be sent with. */
  plan(file: NamedFile): Promise<RowMapping>;
  preview(input: { readonly file: NamedFile; readonly refusalRules: RefusalRules; readonly composing: Composing }): Promise<ImportPreview>;
  /** Refused rows behind one. */
  refused(input: Parameters<RowsCalls["preview"]>[0] & { readonly afterRow: number; readonly limit: number }): Promise<RefusedPage>;
  /** Whether a file still holds the rows that were taken of it. */
  likeness(input: { readonly file: NamedFile } & Pick<Reading, "rowsTaken" | "fingerprint">): Promise<Likeness>;
  /** Opens a file for a run; gives the ID by which `next` and `leave` know it, and which no other thread gives. */
  open(input: {
    readonly file: NamedFile;
    readonly refusalRules: RefusalRules;
    readonly composing: Composing;
    readonly run: Pick<Reading, "rowsPerRequest" | "rowsTaken" | "fingerprint"> & { readonly runId: string };
  }): Promise<string>;
  /** May be asked again before it has answered: the rows after are read while those before are made ready. */
  next(input: { readonly readingId: string; readonly moment: Moment }): Promise<PackedChunk>;
  leave(readingId: string): Promise<void>;
}
