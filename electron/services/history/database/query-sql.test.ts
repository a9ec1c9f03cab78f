import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { answerStates } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { HistoryFilterSchema, type RequestContext } from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery } from "#shared/domain/history/history-query.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { entryToKeep } from "../kept-entry.ts";
import type { HistoryCalls } from "./history-calls.ts";
import { openHistoryDatabase } from "./history-database.ts";
import { querySql } from "./query-sql.ts";

const nowMs = new Date(2026, 10, 24, 12).getTime();
const dayMs = 24 * 3_600_000;

let folder: string;
let calls: HistoryCalls;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-query-"));
  calls = open();
});

afterEach(() => {
  calls.close();
  rmSync(folder, { recursive: true });
});

function open(tryFullText?: () => boolean): HistoryCalls {
  return openHistoryDatabase({ file: join(folder, "history.db"), nowMs, ...(tryFullText !== undefined && { tryFullText }) }).calls;
}

function append(
  id: string,
  context: Partial<RequestContext>,
  { ageDays = 0, outcome, states = ["pass"] }: { ageDays?: number; outcome?: Exchange["outcome"]; states?: readonly AnswerState[] } = {},
) {
  const exchange = { atMs: nowMs - ageDays * dayMs, ...(outcome !== undefined && { outcome }) };
  const answers = states.map((state, at) => answerWith({ name: context.names?.[at] ?? "checkout_v2", state }));
  calls.append([entryToKeep(createHistoryEntry(id, { context, exchange, answers }))]);
}

const answered = (status: number): Exchange["outcome"] => ({
  kind: "answered",
  status,
  statusText: "",
  headers: [],
  body: "",
  bodyBytes: 0,
  isCut: false,
});

function fill(): void {
  append("lena", { names: ["checkout_v2"] }, { ageDays: 3 });
  append("ada", {
    names: ["checkout"],
    kind: "config",
    userLabel: "Ada, staff",
    user: { userID: "u-1", email: "ada@lumen.example" },
    tier: "production",
  });
  const many = Array.from({ length: 150 }, (_, at) => `a_very_long_name_of_a_gate_number_${at}`);
  append(
    "several",
    { names: ["invite", ...many, "checkout%x"], user: { userID: "u-10" }, userLabel: "Mía" },
    { states: ["pass", "no_group"], ageDays: 1 },
  );
  append("refused", { names: ["banner"], kind: "layer", projectName: "Warehouse" }, { outcome: answered(403), states: ["refused"] });
  append("unreached", { names: ["dark_mode"], isLogging: true }, { outcome: { kind: "cancelled", afterMs: 10 }, states: [] });
  append("rules", { names: [], kind: null, purpose: "definitions", userLabel: "", user: null }, { states: [] });
}

const cases: [text: string, ids: string[]][] = [
  ["gate:checkout*", ["several", "lena"]],
  ["gate:checkout_v2", ["lena"]],
  ["gate:checkout%*", ["several"]],
  ["gate:CHECKOUT_V2", ["lena"]],
  ["gate:*mode", ["unreached"]],
  ["gate:a_very_long_name_of_a_gate_number_149", ["several"]],
  ["gate:checkout* config:checkout", ["several", "ada", "lena"]],
  ["gate:* -gate:checkout*", ["unreached"]],
  ["user:u-1", ["ada"]],
  ["user:u-1*", ["unreached", "refused", "several", "ada", "lena"]],
  ["user:lena", ["unreached", "refused", "lena"]],
  ['user:"Lena, Hamburg"', ["unreached", "refused", "lena"]],
  ["user:MÍA", ["several"]],
  ["user:ada@lumen.example", ["ada"]],
  ["tier:prod*", ["ada"]],
  ["project:warehouse", ["refused"]],
  ['-project:"Lumen & Loom"', ["refused"]],
  ["state:no_group", ["several"]],
  ["state:group", []],
  ["state:pass", ["several", "ada", "lena"]],
  ["state:pass state:refused", ["refused", "several", "ada", "lena"]],
  ["state:unanswered", ["unreached", "refused"]],
  ["status:>=400", ["refused"]],
  ["status:>=200 status:<400", ["rules", "several", "ada", "lena"]],
  ["status:none", ["unreached"]],
  ["-status:200", ["unreached", "refused"]],
  ["since:today", ["rules", "unreached", "refused", "ada"]],
  ["since:yesterday until:yesterday", ["several"]],
  ["until:2d", ["lena"]],
  ["-since:yesterday", ["lena"]],
  ["since:2030-01-01", []],
  ["logged:yes", []],
  ["origin:background", ["rules"]],
  ["origin:check -user:lena", ["several", "ada"]],
  ["checkout -production", ["several", "lena"]],
  ['"lena hamburg" -banner', ["unreached", "lena"]],
  ["-hamburg -rules", ["rules", "several", "ada"]],
];

