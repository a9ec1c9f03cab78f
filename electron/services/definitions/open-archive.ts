import { createHash } from "node:crypto";
import { redactText } from "#shared/domain/exchange/redact.ts";
import type { IdListInfo } from "#shared/domain/explanation/definitions.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { compress, unpackText } from "../storage/compressed.ts";
import type { ArchiveFiles } from "./archive-files.ts";
import { type ArchiveIndex, ArchiveIndexSchema, emptyIndex, type KeptList, type KeptSnapshot, snapshotsToDrop } from "./archive-index.ts";
import { type DefinitionsDigest, readDefinitions } from "./definitions.ts";
import type { ArchivedDefinitions, DefinitionsArchive, DefinitionsText, FetchedIdList } from "./definitions-archive.ts";
import { looksLikeIdList, readIdListPiece, withChanges } from "./id-list-text.ts";

/** An archive within this thread, and what only its thread may have: the definitions themselves. */
export interface OpenArchive extends DefinitionsArchive {
  /** The definitions of a snapshot and its ID lists; null when it is gone, or its file cannot be read. */
  open(input: { readonly projectId: string; readonly snapshotId: string }): OpenedSnapshot | null;
}

export interface OpenedSnapshot {
  readonly definitions: ArchivedDefinitions;
  readonly payload: JsonObject;
  /** Maps each list's name to its hashes (statsig-evaluation.md §7.9). Null if not all lists were read. */
  readonly idLists: ReadonlyMap<string, ReadonlySet<string>> | null;
}

const defaultLimits = { maxBytes: 200 * 1024 * 1024, maxSnapshots: 2_000 };
const maxListed = 100;
const indexName = "index.json";

