import type { IdListInfo, Snapshot } from "#shared/domain/explanation/definitions.ts";
import type { DefinitionsDigest } from "./definitions.ts";

/** Definitions that were read, without their text: that stays in the archive. */
export interface ArchivedDefinitions {
  readonly projectId: string;
  readonly snapshotId: string;
  readonly source: Snapshot["source"];
  readonly fileName: string | null;
  /** The key they were read with; null for the sandbox and for files. */
  readonly keyId: string | null;
  readonly readAtMs: number;
  readonly confirmedAtMs: number;
  readonly bytes: number;
  readonly digest: DefinitionsDigest;
  readonly idLists: readonly IdListInfo[];
}

export interface DefinitionsText {
  readonly projectId: string;
  readonly source: Snapshot["source"];
  readonly fileName: string | null;
  readonly keyId: string | null;
  readonly text: string;
  readonly nowMs: number;
  /** Keys that are taken out of the text before it is kept. */
  readonly secrets: readonly string[];
}

export type Taken =
  | { readonly kind: "taken"; readonly definitions: ArchivedDefinitions; readonly trouble: string | null }
  /** Nothing newer than what is the project's newest. */
  | { readonly kind: "nothing_newer"; readonly definitions: ArchivedDefinitions }
  /** `problem` is a clause. */
  | { readonly kind: "unusable"; readonly problem: string };

/** How far a list was read. */
export interface IdListState {
  readonly name: string;
  /** Statsig's name of the file; a list with another file begins anew. */
  readonly fileId: string;
  readonly creationTimeMs: number;
  readonly readBytes: number;
}

export interface FetchedIdList extends Omit<IdListState, "readBytes"> {
  /** Where `text` begins in the file; 0 begins the list anew. */
  readonly fromByte: number;
  /** Null where nothing came, so that what is known of the list stays. */
  readonly text: string | null;
  /** Whether the file ends with this text. */
  readonly endsFile: boolean;
}

/**
 * Definitions and ID lists as they were read, on the disk and in their order: what explanations are made with, now and later.
 * Asynchronous, because reading 50 MB of JSON takes a thread of its own.
 */
export interface DefinitionsArchive {
  /** Reads an answer of download_config_specs or a file; the newest one is what `newest` gives. Snapshots of projects not in `projectIds` are forgotten. */
  take(input: DefinitionsText & { readonly projectIds: readonly string[] }): Promise<Taken>;
  /** What was last read from Statsig or the sandbox, this time or before; never a file. */
  newest(projectId: string): Promise<ArchivedDefinitions | null>;
  /** Null when there is no such snapshot any more. */
  find(input: { readonly projectId: string; readonly snapshotId: string }): Promise<ArchivedDefinitions | null>;
  /** Newest first. */
  list(projectId: string): Promise<Snapshot[]>;
  idLists(projectId: string): Promise<IdListState[]>;
  /** All lists there are now; those not among them are gone. Gives what the project's newest definitions are with them. */
  takeIdLists(input: {
    readonly projectId: string;
    readonly lists: readonly FetchedIdList[];
    readonly nowMs: number;
  }): Promise<ArchivedDefinitions | null>;
  /** False when there is no such snapshot. */
  pin(input: { readonly projectId: string; readonly snapshotId: string; readonly isPinned: boolean }): Promise<boolean>;
  forget(input: { readonly projectId: string; readonly snapshotId: string }): Promise<boolean>;
}