const found = (text: string, filter = {}) =>
  calls
    .page({ filter: HistoryFilterSchema.parse({ text, ...filter }), beforeSeq: null, limit: 100, nowMs })
    .rows.map(({ exchangeId }) => exchangeId);

describe("a search with fields finds", () => {
  it.each(cases)("%s", (text, ids) => {
    fill();
    expect(found(text)).toEqual(ids);
  });

  it("the same without full text", () => {
    calls.close();
    calls = open(() => false);
    fill();
    const words = /(^|\s)-?["a-z]+(\s|$)/;
    const withoutWords = cases.filter(([text]) => !words.test(text));
    expect(withoutWords.map(([text]) => [text, found(text)])).toEqual(withoutWords);
  });

  it("entries of an older version by the words of their facts", () => {
    fill();
    calls.close();
    const older = new DatabaseSync(join(folder, "history.db"));
    older.exec("UPDATE exchanges SET names = NULL, who = NULL");
    older.close();
    calls = open();
    const same = cases.filter(([text]) => !/%|149|checkout\*|MÍA|checkout -/.test(text));
    expect(same.map(([text]) => [text, found(text)])).toEqual(same);
  });

  it("what was removed and restored, also by a name beyond the limit of the facts", () => {
    fill();
    calls.remove({ exchangeId: "several", what: "request" });
    expect(found("gate:a_very_long_name_of_a_gate_number_149")).toEqual([]);
    calls.restore("several");
    expect(found("gate:a_very_long_name_of_a_gate_number_149")).toEqual(["several"]);
  });

  it("background requests that are hidden, if it names them", () => {
    fill();
    expect(found("origin:background", { hasBackground: false })).toEqual(["rules"]);
    expect(found("-status:403", { hasBackground: false })).not.toContain("rules");
  });
});

it("a beginning of many words is not read in full text beside a whole user or in the newest part, because the columns decide", () => {
  const matchOf = (text: string, isNewest = false) =>
    querySql(parseHistoryQuery(text).terms, { nowMs, hasFullText: true, expand: () => null, isNewest }).match;
  expect(matchOf("gate:checkout_gate_3* user:u-9")).toBe(matchOf("user:u-9"));
  expect(matchOf("gate:checkout_gate_3*")).not.toBeNull();
  expect(matchOf("gate:checkout_gate_3*", true)).toBeNull();
  expect(matchOf("gate:checkout_v2 user:u-*")).toBe(matchOf("gate:checkout_v2"));
});

it.each(answerStates)("state:%s is found in the counts of a request of several answers", (state) => {
  append("only others", { names: ["a", "b"] }, { states: answerStates.filter((other) => other !== state) });
  append("it too", { names: ["a", "b"] }, { states: [...answerStates.filter((other) => other !== state), state] });
  expect(found(`state:${state}`)[0]).toBe("it too");
});

it("a state is found in counts as older versions wrote them", () => {
  const { row, ...entry } = entryToKeep(createHistoryEntry("older", { context: { names: ["a", "b", "c"] } }));
  calls.append([{ ...entry, row: { ...row, word: "2 group, 1 no group" } }]);
  for (const state of ["group", "no_group"]) expect(found(`state:${state}`)).toEqual(["older"]);
});

it("values are completed from the newest requests that the list shows, the most frequent first", () => {
  fill();
  expect(calls.values({ field: "tier", text: "", limit: 10 })).toEqual([
    { value: "staging", count: 4 },
    { value: "production", count: 1 },
  ]);
  expect(calls.values({ field: "gate", text: "o", limit: 10 })).toEqual([
    { value: "checkout_v2", count: 1 },
    { value: "dark_mode", count: 1 },
  ]);
  expect(calls.values({ field: "user", text: "%", limit: 10 })).toEqual([]);
  expect(calls.values({ field: "user", text: "", limit: 10 }).map(({ value }) => value)).toEqual(["Lena, Hamburg", "Ada, staff", "Mía"]);
  expect(calls.values({ field: "user", text: "u-1", limit: 2 })).toEqual([
    { value: "u-1036", count: 3 },
    { value: "u-1", count: 1 },
  ]);
});
