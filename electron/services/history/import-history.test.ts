import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Outcome } from "#shared/domain/exchange/exchange.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import type { HistoryExportFormat } from "#shared/domain/history/history-export.ts";
import { readRecording } from "#shared/domain/history/import/read-recording.ts";
import { maxImportedCalls } from "#shared/domain/history/import/recorded-call.ts";
import "#tests/property-seed.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { gunzip } from "../file-text.ts";
import { exportHistory } from "./export-history.ts";
import { createRequestHistory, type RequestHistory } from "./history.ts";
import { createHistoryImport, type HistoryImport } from "./import-history.ts";
import { unzstd } from "./unzstd.ts";

const clock = createFixedClock(Date.UTC(2026, 10, 30));
let folder: string;
let history: RequestHistory;
let imports: HistoryImport;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-import-"));
  history = await createRequestHistory({ folder, clock, notices: createRecordedNotices() });
  imports = createHistoryImport({ history, clock, newId: randomUUID, secrets: () => ["plain-key-known-here"] });
});

afterEach(async () => {
  await history.close();
  rmSync(folder, { recursive: true });
});

async function importText(text: string) {
  async function* pieces() {
    yield text;
  }
  const { calls } = await readRecording(pieces(), { gunzip, unzstd, nowMs: clock.nowMs() });
  const { importId } = imports.begin("plain-key-known-here shop.har");
  await imports.add(importId, calls);
  return imports.finish(importId);
}

async function rows(text = "") {
  return (await history.page({ filter: HistoryFilterSchema.parse({ text }), beforeSeq: null, limit: 500 })).rows;
}

async function exported(format: HistoryExportFormat = "har"): Promise<string> {
  const parts: string[] = [];
  const input = { filter: HistoryFilterSchema.parse({}), actionIds: null, format, limit: null };
  for await (const part of exportHistory(history, input, { version: "1" })) parts.push(part.text);
  return parts.join("");
}

const recording = () => readFile(fileURLToPath(new URL("../../../tests/recordings/js-client.har", import.meta.url)), "utf8");

it("requests of the official SDK become entries of origin imported, with their times and the answers that a live response would have", async () => {
  const { imported, actionId } = await importText(await recording());
  expect(imported).toBe(3);
  expect(await rows("origin:imported")).toMatchObject([
    { endpoint: "check_gate", name: "checkout_v2", kind: "gate", state: "fail", userLabel: "u-1036", actionId, purpose: "imported" },
    { endpoint: "log_event", status: 202 },
    { endpoint: "initialize", tier: "staging", userLabel: "u-1036", word: expect.stringContaining("pass") },
  ]);
  const [check] = await rows("gate:checkout_v2");
  const entry = await history.get(check?.exchangeId ?? "");
  expect(entry.answers).toMatchObject([{ name: "checkout_v2", state: "fail", provenance: { kind: "imported" } }]);
  expect(entry.context.imported).toMatchObject({ atMs: clock.nowMs(), source: expect.stringMatching(/^[^p]+ shop\.har$/) });
  expect(new Date(entry.exchange.atMs).toISOString().slice(0, 10)).toBe("2026-11-29");
});

it.each([
  ["the request", "check_gate", { gateName: "a", user: { userID: "u-1036" } }],
  ["an event", "log_event", { events: [{ eventName: "a" }, { eventName: "b", user: { userID: "u-1036" } }] }],
  ["an exposure", "log_custom_exposure", { exposures: [{ gate: "a", user: { userID: "u-1036" } }] }],
])("a request is found by the user of %s", async (_of, endpoint, body) => {
  await importText(`fetch("https://api.statsig.com/v1/${endpoint}", ${JSON.stringify({ method: "POST", body: JSON.stringify(body) })})`);
  expect(await rows("user:u-1036")).toMatchObject([{ endpoint, userLabel: "u-1036" }]);
});

it("the same recording is imported once; removing its action removes the import, and can be undone", async () => {
  const { exchangeId } = await importText(await recording());
  expect(await importText(await recording())).toMatchObject({ imported: 0, alreadyThere: 3, exchangeId: null });
  expect(await history.remove(exchangeId ?? "", "action")).toEqual({ removed: 3 });
  expect(await rows()).toEqual([]);
  expect(await history.restore(exchangeId ?? "")).toEqual({ restored: 3 });
});

