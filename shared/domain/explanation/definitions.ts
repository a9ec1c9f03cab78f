import { z } from "zod";

/** Stored definitions of one time. */
export const SnapshotSchema = z.object({
  id: z.string(),
  /** `live`: read with the project's server secret; `sandbox`: read from the sandbox; `file`: opened by the person. */
  source: z.enum(["live", "sandbox", "file"]),
  /** The name of an opened file; else null. */
  fileName: z.string().nullable(),
  /** When they were first read. */
  readAtMs: z.int(),
  /** Statsig's time of the last change; null if the definitions lack it. */
  timeMs: z.int().nullable(),
  /** Bytes of the text before compression. */
  bytes: z.int(),
  /** Pinned snapshots are not removed to make room for newer ones. */
  isPinned: z.boolean(),
});
export type Snapshot = z.infer<typeof SnapshotSchema>;

/** Describes an ID list that segments refer to (statsig-http.md §11.2). */
export const IdListInfoSchema = z.object({
  name: z.string(),
  /** The number of IDs that were read. */
  ids: z.int(),
  readAtMs: z.int(),
});
export type IdListInfo = z.infer<typeof IdListInfoSchema>;

/** The definitions that explanations use, and their age. */
export const DefinitionsInfoSchema = z.object({
  source: z.enum(["live", "file", "sandbox", "none"]),
  /** The snapshot in use; null if there is none. */
  snapshotId: z.string().nullable(),
  fileName: z.string().nullable(),
  /** False for a snapshot that was selected by its ID and is not the project's newest. */
  isNewest: z.boolean(),
  /** When this text was downloaded. */
  readAtMs: z.int().nullable(),
  /** When Statsig last confirmed that nothing newer exists, or this text was downloaded. */
  confirmedAtMs: z.int().nullable(),
  /** Milliseconds since they were confirmed, at the time of this response; null if that is unknown, e.g. because the clock was set back. */
  ageMs: z.number().nullable(),
  /** Statsig's own time of the last change. */
  timeMs: z.int().nullable(),
  format: z.enum(["v1", "v2"]).nullable(),
  bytes: z.int().nullable(),
  /** Numbers of entities; autotunes count as experiments. */
  entities: z.object({ gates: z.int(), segments: z.int(), holdouts: z.int(), configs: z.int(), experiments: z.int(), layers: z.int() }),
  /** The names of the parameter stores, which only SDKs resolve. */
  parameterStores: z.array(z.string()),
  /** Invalid specs and other anomalies of the definitions, one sentence each. */
  notes: z.array(z.string()),
  idLists: z.array(IdListInfoSchema),
  /** The project's snapshots, newest first; at most 100. */
  snapshots: z.array(SnapshotSchema),
  /** The reason why the last read of definitions or ID lists failed, in one sentence; null if it succeeded. */
  problem: z.string().nullable(),
  /** The action with which the person can solve `problem`. */
  nextStep: z.string().nullable(),
});
export type DefinitionsInfo = z.infer<typeof DefinitionsInfoSchema>;
