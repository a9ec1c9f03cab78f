import { formatDayAndTime } from "../text/format-time.ts";
import type { DefinitionsInfo, Snapshot } from "./definitions.ts";

/** A version of the rules by its file, or by when it was read. */
export function versionLabel({ fileName, readAtMs }: Snapshot, nowMs: number): string {
  return fileName ?? formatDayAndTime(readAtMs, nowMs);
}

/** Returns the version to compare with the newest one before the person chose: the one before it. */
export function versionBefore(definitions: DefinitionsInfo | undefined): string | null {
  return definitions?.snapshots.find(({ id, source }) => id !== definitions.snapshotId && source !== "file")?.id ?? null;
}