it("nothing is in the history until an import ends; a cancelled one, and one beyond the limits, leave nothing", async () => {
  async function* pieces() {
    yield 'fetch("https://api.statsig.com/v1/check_gate", {"method":"POST","body":"{\\"gateName\\":\\"a\\",\\"k\\":\\"plain-key-known-here\\"}"})';
  }
  const { calls } = await readRecording(pieces(), { gunzip, unzstd, nowMs: clock.nowMs() });
  const cancelled = imports.begin("pasted");
  await imports.add(cancelled.importId, calls);
  expect(await rows()).toEqual([]);
  await imports.cancel(cancelled.importId);
  await expect(imports.finish(cancelled.importId)).rejects.toThrow("no longer exists");

  const large = imports.begin("pasted");
  const repeated = Array.from({ length: maxImportedCalls + 1 }, () => calls).flat();
  await expect(imports.add(large.importId, repeated)).rejects.toThrow("Nothing was imported.");
  await expect(imports.finish(large.importId)).rejects.toThrow("no longer exists");
  expect(await rows()).toEqual([]);

  const twice = imports.begin("pasted");
  await imports.add(twice.importId, [...calls, ...calls]);
  expect(await imports.finish(twice.importId)).toMatchObject({ imported: 2 });
  expect(await exported()).not.toContain("plain-key-known-here");
});

it.each(["har", "ndjson"] as const)(
  "Gatescope’s own %s is imported without loss: what it exports again differs only in where it came from",
  async (format) => {
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    const changes = fc.record({
      atMs: fc.integer({ min: Date.UTC(2020, 0, 1), max: clock.nowMs() }),
      name: text.filter((name) => name !== ""),
      user: fc.record({ userID: text, custom: fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }))) }),
      outcome: fc.constantFrom("answered" as const, "cut" as const, "not_sent" as const, "timed_out" as const, "not_recorded" as const),
      body: fc.json({ maxDepth: 2 }),
      note: text,
      tags: fc.uniqueArray(fc.constantFrom("ticket-42", "badges", "é"), { maxLength: 2 }),
    });
    const all = fc.sample(changes, 60);
    for (const [at, { atMs, name, user, outcome, body, note, tags }] of all.entries()) {
      const { context, exchange, answers } = createHistoryEntry(`r-${at}`, { context: { names: [name], user } });
      const received = {
        kind: "answered",
        status: 200,
        statusText: "OK",
        headers: [] as [string, string][],
        body,
        bodyBytes: body.length,
      } as const;
      const outcomes: Record<typeof outcome, Outcome> = {
        answered: { ...received, isCut: false },
        cut: { ...received, isCut: true },
        not_sent: { kind: "not_sent", reason: "No key." },
        timed_out: { kind: "timed_out", phase: "wait", afterMs: 9 },
        not_recorded: { kind: "not_recorded" },
      };
      await history.append({ context, exchange: { ...exchange, atMs, outcome: outcomes[outcome] }, answers });
      await history.annotate(`r-${at}`, { tags, note });
    }
    const first = await exported();
    const file = await exported(format);
    // What has a tag or a note stays when the history is cleared.
    for (const at of all.keys()) await history.annotate(`r-${at}`, { tags: [], note: "" });
    await history.clear();
    expect(await importText(file)).toMatchObject({ imported: all.length, alreadyThere: 0 });
    expect(entriesOf(await exported())).toEqual(entriesOf(first));
  },
);

/** The entries of a HAR by time and ID, without what says where they came from. */
function entriesOf(har: string): unknown[] {
  const entries: OwnEntry[] = JSON.parse(har).log.entries;
  return entries
    .map(({ _gatescope: { purpose: _purpose, entry, ...about }, ...harEntry }) => {
      const { imported: _imported, purpose: _origin, actionId: _action, ...context } = entry.context;
      return { ...harEntry, about, entry: { ...entry, context } };
    })
    .toSorted((a, b) => a.entry.exchange.id.localeCompare(b.entry.exchange.id));
}

interface OwnEntry {
  _gatescope: { purpose: string; entry: { context: Record<string, unknown>; exchange: { id: string } } };
}
