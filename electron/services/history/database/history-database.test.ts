import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { slotMs } from "#shared/domain/history/count-strip.ts";
import { type HistoryFilter, HistoryFilterSchema, type HistoryRow, type RequestContext } from "#shared/domain/history/history-entry.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { recordVersion } from "../../storage/version-records.ts";
import { entryToKeep, type NewEntry } from "../kept-entry.ts";
import { type HistoryCalls, type HistoryFacts, maxCounted } from "./history-calls.ts";
import { openHistoryDatabase } from "./history-database.ts";
import { historyMigrations } from "./history-schema.ts";
import type { ReadLimits } from "./range-reader.ts";

let folder: string;
let database: HistoryCalls & HistoryFacts;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-history-"));
  database = open();
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const nowMs = new Date(2026, 10, 24, 12).getTime();

const file = () => join(folder, "history.db");

interface OpenOptions {
  readonly tryFullText?: () => boolean;
  readonly limits?: ReadLimits;
}

function open(options: OpenOptions = {}): HistoryCalls & HistoryFacts {
  const { calls, facts } = openHistoryDatabase({ file: file(), nowMs: 1_700_000_000_000, ...options });
  return { ...calls, ...facts };
}

function reopen(options: OpenOptions = {}): void {
  database.close();
  database = open(options);
}

function append(id: string, context: Partial<RequestContext> = {}, exchange: Partial<Exchange> = {}) {
  return keep(createHistoryEntry(id, { context, exchange }));
}

function keep(entry: NewEntry): HistoryRow {
  const [row] = database.append([entryToKeep(entry)]);
  if (row === undefined) throw new Error("Nothing was stored.");
  return row;
}

function page(filter: Partial<HistoryFilter> = {}, beforeSeq: number | null = null, limit = 100) {
  return database.page({ filter: HistoryFilterSchema.parse(filter), beforeSeq, limit, nowMs });
}

const bytesOfFile = () => readFileSync(file()).toString("latin1").toLowerCase();

const found = (filter: Partial<HistoryFilter>) => page(filter).rows.map(({ exchangeId }) => exchangeId);

