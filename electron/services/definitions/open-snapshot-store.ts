import { createHash } from "node:crypto";
import { redactText } from "#shared/domain/exchange/redact.ts";
import type { IdListInfo } from "#shared/domain/explanation/definitions.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { compress, unpackIfWhole } from "../storage/compressed.ts";
import { type DefinitionsDigest, type DefinitionsReading, describeNothingNamed, nothingNewer, readDefinitions } from "./definitions.ts";
import { looksLikeIdList, readIdListPiece, withChanges } from "./id-list-text.ts";
import { openSnapshotLayers, type StoreProblems } from "./snapshot-layers.ts";
import type { FetchedIdList, SnapshotStore, StoredDefinitions } from "./snapshot-store.ts";
import type { ListPiece, SnapshotLimits, StoredList, StoredSnapshot } from "./snapshot-tables.ts";

/** The store within its thread, with what only this thread can have: the definitions themselves. */
export interface OpenSnapshotStore extends SnapshotStore {
  /** Returns the definitions and ID lists of a snapshot; null if it was removed, or its text cannot be read. */
  open(input: { readonly projectId: string; readonly snapshotId: string }): OpenedSnapshot | null;
  /** Returns what went wrong with the files of the store since the last call of this. */
  takeProblems(): StoreProblems;
  close(): void;
}

export interface OpenedSnapshot {
  readonly definitions: StoredDefinitions;
  readonly payload: JsonObject;
  /** Maps each list's name to its hashes (statsig-evaluation.md §7.9). Null if not all lists were read. */
  readonly idLists: ReadonlyMap<string, ReadonlySet<string>> | null;
}

const defaultLimits: SnapshotLimits = { maxBytes: 200 * 1024 * 1024, maxSnapshots: 2_000 };
const maxListed = 100;
const maxDigests = 8;

/**
 * Opens `definitions.db` in a data folder, after importing the `definitions` folder of older versions; with `dataFolder` null, a store in memory. What the
 * disk refuses is held in memory until the program ends. Every call blocks its thread while it works, so a large store has its own thread.
 */
