import type { EditTime } from "#shared/domain/comparison/compare-request.ts";
import type { Snapshot } from "#shared/domain/explanation/definitions.ts";
import type { SnapshotStore, StoredDefinitions } from "../definitions/snapshot-store.ts";
import type { ChangedSpec } from "./compare-calls.ts";

type SnapshotName = Pick<StoredDefinitions, "projectId" | "snapshotId">;

export interface EditTimesPorts {
  readonly snapshots: Pick<SnapshotStore, "list">;
  /** For each spec: true if two snapshots have the same one. */
  readonly areEqual: (one: SnapshotName, other: SnapshotName, specs: readonly ChangedSpec[]) => Promise<boolean[]>;
}

/** So many specs get a time; the rest have none. */
const maxSpecs = 40;

/**
 * Finds when each spec was edited: the first kept snapshot that has the newer version, among those between the two. Searches by halves, so of several edits
 * it finds one: that snapshot has the newer version, and the one before it does not. A file has no place in this order, and no times.
 */
export async function findEditTimes(
  {
    subject,
    reference,
    compared,
    specs,
  }: {
    readonly subject: number;
    readonly reference: StoredDefinitions;
    readonly compared: StoredDefinitions;
    readonly specs: readonly ChangedSpec[];
  },
  { snapshots, areEqual }: EditTimesPorts,
): Promise<EditTime[]> {
  if (reference.source === "file" || compared.source === "file") return [];
  const { projectId } = reference;
  const [older, newer] = reference.readAtMs <= compared.readAtMs ? [reference, compared] : [compared, reference];
  const between = (await snapshots.list(projectId))
    .filter(({ source, readAtMs }) => source !== "file" && readAtMs >= older.readAtMs && readAtMs <= newer.readAtMs)
    .toSorted((a, b) => a.readAtMs - b.readAtMs);
  const [first, last] = [older, newer].map(({ snapshotId }) => between.findIndex(({ id }) => id === snapshotId));
  if (first === undefined || last === undefined || first < 0 || last <= first) return [];

  /** The position of the first snapshot with the newer version lies after `from`, up to `to`. */
  async function search(waiting: readonly ChangedSpec[], from: number, to: number): Promise<EditTime[]> {
    if (waiting.length === 0) return [];
    const found = between[to];
    if (to - from === 1 || found === undefined)
      return found === undefined ? [] : waiting.map(({ kind, name }) => ({ subject, of: kind, name, byMs: timeOf(found) }));
    const middle = Math.floor((from + to) / 2);
    const id = between[middle]?.id ?? "";
    const areNewer = await areEqual({ projectId, snapshotId: id }, newer, waiting);
    const [before, after] = [waiting.filter((_, at) => areNewer[at]), waiting.filter((_, at) => !areNewer[at])];
    return [...(await search(before, from, middle)), ...(await search(after, middle, to))];
  }
  return search(specs.slice(0, maxSpecs), first, last);
}

/** The last change that Statsig noted in the snapshot is at or after the edit; where it is missing, the time of reading. */
function timeOf({ timeMs, readAtMs }: Snapshot): number {
  return timeMs === null || timeMs > readAtMs ? readAtMs : timeMs;
}
