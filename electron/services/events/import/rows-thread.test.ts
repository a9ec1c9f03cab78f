import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpackText } from "#services/storage/compressed.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { neverAborted } from "#tests/fakes/never-aborted.ts";
import type { Composing } from "../compose/compose.ts";
import type { Reading } from "./chunks.ts";
import type { NamedFile, PackedChunk } from "./rows-calls.ts";
import { createRowsHandler } from "./rows-handler.ts";
import { createRowsThread, type RowsThread } from "./rows-thread.ts";

const project: Project = { ...blankProject(), id: "shop", kind: "statsig", createdAtMs: 0 };
const composing: Composing = {
  project,
  keyId: null,
  tier: "staging",
  user: {},
  userLabel: "",
  nowMs: 1_800_000_000_000,
  clockAheadMs: null,
  version: "0.0.0-test",
};
const moment = { nowMs: composing.nowMs, clockAheadMs: null };
const refusalRules = { closedTiers: new Set<string>(), isStrict: false, secrets: ["secret-plantedServerKey0123456789"] };

let folder: string;
let rows: RowsThread;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-rows-"));
  rows = createRowsThread();
});
afterEach(async () => {
  await rows.close();
  rmSync(folder, { recursive: true });
});

function fileOf(text: string): NamedFile {
  const path = join(folder, "events.ndjson");
  writeFileSync(path, text);
  return { path, fileName: "events.ndjson", mapping: null };
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `{"eventName":"e${n + 1}","userID":"u"}\n`).join("");

const open = (file: NamedFile, run: Partial<Pick<Reading, "rowsPerRequest" | "rowsTaken" | "fingerprint">> = {}) =>
  rows.call("open", { file, refusalRules, composing, run: { runId: "run", rowsPerRequest: 2, rowsTaken: 0, fingerprint: "", ...run } });

async function readAll(readingId: string): Promise<PackedChunk[]> {
  const chunks: PackedChunk[] = [];
  while (chunks.at(-1)?.isReadWhole !== true) chunks.push(await rows.call("next", { readingId, moment }));
  return chunks;
}

const namesIn = ({ batch }: PackedChunk): string[] =>
  batch === null ? [] : JSON.parse(unpackText(batch.body)).events.map(({ eventName }: { eventName: string }) => eventName);

describe("a file that is read for a run", () => {
  it("is returned in batches, each with the whole body of its request", async () => {
    const chunks = await readAll(await open(fileOf(`${lines(2)}{"eventName":""}\n${lines(1)}`)));
    expect(chunks.map((chunk) => [chunk.rowsTaken, namesIn(chunk), chunk.refused.map(({ row }) => row), chunk.isReadWhole])).toEqual([
      [2, ["e1", "e2"], [], false],
      [4, ["e1"], [3], true],
    ]);
  });

  it("starts a new request before the body grows too large", async () => {
    const event = (length: number) => `${JSON.stringify({ eventName: "e", metadata: { text: "x".repeat(length) } })}\n`;
    const file = fileOf([1, 600_000, 600_000, 600_000].map(event).join(""));
    const chunks = await readAll(await open(file, { rowsPerRequest: 1000 }));
    expect(chunks.map(({ batch }) => batch?.ledgerBatch.count ?? 0)).toEqual([3, 1]);
  });

  it("continues after the taken rows, but not in another file", async () => {
    const file = fileOf(lines(5));
    const first = await rows.call("next", { readingId: await open(file), moment });
    const taken = { rowsTaken: first.rowsTaken, fingerprint: first.fingerprint };
    expect((await readAll(await open(file, taken))).flatMap(namesIn)).toEqual(["e3", "e4", "e5"]);
    const other = fileOf(lines(5).replace("e1", "E1"));
    await expect(readAll(await open(other, taken))).rejects.toThrow("events.ndjson has changed since this run started");
    const shorter = fileOf(lines(1));
    await expect(readAll(await open(shorter, taken))).rejects.toThrow("events.ndjson has changed since this run started");
  });

  it("throws NoSuchThing when the file does not exist", async () => {
    await expect(open({ path: join(folder, "gone.csv"), fileName: "gone.csv", mapping: null })).rejects.toMatchObject({ what: "file" });
  });
});

describe("a preview", () => {
  it("can be cancelled at any moment without affecting others", async () => {
    const file = fileOf(lines(100_000));
    const cancelling = new AbortController();
    const preview = rows.call("preview", { file, refusalRules, composing }, cancelling.signal);
    cancelling.abort(new Error("no longer needed"));
    await expect(preview).rejects.toThrow("no longer needed");
    expect(await rows.call("preview", { file: fileOf(lines(3)), refusalRules, composing })).toMatchObject({ rows: 3, sendable: 3 });
  });
});

describe("a thread that crashes", () => {
  it("fails its calls, and the next call starts a new thread", async () => {
    const broken = createRowsThread(new URL("data:text/javascript,throw new Error('planted')"));
    await expect(broken.call("plan", fileOf(lines(1)))).rejects.toThrow("The thread that reads files crashed: Error: planted");
    await expect(broken.call("plan", fileOf(lines(1)))).rejects.toThrow("planted");
  });

  it("leaves no reading that a new thread would continue", async () => {
    const file = fileOf(lines(4));
    const input = { file, refusalRules, composing, run: { runId: "run", rowsPerRequest: 2, rowsTaken: 0, fingerprint: "" } };
    const readingId = await createRowsHandler().open(input, neverAborted());
    const restarted = createRowsHandler();
    await restarted.open(input, neverAborted());
    await expect(restarted.next({ readingId, moment }, neverAborted())).rejects.toThrow("This file is not open.");
  });
});
