import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { StoredDefinitions } from "../definitions/snapshot-store.ts";

export const noInfo: DefinitionsInfo = {
  source: "none",
  snapshotId: null,
  fileName: null,
  isNewest: true,
  readAtMs: null,
  confirmedAtMs: null,
  ageMs: null,
  timeMs: null,
  format: null,
  bytes: null,
  entities: { gates: 0, segments: 0, holdouts: 0, configs: 0, experiments: 0, layers: 0 },
  parameterStores: [],
  notes: [],
  idLists: [],
  snapshots: [],
  problem: null,
  nextStep: null,
};

/**
 * Describes definitions for the page. The caller adds the other snapshots and the problem. `confirmedAgeMs` is the measured age; if it is infinite, the
 * age follows from the time of day, and is unknown for definitions that are stamped in the future.
 */
export function definitionsInfo(
  { source, snapshotId, fileName, readAtMs, confirmedAtMs, bytes, digest, idLists }: StoredDefinitions,
  {
    nowMs,
    confirmedAgeMs,
    isNewest,
    notes,
  }: { readonly nowMs: number; readonly confirmedAgeMs: number; readonly isNewest: boolean; readonly notes: string[] },
): DefinitionsInfo {
  const { timeMs, format, entities, parameterStores } = digest;
  const byTimeOfDayMs = nowMs < confirmedAtMs ? null : nowMs - confirmedAtMs;
  return {
    ...noInfo,
    source,
    snapshotId,
    fileName,
    isNewest,
    readAtMs,
    confirmedAtMs,
    ageMs: Number.isFinite(confirmedAgeMs) ? confirmedAgeMs : byTimeOfDayMs,
    timeMs,
    format,
    bytes,
    entities,
    parameterStores: [...parameterStores],
    notes,
    idLists: [...idLists],
  };
}
