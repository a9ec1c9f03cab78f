import { z } from "zod";

/** Definitions as they were at one time, kept on this machine. */
export const SnapshotSchema = z.object({
  id: z.string(),
  /** `live` was read with the project's server secret, `sandbox` from the sandbox, `file` was opened by the person. */
  source: z.enum(["live", "sandbox", "file"]),
  /** Of a file, as it was called; null for what was read. */
  fileName: z.string().nullable(),
  /** When they were read first. */
  readAtMs: z.int(),
  /** Statsig's own time of the last change; null where the definitions do not say. */
  timeMs: z.int().nullable(),
  /** Of the definitions' text, before it was compressed. */
  bytes: z.int(),
  /** Kept even when room is made for newer ones. */
  isPinned: z.boolean(),
});
export type Snapshot = z.infer<typeof SnapshotSchema>;

/** Describes an ID list that segments refer to (statsig-http.md §11.2). */
export const IdListInfoSchema = z.object({
  name: z.string(),
  /** How many IDs are on it, as far as it was read. */
  ids: z.int(),
  readAtMs: z.int(),
});
export type IdListInfo = z.infer<typeof IdListInfoSchema>;

/** Which definitions explanations are made with, and how old they are. */
export const DefinitionsInfoSchema = z.object({
  source: z.enum(["live", "file", "sandbox", "none"]),
  /** The snapshot in use; null where there is none. */
  snapshotId: z.string().nullable(),
  fileName: z.string().nullable(),
  /** False for a snapshot that was chosen by its ID, and is not the project's newest. */
  isNewest: z.boolean(),
  /** When this text came. */
  readAtMs: z.int().nullable(),
  /** When Statsig last said that nothing newer exists, or this text came. */
  confirmedAtMs: z.int().nullable(),
  /** Milliseconds since `confirmedAtMs`, when this was answered. */
  ageMs: z.int().nullable(),
  /** Statsig's own time of the last change. */
  timeMs: z.int().nullable(),
  format: z.enum(["v1", "v2"]).nullable(),
  bytes: z.int().nullable(),
  /** How many there are of each; autotunes count as experiments. */
  entities: z.object({ gates: z.int(), segments: z.int(), holdouts: z.int(), configs: z.int(), experiments: z.int(), layers: z.int() }),
  /** Specs that cannot be used, and everything else that is odd about the text, a sentence each. */
  notes: z.array(z.string()),
  idLists: z.array(IdListInfoSchema),
  /** What is kept of this project, newest first; at most 100. */
  snapshots: z.array(SnapshotSchema),
  /** Why definitions or ID lists could not be read the last time, in one sentence; null when they could. */
  problem: z.string().nullable(),
  /** What the person can do about `problem`. */
  nextStep: z.string().nullable(),
});
export type DefinitionsInfo = z.infer<typeof DefinitionsInfoSchema>;