export function openSnapshotStore({
  dataFolder,
  nowMs = Date.now(),
  limits = defaultLimits,
}: {
  readonly dataFolder: string | null;
  readonly nowMs?: number;
  readonly limits?: SnapshotLimits;
}): OpenSnapshotStore {
  const layers = openSnapshotLayers({ dataFolder, nowMs });
  /** Digests of the texts read last: reading a large text again takes seconds. */
  const digests = new Map<string, DefinitionsDigest>();
  /** The payload read last: it is usually evaluated next. */
  let lastPayload: { readonly textHash: string; readonly payload: JsonObject } | null = null;
  const members = new Map<string, { readonly readBytes: number; readonly hashes: ReadonlySet<string> }>();

  function payloadOf({ textHash }: StoredSnapshot): JsonObject | null {
    if (lastPayload?.textHash === textHash) return lastPayload.payload;
    const reading = readText(textHash);
    if (reading === null) return null;
    remember(textHash, reading);
    return reading.payload;
  }

  /** Null if the text is not stored, or was damaged on the disk. */
  function readText(textHash: string) {
    const text = textOf(textHash);
    const reading = text === null ? null : readDefinitions(text);
    return reading?.kind === "read" ? reading : null;
  }

  function textOf(textHash: string): string | null {
    const stored = layers.text(textHash);
    const text = (stored && unpackIfWhole(stored))?.toString() ?? null;
    return text !== null && sha256(text) === textHash ? text : null;
  }

  function remember(textHash: string, { digest, payload }: { digest: DefinitionsDigest; payload: JsonObject }): void {
    lastPayload = { textHash, payload };
    digests.delete(textHash);
    digests.set(textHash, digest);
    for (const oldest of [...digests.keys()].slice(0, -maxDigests)) digests.delete(oldest);
  }

  function readStored(stored: StoredSnapshot | null): StoredDefinitions | null {
    if (stored === null || (!digests.has(stored.textHash) && payloadOf(stored) === null)) return null;
    const digest = digests.get(stored.textHash);
    return digest === undefined ? null : asStoredDefinitions(stored, digest);
  }

  /** Null if the database does not have the whole list. */
  function membersOf({ file, readBytes }: Pick<StoredList, "file" | "readBytes">): ReadonlySet<string> | null {
    const known = members.get(file);
    if (known?.readBytes === readBytes) return known.hashes;
    const bytes = Buffer.concat(layers.pieces(file, readBytes).map((piece) => piece.bytes));
    if (bytes.length < readBytes) return null;
    const text = bytes.subarray(0, readBytes).toString("latin1");
    const hashes = withChanges(new Set(), readIdListPiece(text, { endsFile: true }));
    if (known === undefined || known.readBytes < readBytes) members.set(file, { readBytes, hashes });
    return hashes;
  }

  /** Null if not all lists were read, or if something about them was damaged on the disk: membership is then unknown, not false. */
  function idListsOf(stored: StoredSnapshot): ReadonlyMap<string, ReadonlySet<string>> | null {
    const { lists, listsAtMs } = stored;
    if (snapshotId(stored) !== stored.id) return null;
    const read = lists.map((list) => [list.name, membersOf(list)] as const);
    const isWhole = listsAtMs !== null && read.every((list): list is [string, ReadonlySet<string>] => list[1] !== null);
    return isWhole ? new Map(read) : null;
  }

  /** Returns the list after this piece, and the piece to store; null for a text that is not an ID list. */
  function advance(
    before: StoredList | undefined,
    fetched: FetchedIdList,
    { projectId, nowMs }: { projectId: string; nowMs: number },
  ): { readonly list: StoredList; readonly piece: ListPiece | null } | null {
    const { name, fileId, creationTimeMs, fromByte, text } = fetched;
    const unchanged = before === undefined ? null : { list: before, piece: null };
    if (text === null) return unchanged;
    const earlier = before?.fileId === fileId && before.readBytes === fromByte ? membersOf(before) : null;
    if (earlier === null && (fromByte !== 0 || !looksLikeIdList(text))) return unchanged;
    const file = sha256(JSON.stringify([projectId, name, fileId, creationTimeMs])).slice(0, 32);
    const piece = readIdListPiece(text, fetched);
    const hashes = withChanges(earlier ?? new Set(), piece);
    const bytes = Buffer.from(piece.used, "latin1");
    const readBytes = fromByte + bytes.length;
    members.set(file, { readBytes, hashes });
    const list = { name, fileId, creationTimeMs, file, readBytes, ids: hashes.size, readAtMs: nowMs };
    return { list, piece: { file, fromByte, bytes } };
  }

  return {
    async store({ text: body, projectId, source, fileName, keyId, nowMs, secrets, projectIds }) {
      const reading = readDefinitions(body);
      const before = layers.newest(projectId);
      if (reading.kind === "unusable") return { kind: "unusable", problem: redactText(reading.problem, secrets) };
      // A project may be empty; a file of an empty one, or of something else, explains nothing.
      const nothingInFile = source === "file" ? describeNothingIn(reading) : null;
      if (nothingInFile !== null) return { kind: "unusable", problem: nothingInFile };
      if (reading.kind === "nothing_newer") {
        const newest = readStored(before);
        if (before === null || newest === null)
          return { kind: "unusable", problem: "Statsig answered that nothing has changed, and sent no definitions" };
        layers.confirm(before, nowMs);
        return { kind: "nothing_newer", definitions: { ...newest, confirmedAtMs: nowMs } };
      }

      const text = redactText(body, secrets);
      const textHash = sha256(text);
      const isStored = layers.hasText(textHash) && (digests.has(textHash) || readText(textHash) !== null);
      remember(textHash, reading);
      const { lists, listsAtMs } = before ?? { lists: [], listsAtMs: null };
      const snapshot: StoredSnapshot = {
        ...{ projectId, source, fileName, keyId, textHash, lists, listsAtMs },
        id: snapshotId({ source, textHash, lists, listsAtMs }),
        ...{ readAtMs: nowMs, confirmedAtMs: nowMs, isPinned: false },
        timeMs: reading.digest.timeMs,
        bytes: Buffer.byteLength(text),
      };
      const problem = layers.store(
        { snapshot, isNewest: source !== "file", text: isStored ? null : compress(text), pieces: [] },
        { limits, projectIds },
      );
      const stored = layers.find(projectId, snapshot.id) ?? snapshot;
      return { kind: "stored", definitions: asStoredDefinitions(stored, reading.digest), storageProblem: problem };
    },

    newest: async (projectId) => readStored(layers.newest(projectId)),
    find: async ({ projectId, snapshotId: id }) => readStored(layers.find(projectId, id)),

    async contents({ projectId, snapshotId: id }) {
      const stored = layers.find(projectId, id);
      const text = stored && textOf(stored.textHash);
      if (stored === null || text === null) return null;
      const lists = idListsOf(stored);
      return { text, idLists: lists && [...lists].map(([name, hashes]) => ({ name, hashes: [...hashes] })) };
    },

    list: async (projectId) =>
      layers.list(projectId, maxListed).map(({ id, source, fileName, readAtMs, timeMs, bytes, isPinned }) => ({
        id,
        source,
        fileName,
        readAtMs,
        timeMs,
        bytes,
        isPinned,
      })),

    // A list that is not completely there is left out, so that it is read from its beginning.
    idLists: async (projectId) =>
      (layers.newest(projectId)?.lists ?? [])
        .filter((list) => membersOf(list) !== null)
        .map(({ name, fileId, creationTimeMs, readBytes }) => ({ name, fileId, creationTimeMs, readBytes })),

    async storeIdLists({ projectId, lists, nowMs }) {
      const newest = layers.newest(projectId);
      if (newest === null) return null;
      const after = lists.flatMap((fetched) => {
        const before = newest.lists.find(({ name }) => name === fetched.name);
        return advance(before, fetched, { projectId, nowMs }) ?? [];
      });
      const next = {
        ...{ ...newest, readAtMs: nowMs, isPinned: false },
        lists: after.map(({ list }) => list),
        listsAtMs: after.length === lists.length ? nowMs : newest.listsAtMs,
      };
      const id = snapshotId(next);
      const pieces = after.flatMap(({ piece }) => piece ?? []);
      // A list that was damaged on the disk comes again from its beginning, and may be the same.
      if (id === newest.id && pieces.every(({ bytes }) => bytes.length === 0)) return readStored(newest);
      layers.store({ snapshot: { ...next, id }, isNewest: true, text: null, pieces }, { limits, projectIds: null });
      return readStored(layers.newest(projectId));
    },

    open({ projectId, snapshotId: id }) {
      const stored = layers.find(projectId, id);
      const definitions = readStored(stored);
      const payload = stored && payloadOf(stored);
      if (stored === null || definitions === null || payload === null) return null;
      return { definitions, payload, idLists: idListsOf(stored) };
    },

    takeProblems: layers.takeProblems,
    close: () => layers.close(),
  };
}

/** Computes a snapshot's ID: equal for equal definitions with equal ID lists, but different for what was fetched and what was opened as a file. */
function describeNothingIn(reading: Exclude<DefinitionsReading, { readonly kind: "unusable" }>): string | null {
  return reading.kind === "nothing_newer" ? nothingNewer : describeNothingNamed(reading.payload);
}

function snapshotId({ source, textHash, lists, listsAtMs }: Pick<StoredSnapshot, "source" | "textHash" | "lists" | "listsAtMs">): string {
  const listStates = lists.map(({ name, file, readBytes }) => [name, file, readBytes]);
  return sha256(JSON.stringify([source === "file", textHash, listsAtMs !== null, listStates])).slice(0, 32);
}

function asStoredDefinitions(stored: StoredSnapshot, digest: DefinitionsDigest): StoredDefinitions {
  const { id, projectId, source, fileName, keyId, readAtMs, confirmedAtMs, bytes, lists } = stored;
  return { projectId, snapshotId: id, source, fileName, keyId, readAtMs, confirmedAtMs, bytes, digest, idLists: lists.map(listInfo) };
}

function listInfo({ name, ids, readAtMs }: StoredList): IdListInfo {
  return { name, ids, readAtMs };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
