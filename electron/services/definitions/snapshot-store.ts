import type { IdListInfo, Snapshot } from "#shared/domain/explanation/definitions.ts";
import type { DefinitionsDigest } from "./definitions.ts";

/** Stored definitions with their digest, without their text. */
export interface StoredDefinitions {
  readonly projectId: string;
  readonly snapshotId: string;
  readonly source: Snapshot["source"];
  readonly fileName: string | null;
  /** The key they were fetched with; null for the sandbox and for files. */
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
  /** Keys to mask in the text before it is stored. */
  readonly secrets: readonly string[];
}

export type StoreResult =
  /** `storageProblem` is the reason why the disk refused the definitions, which are then in memory until the program ends. Null if they are stored. */
  | { readonly kind: "stored"; readonly definitions: StoredDefinitions; readonly storageProblem: string | null }
  /** Statsig has nothing newer than the project's newest snapshot. */
  | { readonly kind: "nothing_newer"; readonly definitions: StoredDefinitions }
  /** `problem` is a clause. */
  | { readonly kind: "unusable"; readonly problem: string };

/** The position up to which an ID list was read. */
export interface IdListState {
  readonly name: string;
  /** Statsig's name of the file. A list with another file starts over. */
  readonly fileId: string;
  readonly creationTimeMs: number;
  readonly readBytes: number;
}

export interface FetchedIdList extends Omit<IdListState, "readBytes"> {
  /** The position of `text` in the file; 0 starts the list over. */
  readonly fromByte: number;
  /** Null if nothing was received; the list then stays as it is. */
  readonly text: string | null;
  /** True if the file ends with this text. */
  readonly endsFile: boolean;
}

/** The rules of a snapshot, for a thread that evaluates them itself. */
export interface SnapshotContents {
  /** The definitions as they were received. */
  readonly text: string;
  /** The hashes of each list's members. Null if not all lists were read. */
  readonly idLists: readonly { readonly name: string; readonly hashes: readonly string[] }[] | null;
}

/** Stores definitions and ID lists as snapshots, with which answers are explained now and later. Asynchronous, because parsing 50 MB of JSON takes its own thread. */
export interface SnapshotStore {
  /**
   * Stores a response of download_config_specs, or a file. A response becomes the project's newest snapshot. Removes the snapshots of all projects that are
   * not in `projectIds`.
   */
  store(input: DefinitionsText & { readonly projectIds: readonly string[] }): Promise<StoreResult>;
  /** Returns the snapshot last fetched from Statsig or the sandbox, also before this start; never a file. */
  newest(projectId: string): Promise<StoredDefinitions | null>;
  /** Returns null if there is no such snapshot. */
  find(input: { readonly projectId: string; readonly snapshotId: string }): Promise<StoredDefinitions | null>;
  /** Returns the text and lists of a snapshot; null if it was removed, or its text cannot be read. */
  contents(input: { readonly projectId: string; readonly snapshotId: string }): Promise<SnapshotContents | null>;
  /** Returns at most 100 snapshots, the last confirmed first. */
  list(projectId: string): Promise<Snapshot[]>;
  idLists(projectId: string): Promise<IdListState[]>;
  /** Stores the fetched parts of all current lists, and removes other lists. Returns the project's newest definitions with them; null if there are none. */
  storeIdLists(input: {
    readonly projectId: string;
    readonly lists: readonly FetchedIdList[];
    readonly nowMs: number;
  }): Promise<StoredDefinitions | null>;
}