/** Adds rows without syncing each: copies of the first ten, indexed when the file is next opened. */
function copyUntil(count: number): void {
  const other = new DatabaseSync(file());
  const { facts: _, ...columns } = other.prepare("SELECT * FROM exchanges LIMIT 1").get() ?? {};
  const copied = Object.keys(columns).filter((name) => !["seq", "exchange_id", "action_id"].includes(name));
  other.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT count(*) + 1 FROM exchanges UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    INSERT INTO exchanges (exchange_id, facts, ${copied.join(", ")})
    SELECT 'e' || n, facts, ${copied.join(", ")} FROM numbers JOIN exchanges ON seq = 1 + (n - 1) % 10 ORDER BY n`);
  other.close();
  reopen();
}

describe("paging", () => {
  beforeEach(() => {
    for (let n = 1; n <= 10; n += 1) append(`e${n}`, { tier: n % 2 === 0 ? "staging" : "production", names: [`gate_${n % 5}`] });
    copyUntil(5000);
  });

  it("returns five thousand rows newest first, each once, in every page size", () => {
    for (const limit of [499, 500]) {
      const seen: string[] = [];
      let beforeSeq: number | null = null;
      for (let hasMore = true; hasMore; ) {
        const { rows, ...rest } = page({}, beforeSeq, limit);
        expect(rest).toMatchObject({ matching: 5000, total: 5000 });
        seen.push(...rows.map(({ exchangeId }) => exchangeId));
        beforeSeq = rows.at(-1)?.seq ?? null;
        hasMore = rest.hasMore;
      }
      expect(seen).toEqual(Array.from({ length: 5000 }, (_row, index) => `e${5000 - index}`));
    }
  });

  it("continues below the last row while new rows are added above it", () => {
    const first = page({}, null, 50);
    append("new", { names: ["gate_1"] });
    const second = page({}, first.rows.at(-1)?.seq ?? null, 50);
    expect(second.rows[0]?.exchangeId).toBe("e4950");
    expect(second.total).toBe(5001);
  });

  it("combines a search, filters and a start row", () => {
    const filter = { text: "gate_3 lena", tier: "staging", state: "pass", projectId: "shop", isPinned: false, isLogging: false } as const;
    const first = page(filter, null, 400);
    expect(first).toMatchObject({ hasMore: true, matching: 500, total: 5000 });
    const second = page(filter, first.rows.at(-1)?.seq ?? null, 400);
    expect([second.rows.length, second.hasMore]).toEqual([100, false]);
    expect(first.rows.every(({ name, tier }) => name === "gate_3" && tier === "staging")).toBe(true);
  });

  it("counts matching rows up to ten thousand", () => {
    copyUntil(maxCounted + 5000);
    expect(page({ text: "lena" })).toMatchObject({ matching: maxCounted, total: maxCounted + 5000 });
  });
});

describe("a row", () => {
  it("contains the request context and the outcome", () => {
    const kept = append("e1");
    expect(kept).toEqual({
      seq: 1,
      exchangeId: "e1",
      atMs: Date.UTC(2026, 10, 23, 12),
      endpoint: "check_gate",
      projectId: "shop",
      projectName: "Lumen & Loom",
      tier: "staging",
      purpose: "check",
      kind: "gate",
      name: "checkout_v2",
      nameCount: 1,
      userLabel: "Lena, Hamburg",
      state: "pass",
      word: "Pass",
      status: 200,
      elapsedMs: 77,
      isLogging: false,
      isPinned: false,
      actionId: "e1",
      tags: [],
      note: "",
    });
    expect(page().rows).toEqual([kept]);
  });

  it.each([
    ["a group by its name", [answerWith({ state: "group", groupName: "Badges" })], "Group Badges"],
    [
      "several answers by their counts",
      [answerWith({ state: "pass" }), answerWith({ state: "fail" }), answerWith({ state: "pass" })],
      "2 pass, 1 fail",
    ],
  ])("summarises %s", (_what, answers, word) => {
    expect(keep(createHistoryEntry("e1", { answers })).word).toBe(word);
  });

  it.each<[Exchange["outcome"], state: string, word: string]>([
    [{ kind: "answered", status: 200, statusText: "", headers: [], body: "", bodyBytes: 0, isCut: false }, "value", "Answered"],
    [{ kind: "answered", status: 403, statusText: "", headers: [], body: "", bodyBytes: 0, isCut: false }, "refused", "Refused"],
    [{ kind: "answered", status: 429, statusText: "", headers: [], body: "", bodyBytes: 0, isCut: false }, "slow_down", "Slow down"],
    [{ kind: "answered", status: 503, statusText: "", headers: [], body: "", bodyBytes: 0, isCut: false }, "unknown", "Unknown"],
    [{ kind: "unreachable", hop: "dns", code: "ENOTFOUND", message: "" }, "unreached", "Could not reach"],
    [{ kind: "cancelled", afterMs: 10 }, "unreached", "Cancelled"],
    [{ kind: "too_large", status: 200, headers: [], limitBytes: 1 }, "unknown", "Too large"],
    [{ kind: "not_sent", reason: "no key" }, "not_sent", "Not sent"],
  ])("without answers summarises the outcome: %j", (outcome, state, word) => {
    const entry = createHistoryEntry("e1", { context: { purpose: "definitions", names: [] }, exchange: { outcome }, answers: [] });
    expect(keep(entry)).toMatchObject({ name: "", nameCount: 0, state, word });
  });

  it("is labelled cancelled when the user cancelled the request", () => {
    const answers = [answerWith({ state: "unreached" }), answerWith({ state: "unreached" })];
    const entry = createHistoryEntry("e1", { exchange: { outcome: { kind: "cancelled", afterMs: 10 } }, answers });
    expect(keep(entry)).toMatchObject({ state: "unreached", word: "Cancelled" });
  });
});

describe("a search", () => {
  beforeEach(() => {
    append("lena");
    const asConfig = { endpoint: "get_config", url: "https://api.statsig.com/v1/get_config" } as const;
    const ada = { userID: "staff-ada", email: "ada@lumenandloom.example" };
    append("ada", { names: ["invite_friends"], tier: "production", userLabel: "Ada, staff", user: ada }, asConfig);
    const guest = { customIDs: { storeID: "store-oslo" } };
    append("mia", { names: ["shipping.rates-eu"], userLabel: "Mía", user: guest, projectName: "Warehouse" }, asConfig);
  });

  it.each([
    ["the beginning of a name", "check", ["lena"]],
    ["a whole name", "checkout_v2", ["lena"]],
    ["a part of a name", "friends", ["ada"]],
    ["two parts, the second incomplete", "shipping.ra", ["mia"]],
    ["words in any order and case", "FRIENDS staff", ["ada"]],
    ["words that must all match", "friends lena", []],
    ["a user's name without its accent", "mia", ["mia"]],
    ["a unit ID", "staff-ada", ["ada"]],
    ["another unit ID", "store-oslo", ["mia"]],
    ["an e-mail address", "ada@lumen", ["ada"]],
    ["a path", "/v1/get_config", ["mia", "ada"]],
    ["a status", "200", ["mia", "ada", "lena"]],
    ["a project", "warehouse", ["mia"]],
    ["a tier", "production", ["ada"]],
    ["an answer's word and group", "pass germany", ["mia", "ada", "lena"]],
    ["a word of the bodies", "7F5L5Geys1rk", ["mia", "ada", "lena"]],
    ["nothing for a word that occurs nowhere", "nobody", []],
    ["a quotation mark inside a word", 'check"out', []],
    ["everything for punctuation only", '* " - ( )', ["mia", "ada", "lena"]],
    ["query syntax as plain words", "lena OR ada", []],
    ["a separate star", "check *", ["lena"]],
    ["a column filter in quotes as plain words", '"text:lena"', []],
    ["a NUL between words", "lena\0checkout", ["lena"]],
  ])("finds %s", (_what, text, ids) => {
    expect(found({ text })).toEqual(ids);
  });

  it("never throws for any typed text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(...'"*^:(){}-+ANDORNEAR a\0\\%_'.split("")) })),
        (text) => {
          expect(page({ text }).total).toBe(3);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a search that takes long", () => {
  const searches = ["", "seven", "lena", "state:pass", "-seven", "gate:seven", "seven -lena", "state:fail", "checkou", "user:*u-1036"];

  /** Reads one range of ten requests a call. */
  const inParts = { limits: { maxMs: 0, foundMs: 0, firstRange: 10, firstMatches: 10 } };

  it.each(searches)("is continued until everything is read and counted: %s", (text) => {
    for (let number = 0; number < 60; number += 1) append(`x-${number}`, { names: [number % 7 === 0 ? "seven" : "checkout_v2"] });
    const filter = HistoryFilterSchema.parse({ text });
    const whole = database.actions({ filter, beforeSeq: null, limit: 100, nowMs });

    reopen(inParts);
    const found: string[] = [];
    const stops: (number | null)[] = [];
    let matching = 0;
    for (let beforeSeq: number | null = null, isFirst = true; isFirst || beforeSeq !== null; isFirst = false) {
      const part = database.actions({ filter, beforeSeq, limit: 100, nowMs });
      found.push(...part.actions.map(({ actionId }) => actionId));
      stops.push(part.searchedBackToMs);
      beforeSeq = part.nextBeforeSeq;
      if (!isFirst) continue;
      matching = part.matching;
      for (let next = part.nextToCount; next !== null; ) {
        const counted = database.count({ filter, beforeSeq: next, nowMs });
        matching += counted.matching;
        next = counted.nextBeforeSeq;
      }
    }
    expect(found).toEqual(whole.actions.map(({ actionId }) => actionId));
    expect(matching).toBe(whole.matching);
    expect(stops.at(-1)).toBeNull();
  });

  it.each(["lena", "state:pass", "-seven"])("returns a page as soon as it is found, and counts on in other calls: %s", (text) => {
    for (let number = 0; number < 60; number += 1) append(`x-${number}`);
    const filter = HistoryFilterSchema.parse({ text });
    reopen({ limits: { ...inParts.limits, maxMs: 60_000 } });
    const { actions: found, matching, nextToCount } = database.actions({ filter, beforeSeq: null, limit: 5, nowMs });
    expect({ found: found.map(({ actionId }) => actionId), matching, nextToCount }).toEqual({
      ...{ found: ["x-59", "x-58", "x-57", "x-56", "x-55"], matching: 10, nextToCount: 51 },
    });
    expect(database.count({ filter, beforeSeq: nextToCount, nowMs })).toEqual({ matching: 50, nextBeforeSeq: null });
  });

  it("says how far back it has searched", () => {
    for (let number = 0; number < 30; number += 1) append(`x-${number}`, {}, { atMs: 1_000 + number });
    reopen(inParts);
    const filter = HistoryFilterSchema.parse({ text: "state:fail" });
    expect(database.actions({ filter, beforeSeq: null, limit: 100, nowMs })).toMatchObject({ searchedBackToMs: 1_020, nextBeforeSeq: 21 });
  });
});

describe("actions", () => {
  const actions = (filter: Partial<HistoryFilter> = {}, beforeSeq: number | null = null, limit = 100) =>
    database.actions({ filter: HistoryFilterSchema.parse(filter), beforeSeq, limit, nowMs });
  const listed = (filter: Partial<HistoryFilter> = {}) =>
    actions(filter).actions.map(({ actionId, newest, requests, matching }) => [actionId, newest.exchangeId, requests, matching]);

  it("join the requests of one action, and list every other request by itself", () => {
    append("alone");
    for (let n = 1; n <= 68; n += 1) append(`all-${n}`, { actionId: "check-all", names: [`gate_${n}`], userLabel: `user ${n % 2}` });
    append("last", { actionId: "check" });
    expect(listed()).toEqual([
      ["check", "last", 1, 1],
      ["check-all", "all-68", 68, 68],
      ["alone", "alone", 1, 1],
    ]);
    expect(actions()).toMatchObject({ matching: 70, total: 70, hidden: 0, nextBeforeSeq: null });
    expect(actions().actions[1]).toMatchObject({ names: 68, users: 2, unanswered: 0, isLogging: false, isPinned: false });
  });

  it("say how many of their requests match a search, and return those", () => {
    for (let n = 1; n <= 9; n += 1) append(`e${n}`, { actionId: n < 9 ? "all" : "other", names: [`gate_${n}`] });
    expect(listed({ text: "gate_3" })).toEqual([["all", "e3", 8, 1]]);
    expect(actions({ text: "gate_3" })).toMatchObject({ matching: 1, total: 9 });
    expect(found({ text: "gate", actionId: "all" })).toEqual(["e8", "e7", "e6", "e5", "e4", "e3", "e2", "e1"]);
    expect(found({ text: "gate_3", actionId: "all" })).toEqual(["e3"]);
    expect(found({ actionId: "other" })).toEqual(["e9"]);
    expect(found({ actionId: "gone" })).toEqual([]);
  });

  it("count the duration from the first request to the end of the last one, and the requests without an answer", () => {
    append("a", { actionId: "all" }, { atMs: 1_000, timing: { phases: [], totalMs: 700, isReusedConnection: false, via: "direct" } });
    const refused = createHistoryEntry("b", {
      context: { actionId: "all" },
      exchange: { atMs: 1_200, timing: { phases: [], totalMs: 50, isReusedConnection: true, via: "direct" } },
      answers: [answerWith({ state: "refused" })],
    });
    keep(refused);
    expect(actions().actions).toMatchObject([{ startedAtMs: 1_000, elapsedMs: 700, requests: 2, unanswered: 1 }]);
  });

  it("count their users without the requests that have none", () => {
    append("rules", { actionId: "imported", userLabel: "" }, { endpoint: "get_id_lists" });
    for (const user of ["Lena", "Mia"]) append(user, { actionId: "imported", userLabel: user });
    expect(actions().actions).toMatchObject([{ requests: 3, users: 2 }]);
  });

  it("are of everything if one of their requests was, also before a check of one name", () => {
    append("all", { purpose: "everything", actionId: "support", kind: null, names: [] }, { endpoint: "initialize" });
    append("missing", { actionId: "support" });
    append("one");
    expect(actions().actions.map(({ newest, isEverything }) => [newest.exchangeId, isEverything])).toEqual([
      ["one", false],
      ["missing", true],
    ]);
  });

  it("leave out what the program requested by itself, and count it", () => {
    append("rules", { purpose: "definitions", actionId: "all" }, { endpoint: "download_config_specs" });
    append("a", { actionId: "all" });
    append("b", { actionId: "all" });
    append("poll", { purpose: "definitions" }, { endpoint: "download_config_specs" });
    const foreground = { hasBackground: false };
    expect(listed()).toEqual([
      ["poll", "poll", 1, 1],
      ["all", "b", 3, 3],
    ]);
    expect(listed(foreground)).toEqual([["all", "b", 2, 2]]);
    expect(actions(foreground)).toMatchObject({ matching: 2, total: 2, hidden: 2 });
    expect(found({ ...foreground, actionId: "all" })).toEqual(["b", "a"]);
    reopen();
    expect(actions(foreground)).toMatchObject({ total: 2, hidden: 2 });
  });

  it("are each listed once while their requests interleave, and pages continue below the last one", () => {
    for (let n = 1; n <= 300; n += 1) append(`e${n}`, { actionId: `action-${n % 100}` });
    const seen: string[] = [];
    let beforeSeq: number | null = null;
    do {
      const { actions: some, nextBeforeSeq } = actions({}, beforeSeq, 30);
      seen.push(...some.map(({ actionId }) => actionId).filter((id) => !seen.includes(id)));
      beforeSeq = nextBeforeSeq;
    } while (beforeSeq !== null);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => `action-${(300 - at) % 100}`));
  });

  it("are pinned and kept as a whole, also by requests that come later", async () => {
    for (const id of ["a", "b"]) append(id, { actionId: "all" });
    append("other");
    database.pin({ exchangeId: "a", isPinned: true });
    expect(append("c", { actionId: "all" }).isPinned).toBe(true);
    expect(actions().actions).toMatchObject([
      { actionId: "all", isPinned: true },
      { actionId: "other", isPinned: false },
    ]);
    expect(await database.clear()).toEqual({ removed: 1 });
    expect(listed()).toEqual([["all", "c", 3, 3]]);
    database.pin({ exchangeId: "c", isPinned: false });
    expect(await database.clear()).toEqual({ removed: 3 });
  });

  it("of an older version's file are its single requests", () => {
    database.close();
    const older = new DatabaseSync(file());
    older.exec("DROP INDEX exchanges_by_action; DROP INDEX exchanges_background; DROP INDEX exchanges_in_foreground");
    older.exec("DROP INDEX exchanges_by_time_and_state; DROP INDEX exchanges_by_purpose; DROP INDEX exchanges_by_status");
    older.exec("DROP INDEX exchanges_by_time; DROP INDEX exchanges_tagged; DROP INDEX exchanges_noted");
    for (const column of ["action_id", "names", "who", "tags", "note"]) older.exec(`ALTER TABLE exchanges DROP COLUMN ${column}`);
    older.exec("PRAGMA user_version = 2; PRAGMA application_id = 0");
    older.close();
    database = open();
    append("new", { actionId: "check" });
    database.close();
    const between = new DatabaseSync(file());
    between.exec("UPDATE exchanges SET action_id = NULL");
    between.close();
    database = open();
    append("newer", { actionId: "check" });
    expect(listed()).toEqual([
      ["check", "newer", 1, 1],
      ["new", "new", 1, 1],
    ]);
    expect(found({ actionId: "new" })).toEqual(["new"]);
    expect(database.pin({ exchangeId: "new", isPinned: true })).toBe(true);
    expect(actions().actions.map(({ isPinned }) => isPinned)).toEqual([false, true]);
  });
});

describe("filters", () => {
  it("select by project, tier, state, pin and logging", () => {
    append("a", { projectId: "other" });
    append("b", { tier: "production" });
    append("c", { isLogging: true });
    append("d");
    database.pin({ exchangeId: "d", isPinned: true });
    keep(createHistoryEntry("e", { answers: [answerWith({ state: "fail" })] }));
    expect(found({ projectId: "other" })).toEqual(["a"]);
    expect(found({ tier: "production" })).toEqual(["b"]);
    expect(found({ isLogging: true })).toEqual(["c"]);
    expect(found({ isPinned: true })).toEqual(["d"]);
    expect(found({ state: "fail" })).toEqual(["e"]);
    expect(found({ isPinned: false, isLogging: false, tier: "staging", projectId: "shop" })).toEqual(["e"]);
  });
});

describe("tags and notes", () => {
  const annotate = (exchangeId: string, tags: string[], note = "") => database.annotate({ exchangeId, tags, note });

  it("belong to the whole action, also to its later requests, and are kept over a restart", async () => {
    append("a1", { actionId: "a" });
    append("a2", { actionId: "a" });
    append("b");
    expect(await annotate("a2", ["ticket-42", "badges"], "No badges at checkout")).toBe(true);
    expect(await annotate("gone", ["x"])).toBe(false);
    append("a3", { actionId: "a" });
    reopen();
    const written = { tags: ["ticket-42", "badges"], note: "No badges at checkout" };
    expect(page().rows).toMatchObject([written, { tags: [], note: "" }, written, written]);
    expect(found({ text: "tag:ticket-42" })).toEqual(["a3", "a2", "a1"]);
  });

  it.each([["with full text", true] as const, ["without", false] as const])("are found %s", async (_, hasFullText) => {
    if (!hasFullText) reopen({ tryFullText: () => false });
    append("a");
    append("b");
    await annotate("a", ["ticket-42", "Größe"], "Customer wrote on Friday");
    const searches = [
      "tag:ticket*",
      "tag:größe",
      "tag:ticket",
      "-tag:ticket-42",
      "tag:*",
      "customer friday",
      "ticket-42 checkout",
      "tag:ticket-42 nothing",
    ];
    expect(searches.map((text) => found({ text }))).toEqual([["a"], ["a"], [], ["b"], ["a"], ["a"], ["a"], []]);
    await annotate("a", ["other"]);
    expect(["tag:ticket*", "customer", "ticket", "other"].map((text) => found({ text }))).toEqual([[], [], [], ["a"]]);
  });

  it("come back with a removed request, complete a search, and are none if they are damaged", async () => {
    for (const id of ["a", "b", "c"]) append(id);
    await annotate("a", ["ticket-42"], "Friday");
    await annotate("b", ["ticket-42", "badges"]);
    await annotate("c", ["checkout"]);
    database.remove({ exchangeId: "a", what: "action" });
    database.restore("a");
    expect(found({ text: "tag:ticket-42 friday" })).toEqual(["a"]);
    expect(database.values({ field: "tag", text: "", limit: 2 })).toEqual([
      { value: "ticket-42", count: 2 },
      { value: "badges", count: 1 },
    ]);
    const other = new DatabaseSync(file());
    other.exec("UPDATE exchanges SET tags = '[\"tick' WHERE exchange_id = 'b'");
    other.close();
    expect(found({ text: "tag:*" })).toEqual(["c", "a"]);
    expect(page().rows.map(({ tags }) => tags)).toEqual([["checkout"], [], ["ticket-42"]]);
    expect(database.values({ field: "tag", text: "ge", limit: 9 })).toEqual([]);
  });

  it("are given to a long action in slices, between which others are stored, and the last change wins", async () => {
    for (let n = 0; n < 450; n += 1) append(`e${n}`, { actionId: "long" });
    const first = annotate("e7", ["first"]);
    append("meanwhile", { actionId: "long" });
    const last = annotate("e7", ["last"], "Friday");
    expect(await Promise.all([first, last])).toEqual([true, true]);
    expect(["tag:first", "tag:last", "friday"].map((text) => page({ text }).matching)).toEqual([0, 451, 451]);
  });
});

it("counts per hour what a search finds, with those without an answer and without background requests", () => {
  const atMs = nowMs - 3_600_000;
  append("a", {}, { atMs });
  append("b", { names: ["dark_mode"] }, { atMs: nowMs });
  append("c", { purpose: "definitions", kind: null, names: [] }, { atMs });
  keep(createHistoryEntry("d", { exchange: { atMs }, answers: [answerWith({ state: "refused" })] }));
  const counts = (filter: Partial<HistoryFilter>) => {
    const { slots } = database.counts({ filter: HistoryFilterSchema.parse(filter), nowMs, before: null });
    return slots.map(({ slot, count, unanswered }) => [slot * slotMs, count, unanswered]).toSorted(([a = 0], [b = 0]) => a - b);
  };
  expect(counts({})).toEqual([
    [atMs, 3, 1],
    [nowMs, 1, 0],
  ]);
  expect(counts({ hasBackground: false })).toEqual([
    [atMs, 2, 1],
    [nowMs, 1, 0],
  ]);
  expect(counts({ text: "gate:dark_mode" })).toEqual([[nowMs, 1, 0]]);
  append("later", { names: ["dark_mode"] }, { atMs: nowMs + 9 * 3_600_000 });
  for (const filter of [{}, { text: "gate:dark_mode" }])
    expect(counts(filter).filter(([at = 0]) => at > nowMs)).toMatchObject([[expect.any(Number), 1, 0]]);
});

describe("pinning and clearing", () => {
  it("keeps a pin after a restart, and returns false for an entry that does not exist", () => {
    append("a");
    expect(database.pin({ exchangeId: "a", isPinned: true })).toBe(true);
    expect(database.pin({ exchangeId: "gone", isPinned: true })).toBe(false);
    reopen();
    expect(page().rows).toMatchObject([{ exchangeId: "a", isPinned: true }]);
    database.pin({ exchangeId: "a", isPinned: false });
    expect(found({ isPinned: true })).toEqual([]);
  });

  it("keeps entries with a pin, a tag or a note when the history is cleared", async () => {
    for (let n = 1; n <= 10; n += 1) append(`e${n}`);
    copyUntil(2500);
    database.pin({ exchangeId: "e7", isPinned: true });
    await database.annotate({ exchangeId: "e8", tags: ["ticket-42"], note: "" });
    await database.annotate({ exchangeId: "e9", tags: [], note: "Friday" });
    await database.annotate({ exchangeId: "e7", tags: ["ticket-42"], note: "" });
    expect(await database.clear()).toEqual({ removed: 2497 });
    expect(page()).toMatchObject({ rows: [{ exchangeId: "e9" }, { exchangeId: "e8" }, { exchangeId: "e7" }], total: 3 });
    expect(database.find("e7")?.json).toBe(JSON.stringify(createHistoryEntry("e7")));
    expect(database.stats()).toMatchObject({ entries: 3, pinned: 1, marked: 3, oldestAtMs: Date.UTC(2026, 10, 23, 12) });
  });

  it("keeps entries that are appended while it is cleared", async () => {
    for (let n = 1; n <= 10; n += 1) append(`e${n}`);
    copyUntil(2500);
    const clearing = database.clear();
    append("meanwhile");
    await clearing;
    expect(found({})).toEqual(["meanwhile"]);
  });

  it("removes cleared entries from the search and from the bytes of the file", async () => {
    append("a", { userLabel: "Zyxomma", user: { userID: "Zyxomma" }, names: ["gate_a"] });
    for (let n = 0; n < 20; n += 1) append(`e${n}`);
    database.pin({ exchangeId: "e7", isPinned: true });
    expect(await database.clear()).toEqual({ removed: 20 });
    expect(database.find("a")).toBeNull();
    expect(found({ text: "gate_a" })).toEqual([]);
    expect(found({ text: "checkout" })).toEqual(["e7"]);
    expect(bytesOfFile()).not.toContain("zyxomma");
  });

  it("removes the words of a removed entry at the next start, if the program ended before they were gone", async () => {
    for (let n = 0; n < 20; n += 1) append(`e${n}`, { userLabel: "", names: [n === 3 ? "zyxomma" : "checkout"] });
    database.close();
    // What a kill leaves after the removal's first step.
    const other = new DatabaseSync(file());
    other.exec(
      "PRAGMA secure_delete = ON; DELETE FROM words WHERE rowid = 4; DELETE FROM bodies WHERE seq = 4; DELETE FROM exchanges WHERE seq = 4",
    );
    other.close();
    expect(bytesOfFile()).toContain("zyxomma");
    database = open();
    await expect.poll(bytesOfFile, { timeout: 30_000 }).not.toContain("zyxomma");
    expect(found({ text: "checkout" })).toHaveLength(19);
  });

  it("goes on with restoring what expired at the next start, if the program ended meanwhile", async () => {
    for (let n = 1; n <= 10; n += 1) append(`e${n}`);
    copyUntil(1200);
    await database.expire({ beforeMs: nowMs + 1, maxBytes: null, keptIds: [] });
    expect(database.stats().entries).toBe(0);
    const restoring = database.restoreExpired();
    expect(database.stats().entries).toBe(500);
    reopen();
    await restoring;
    await expect.poll(() => database.stats().entries, { timeout: 30_000 }).toBe(1200);
    await expect.poll(() => readdirSync(folder), { timeout: 30_000 }).not.toContain("history-removed.db");
    reopen();
    expect(database.stats().entries).toBe(1200);
  });
});

describe("without full text", () => {
  const without = { tryFullText: () => false };

  it("finds parts of names, IDs and words, but nothing in the bodies", () => {
    reopen(without);
    append("lena");
    append("ada", { names: ["invite_friends"], userLabel: "Ada" });
    expect(database.hasFullText).toBe(false);
    expect(found({ text: "OUT_v2 lena" })).toEqual(["lena"]);
    expect(found({ text: "%" })).toEqual(["ada", "lena"]);
    expect(found({ text: "invite%friends" })).toEqual([]);
    expect(found({ text: "gateName" })).toEqual([]);
    expect(page({ text: "friends" }, 2)).toMatchObject({ rows: [], matching: 1, total: 2 });
  });

  it("indexes its entries when a host with full text opens the file", async () => {
    append("first");
    reopen(without);
    append("second", { names: ["invite_friends"] });
    append("third", { names: ["invite_friends"] });
    reopen();
    expect(found({ text: "friends" })).toEqual(["third", "second"]);
  });
});

describe("the file", () => {
  it("is not changed when a newer version wrote it, and another one is used until it is gone", () => {
    append("stored by the newer version");
    database.close();
    const newer = new DatabaseSync(file());
    newer.exec(recordVersion(99));
    newer.close();
    const before = readFileSync(file());
    database = open();
    const other = join(folder, `history-v${historyMigrations.length}.db`);
    expect(database.unused).toEqual({ kind: "newer", file: file(), to: other });
    append("stored by this version");
    reopen();
    expect(page().rows.map(({ exchangeId }) => exchangeId)).toEqual(["stored by this version"]);
    expect(readFileSync(file())).toEqual(before);
  });

  it.each([
    ["is not a database", () => Buffer.from("not a database at all, but long enough to have a header".repeat(400))],
    ["is cut off", (whole: Buffer) => whole.subarray(0, 9000)],
    ["is empty", () => Buffer.alloc(0)],
  ])("is set aside when it %s", (_what, damage) => {
    append("a");
    database.close();
    writeFileSync(file(), damage(readFileSync(file())));
    database = open();
    const to = join(folder, "history.damaged-2023-11-14T22-13-20.000Z.db");
    expect(database.unused).toEqual({
      kind: "damaged",
      file: file(),
      to,
      rows: [
        { one: "request", many: "requests", kept: 0, lost: 0 },
        { one: "full exchange", many: "full exchanges", kept: 0, lost: 0 },
      ],
    });
    expect(readdirSync(folder)).toContain("history.damaged-2023-11-14T22-13-20.000Z.db");
    expect(append("b").seq).toBe(1);
  });

  const userVersionAt = 60;
  const applicationIdAt = 68;
  it.each([
    ["its version higher", userVersionAt, 8],
    ["its version lower", userVersionAt, 0],
    ["the second record of its version higher", applicationIdAt, 8],
    ["the mark before the second record another one", applicationIdAt, 31],
  ])("is damaged, and not newer or older, when a flipped bit makes %s", (_what, at, bit) => {
    append("a");
    database.close();
    const bytes = readFileSync(file());
    bytes.writeUInt32BE((bytes.readUInt32BE(at) ^ (1 << bit)) >>> 0, at);
    writeFileSync(file(), bytes);
    database = open();
    expect(database.unused).toMatchObject({
      kind: "damaged",
      rows: [
        { one: "request", kept: 1, lost: 0 },
        { kept: 1, lost: 0 },
      ],
    });
    expect(found({})).toEqual(["a"]);
  });

  it("is damaged when a flipped bit makes the name of a column another one for its readers, and the same for SQLite", () => {
    append("a");
    database.close();
    const bytes = readFileSync(file());
    const at = bytes.indexOf("exchange_id TEXT");
    bytes.write("Exchange_id", at);
    writeFileSync(file(), bytes);
    database = open();
    expect(database.unused).toMatchObject({ kind: "damaged", rows: [{ one: "request", kept: 1, lost: 0 }, { lost: 0 }] });
    expect(found({})).toEqual(["a"]);
  });

  it("is damaged when a flipped bit makes an ID another one in the table and not in its index", () => {
    append("zyxomma");
    database.close();
    const bytes = readFileSync(file());
    const inTable = bytes.indexOf("shop", bytes.indexOf("check_gateshop"));
    const at = bytes.lastIndexOf("zyxomma", inTable);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file(), bytes);
    database = open();
    expect(database.unused).toMatchObject({ kind: "damaged", rows: [{ one: "request", kept: 1, lost: 0 }, { lost: 0 }] });
    expect(page().rows.map(({ exchangeId }) => database.find(exchangeId)?.row.exchangeId)).toEqual(["{yxomma"]);
  });

  it("of a version that recorded its version in one place is used, and has it in both afterwards", () => {
    append("a");
    database.close();
    const older = new DatabaseSync(file());
    older.exec("PRAGMA application_id = 0");
    older.close();
    database = open();
    expect(database.unused).toBeNull();
    expect(found({})).toEqual(["a"]);
    database.close();
    expect(readFileSync(file()).readUInt32BE(applicationIdAt)).toBe(0x4753_0000 + historyMigrations.length);
    database = open();
  });

  it("stores nothing of an append that fails half-way, and accepts the next one", () => {
    append("a");
    const other = new DatabaseSync(file());
    other.exec("CREATE TRIGGER no_room BEFORE INSERT ON bodies BEGIN SELECT RAISE(FAIL, 'no room'); END");
    expect(() => append("b")).toThrow("no room");
    other.exec("DROP TRIGGER no_room");
    other.close();
    append("c");
    expect(found({})).toEqual(["c", "a"]);
    expect(page({ text: "lena" })).toMatchObject({ matching: 2, total: 2 });
  });
});
