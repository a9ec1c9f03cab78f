import { randomUUID } from "node:crypto";
import { type Addressed, batchOf, type Moment } from "../compose/compose.ts";
import type { RowRules } from "./check-rows.ts";
import { type Chunk, chunksOf, likenessOf } from "./chunks.ts";
import { rowsOf } from "./file-rows/rows-of.ts";
import { planFile, previewFile, refusedAfter } from "./preview.ts";
import type { NamedFile, RefusalRules, RowsCalls } from "./rows-calls.ts";

/** `RowsCalls` with a signal that aborts when the caller no longer waits. */
export type RowsHandler = {
  readonly [Name in keyof RowsCalls]: (input: Parameters<RowsCalls[Name]>[0], signal: AbortSignal) => ReturnType<RowsCalls[Name]>;
};

interface OpenReading {
  readonly runId: string;
  readonly addressed: Addressed;
  readonly chunks: AsyncGenerator<Chunk, void>;
  readonly leaving: AbortController;
  moment: Moment;
}

/** Reads files: the work of rows-worker.ts. */
export function createRowsHandler(): RowsHandler {
  const readings = new Map<string, OpenReading>();

  return {
    async plan({ path, fileName, mapping }, signal) {
      const planned = await planFile(path, fileName, mapping);
      // A run must not stop in the middle because of what can be found now.
      for await (const rows of rowsOf(path, planned.shape, signal)) for (const _row of rows);
      return { mapping: planned.mapping, notes: planned.notes };
    },
    async preview({ file, refusalRules, composing }, signal) {
      const { shape, rules, notes } = await rulesFor(file, refusalRules);
      return previewFile({ path: file.path, shape, rules, composing, notes }, signal);
    },
    async refused({ file, refusalRules, composing, afterRow, limit }, signal) {
      const { shape, rules } = await rulesFor(file, refusalRules);
      return refusedAfter({ path: file.path, shape, rules, composing, afterRow, limit }, signal);
    },
    async likeness({ file: { path, fileName, mapping }, ...taken }, signal) {
      const planned = await planFile(path, fileName, mapping);
      return likenessOf({ ...taken, ...planned, path }, signal);
    },
    async open({ file, refusalRules, composing, run: { runId, ...run } }) {
      const { shape, rules } = await rulesFor(file, refusalRules);
      const leaving = new AbortController();
      const { path, fileName } = file;
      const reading: OpenReading = {
        runId,
        addressed: composing,
        chunks: chunksOf({ ...run, path, fileName, shape, rules, addressed: composing }, () => reading.moment, leaving.signal),
        leaving,
        moment: composing,
      };
      const readingId = randomUUID();
      readings.set(readingId, reading);
      return readingId;
    },
    async next({ readingId, moment }) {
      const reading = readings.get(readingId);
      if (reading === undefined) throw new Error("This file is not open.");
      reading.moment = moment;
      const { value } = await reading.chunks.next();
      if (value === undefined) throw new Error("This file has been read to its end.");
      const { composed, ...chunk } = value;
      const batch = composed.length === 0 ? null : await batchOf("events", composed, reading.addressed, reading.runId);
      return { ...chunk, batch };
    },
    async leave(readingId) {
      const reading = readings.get(readingId);
      readings.delete(readingId);
      reading?.leaving.abort();
      // The signal is only checked while a chunk is read: this closes the file otherwise.
      await reading?.chunks.return();
    },
  };
}

async function rulesFor({ path, fileName, mapping }: NamedFile, refusalRules: RefusalRules) {
  const planned = await planFile(path, fileName, mapping);
  const rules: RowRules = { columns: planned.shape.columns, mapping: planned.mapping, ...refusalRules };
  return { shape: planned.shape, rules, notes: planned.notes };
}