/** Opens the archive in these files; an index that cannot be read is begun anew. Blocks while it works: give it a thread of its own. */
export function openArchive({
  files,
  limits = defaultLimits,
}: {
  readonly files: ArchiveFiles;
  readonly limits?: typeof defaultLimits;
}): OpenArchive {
  let index = readIndex(files);
  /** Of texts read lately: reading one again takes seconds where it is large. */
  const digests = new Map<string, DefinitionsDigest>();
  /** The payload that was read last: it is usually explained next. */
  let lastPayload: { readonly textHash: string; readonly payload: JsonObject } | null = null;
  const members = new Map<string, { readonly readBytes: number; readonly hashes: ReadonlySet<string> }>();

  function find(projectId: string, snapshotId: string | undefined): KeptSnapshot | null {
    return index.snapshots.find((kept) => kept.projectId === projectId && kept.id === snapshotId) ?? null;
  }

  const newestOf = (projectId: string) => find(projectId, index.newest[projectId]);

  function payloadOf(kept: KeptSnapshot): JsonObject | null {
    if (lastPayload?.textHash === kept.textHash) return lastPayload.payload;
    const bytes = files.read(kept.textHash);
    const reading = bytes === null ? null : readDefinitions(unpacked(kept, bytes));
    if (reading?.kind !== "read") return null;
    remember(kept.textHash, reading);
    return reading.payload;
  }

  function remember(textHash: string, { digest, payload }: { digest: DefinitionsDigest; payload: JsonObject }): void {
    lastPayload = { textHash, payload };
    digests.delete(textHash);
    digests.set(textHash, digest);
    for (const oldest of [...digests.keys()].slice(0, -maxDigests)) digests.delete(oldest);
  }

  function archived(kept: KeptSnapshot | null): ArchivedDefinitions | null {
    if (kept === null || (!digests.has(kept.textHash) && payloadOf(kept) === null)) return null;
    const digest = digests.get(kept.textHash);
    return digest === undefined ? null : asArchived(kept, digest);
  }

  /** Takes this snapshot into the index; what does not fit any more goes. */
  function put(snapshot: KeptSnapshot, projectIds: readonly string[] | null): void {
    const isHere = (projectId: string) => projectIds === null || projectIds.includes(projectId) || projectId === snapshot.projectId;
    const others = index.snapshots.filter((kept) => isHere(kept.projectId) && !isSame(kept, snapshot));
    const newest = Object.fromEntries(Object.entries(index.newest).filter(([projectId]) => isHere(projectId)));
    const added: ArchiveIndex = {
      version: 1,
      snapshots: [...others, snapshot],
      newest: snapshot.source === "file" ? newest : { ...newest, [snapshot.projectId]: snapshot.id },
    };
    const dropped = snapshotsToDrop(added, limits);
    index = { ...added, snapshots: added.snapshots.filter((kept) => !dropped.has(kept)) };
  }

  function save(): void {
    files.write(indexName, Buffer.from(JSON.stringify(index)));
    const used = new Set([indexName, ...index.snapshots.flatMap(({ textHash, lists }) => [textHash, ...lists.map(({ file }) => file)])]);
    for (const name of files.names()) if (!used.has(name)) files.remove(name);
  }

  function membersOf({ file, readBytes }: KeptList): ReadonlySet<string> {
    const known = members.get(file);
    if (known?.readBytes === readBytes) return known.hashes;
    const text = Buffer.from(files.read(file) ?? [])
      .subarray(0, readBytes)
      .toString("latin1");
    const hashes = withChanges(new Set(), readIdListPiece(text, { endsFile: true }));
    if (known === undefined || known.readBytes < readBytes) members.set(file, { readBytes, hashes });
    return hashes;
  }

  /** What is known of a list after this piece; null for a list that is none. */
  function advance(before: KeptList | undefined, fetched: FetchedIdList, { projectId, nowMs }: { projectId: string; nowMs: number }) {
    const { name, fileId, creationTimeMs, fromByte, text } = fetched;
    if (text === null) return before ?? null;
    const isContinued = before?.fileId === fileId && before.readBytes === fromByte;
    if (!isContinued && (fromByte !== 0 || !looksLikeIdList(text))) return before ?? null;
    const file = isContinued ? before.file : sha256(JSON.stringify([projectId, name, fileId, creationTimeMs])).slice(0, 32);
    const piece = readIdListPiece(text, fetched);
    const hashes = withChanges(isContinued ? membersOf(before) : new Set(), piece);
    const bytes = Buffer.from(piece.used, "latin1");
    files.append(file, fromByte, bytes);
    const readBytes = fromByte + bytes.length;
    members.set(file, { readBytes, hashes });
    return { name, fileId, creationTimeMs, file, readBytes, ids: hashes.size, readAtMs: nowMs };
  }

  return {
    async take(input) {
      const { projectId, source, nowMs } = input;
      const reading = readDefinitions(input.text);
      const before = newestOf(projectId);
      if (reading.kind === "unusable") return { kind: "unusable", problem: redactText(reading.problem, input.secrets) };
      if (reading.kind === "nothing_newer") {
        const newest = archived(before);
        if (before === null || newest === null || source === "file")
          return { kind: "unusable", problem: "Statsig answered that nothing has changed, and sent no definitions" };
        before.confirmedAtMs = nowMs;
        return { kind: "nothing_newer", definitions: { ...newest, confirmedAtMs: nowMs } };
      }

      const text = redactText(input.text, input.secrets);
      const textHash = sha256(text);
      remember(textHash, reading);
      const { lists, listsAtMs } = before ?? { lists: [], listsAtMs: null };
      const packed = files.names().includes(textHash) ? null : compress(text);
      const same = index.snapshots.find((kept) => kept.textHash === textHash);
      const snapshot: KeptSnapshot = {
        ...snapshotOf(input, { textHash, lists, listsAtMs, timeMs: reading.digest.timeMs, bytes: Buffer.byteLength(text) }),
        encoding: packed?.encoding ?? same?.encoding ?? "zstd",
        storedBytes: packed?.bytes.length ?? same?.storedBytes ?? 0,
      };
      const known = find(projectId, snapshot.id);
      const kept: KeptSnapshot = known === null ? snapshot : { ...known, keyId: input.keyId, confirmedAtMs: nowMs };
      put(kept, input.projectIds);
      const trouble = troubleOf(() => {
        if (packed !== null) files.write(textHash, packed.bytes);
        save();
      });
      return { kind: "taken", definitions: asArchived(kept, reading.digest), trouble };
    },

    newest: async (projectId) => archived(newestOf(projectId)),
    find: async ({ projectId, snapshotId }) => archived(find(projectId, snapshotId)),

    async list(projectId) {
      return index.snapshots
        .filter((kept) => kept.projectId === projectId)
        .sort((a, b) => b.confirmedAtMs - a.confirmedAtMs)
        .slice(0, maxListed)
        .map(({ id, source, fileName, readAtMs, timeMs, bytes, isPinned }) => ({
          id,
          source,
          fileName,
          readAtMs,
          timeMs,
          bytes,
          isPinned,
        }));
    },

    idLists: async (projectId) =>
      (newestOf(projectId)?.lists ?? []).map(({ name, fileId, creationTimeMs, readBytes }) => ({
        name,
        fileId,
        creationTimeMs,
        readBytes,
      })),

    async takeIdLists({ projectId, lists, nowMs }) {
      const newest = newestOf(projectId);
      if (newest === null) return null;
      const after = lists.flatMap((fetched) => {
        const before = newest.lists.find(({ name }) => name === fetched.name);
        return advance(before, fetched, { projectId, nowMs }) ?? [];
      });
      const listsAtMs = after.length === lists.length ? nowMs : newest.listsAtMs;
      const next = { ...newest, lists: after, listsAtMs };
      next.id = snapshotId(next);
      const known = find(projectId, next.id);
      if (isSame(next, newest)) return archived(newest);
      put(known ?? { ...next, readAtMs: nowMs, isPinned: false }, null);
      save();
      return archived(newestOf(projectId));
    },

    async pin({ projectId, snapshotId: id, isPinned }) {
      const kept = find(projectId, id);
      if (kept === null) return false;
      kept.isPinned = isPinned;
      save();
      return true;
    },

    async forget({ projectId, snapshotId: id }) {
      const kept = find(projectId, id);
      if (kept === null) return false;
      const newest = Object.fromEntries(
        Object.entries(index.newest).filter(([project, newestId]) => project !== projectId || newestId !== id),
      );
      index = { ...index, newest, snapshots: index.snapshots.filter((other) => other !== kept) };
      save();
      return true;
    },

    open({ projectId, snapshotId: id }) {
      const kept = find(projectId, id);
      const definitions = archived(kept);
      const payload = kept && payloadOf(kept);
      if (kept === null || definitions === null || payload === null) return null;
      const idLists = kept.listsAtMs === null ? null : new Map(kept.lists.map((list) => [list.name, membersOf(list)]));
      return { definitions, payload, idLists };
    },
  };
}

const maxDigests = 8;

function readIndex(files: ArchiveFiles): ArchiveIndex {
  const bytes = files.read(indexName);
  if (bytes === null) return structuredClone(emptyIndex);
  try {
    return ArchiveIndexSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return structuredClone(emptyIndex); // definitions are read again; older ones are lost with it
  }
}

function unpacked({ encoding }: KeptSnapshot, bytes: Uint8Array): string {
  try {
    return unpackText({ encoding, bytes });
  } catch {
    return ""; // damaged: as good as gone
  }
}

function snapshotOf(
  { projectId, source, fileName, keyId, nowMs }: DefinitionsText,
  facts: Pick<KeptSnapshot, "textHash" | "lists" | "listsAtMs" | "timeMs" | "bytes">,
): Omit<KeptSnapshot, "encoding" | "storedBytes"> {
  const id = snapshotId({ source, ...facts });
  return { id, projectId, source, fileName, keyId, readAtMs: nowMs, confirmedAtMs: nowMs, isPinned: false, ...facts };
}

/** The same for the same definitions with the same ID lists; what was read and what was opened as a file are told apart. */
function snapshotId({ source, textHash, lists, listsAtMs }: Pick<KeptSnapshot, "source" | "textHash" | "lists" | "listsAtMs">): string {
  const listStates = lists.map(({ name, file, readBytes }) => [name, file, readBytes]);
  return sha256(JSON.stringify([source === "file", textHash, listsAtMs !== null, listStates])).slice(0, 32);
}

function isSame(a: KeptSnapshot, b: KeptSnapshot): boolean {
  return a.id === b.id && a.projectId === b.projectId;
}

function asArchived(kept: KeptSnapshot, digest: DefinitionsDigest): ArchivedDefinitions {
  const { id, projectId, source, fileName, keyId, readAtMs, confirmedAtMs, bytes, lists } = kept;
  return { projectId, snapshotId: id, source, fileName, keyId, readAtMs, confirmedAtMs, bytes, digest, idLists: lists.map(listInfo) };
}

/** What the disk refused, if it did: what is in memory serves until the program ends. */
function troubleOf(keep: () => void): string | null {
  try {
    keep();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function listInfo({ name, ids, readAtMs }: KeptList): IdListInfo {
  return { name, ids, readAtMs };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
