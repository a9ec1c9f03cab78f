import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCase } from "#services/cases/make-case.ts";
import { compareSubjects } from "#services/compare/compare.ts";
import { specChanges } from "#services/compare/spec-changes.ts";
import type { Subject } from "#services/compare/subject.ts";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { cautionsOn, evaluatorFor } from "#services/explain/engine/engine.ts";
import { exportHistory } from "#services/history/export-history.ts";
import { createRequestHistory, type RequestHistory } from "#services/history/history.ts";
import { type CaseStore, caseText, readCase } from "#shared/domain/case/case-file.ts";
import { customerReply } from "#shared/domain/case/customer-reply.ts";
import { codeSnippet, type SnippetLanguage, snippetLanguages } from "#shared/domain/code-snippets/code-snippets.ts";
import { describeCauses } from "#shared/domain/comparison/comparison-text.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { type HistoryExportFormat, historyExportFormats } from "#shared/domain/history/history-export.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";

/** JavaScript writes each of them otherwise; of some, an SDK gets another number. */
const numbers = [
  { number: "9007199254740993", sdkNumber: "9007199254740992" },
  { number: "174322306148984899", sdkNumber: "174322306148984900" },
  { number: "1e400", sdkNumber: "Infinity" },
  { number: "19.90", sdkNumber: null },
  { number: "1.0", sdkNumber: null },
  { number: "-0", sdkNumber: null },
  { number: "1E5", sdkNumber: null },
];

const object = (text: string) => readJson(text) as JsonObject;
const userWith = (number: string) => object(`{"userID":"u-1","custom":{"n":${number}}}`);

/** A gate for users whose `n` is `target`, and a config that returns the number. */
function rulesWith(number: string, target = `"7"`): JsonObject {
  const rule = (returnValue: string, condition: string) =>
    `{"id":"r","name":"Is n","salt":"","passPercentage":100,"returnValue":${returnValue},"conditions":[${JSON.stringify(condition)}],"idType":"userID"}`;
  const spec = (entity: string, defaultValue: string, rules: string) =>
    `{"type":"x","entity":"${entity}","salt":"s","enabled":true,"defaultValue":${defaultValue},"idType":"userID","rules":[${rules}]}`;
  return object(`{
    "has_updates":true,"time":1,"layer_configs":{},"experiment_to_layer":{},"layers":{},"id_lists":{},
    "feature_gates":{"g":${spec("feature_gate", "false", rule("true", target))}},
    "dynamic_configs":{"c":${spec("dynamic_config", "{}", rule(`{"limit":${number}}`, "all"))}},
    "condition_map":{
      ${JSON.stringify(target)}:{"type":"user_field","operator":"any","field":"n","targetValue":[${target}],"idType":"userID"},
      "all":{"type":"public","idType":"userID"}
    }
  }`);
}

function subject(user: JsonObject, rules: JsonObject): Subject {
  return { user, rules, idLists: new Map(), tier: null, targetApp: null, key: null, atMs: 0, project: null };
}

function differencesBetween(reference: Subject, compared: Subject): string[] {
  const { entities, row } = compareSubjects(reference, compared);
  return entities.map(row).flatMap(({ name, result, causes }) => (result === "same" ? [] : [`${name} differs ${describeCauses(causes)}`]));
}

function codeFor(language: SnippetLanguage, user: JsonObject): string {
  return codeSnippet(language, {
    ...{ url: "https://api.statsig.com/v1/check_gate", method: "POST", headers: [], body: { gateName: "g", user }, hosts: null },
    ...{ keyVariable: "STATSIG_SERVER_KEY", question: { kind: "gate", names: ["g"] }, keyKind: "server", isLogging: false },
  });
}

let folder: string;
let history: RequestHistory;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-digits-"));
  history = await createRequestHistory({ folder, clock: createFixedClock(), notices: createRecordedNotices() });
});
afterAll(async () => {
  await history.close();
  rmSync(folder, { recursive: true });
});

async function exported(format: HistoryExportFormat): Promise<string> {
  const parts: string[] = [];
  const input = { filter: HistoryFilterSchema.parse({}), actionIds: null, format, limit: 1 };
  for await (const part of exportHistory(history, input, { version: "1" })) parts.push(part.text);
  return parts.join("");
}

describe.each(numbers)("$number keeps its digits", ({ number, sdkNumber }) => {
  const user = userWith(number);
  const value = object(`{"limit":${number}}`);

  it("in code, which is read back as the same user, and says which number an SDK gets instead", () => {
    const wanted = snippetLanguages.map(({ id }) => ({
      ...{ id, user: JSON.stringify(user) },
      note: sdkNumber !== null && id.startsWith("sdk-") ? `// JavaScript has no number ${number}: the SDK gets ${sdkNumber}.` : undefined,
    }));
    const got = snippetLanguages.map(({ id }) => {
      const code = codeFor(id, user);
      const read = readPastedUser(code);
      return {
        ...{ id, user: read.kind === "read" ? JSON.stringify(read.candidates[0].user) : read.problem },
        note: code.split("\n").find((line) => line.includes("JavaScript has no number")),
      };
    });
    expect(got).toEqual(wanted);
  });

  it("in every export of the history", async () => {
    await history.append(
      createHistoryEntry(`e${number}`, {
        context: { user, userLabel: number },
        exchange: { request: { headers: [], body: JSON.stringify({ gateName: "g", user }), bodyBytes: 1 } },
        answers: [answerWith({ name: "c", value })],
      }),
    );
    const texts = new Map(await Promise.all(historyExportFormats.map(async (format) => [format, await exported(format)] as const)));
    const line = object(texts.get("ndjson") ?? "");
    expect({ user: JSON.stringify((line.context as JsonObject).user), answers: JSON.stringify(line.answers) }).toEqual({
      user: JSON.stringify(user),
      answers: expect.stringContaining(`"value":{"limit":${number}}`),
    });
    expect(texts.get("ndjson")).toMatch(/\}\n$/);
    expect(texts.get("har")).toContain(`\\"n\\":${number}}`);
    expect(texts.get("curl")).toContain(`"n": ${number}\n`);
    expect(texts.get("csv")).toContain(`,${number.startsWith("-") ? `'${number}` : number},`);
    expect(texts.get("markdown")).toContain(` | ${number} | `);
  });

  it("in an answer of the engine, with a caution where the native engine reads none", () => {
    const prepared = prepareDefinitions(rulesWith(number, number));
    const evaluator = evaluatorFor(prepared, user, { nowMs: 0, idLists: new Map() });
    const isUnreadable = sdkNumber === "Infinity";
    expect(JSON.stringify(evaluator.evaluate("config", "c").value)).toBe(isUnreadable ? "{}" : JSON.stringify(value));
    expect(JSON.stringify(evaluator.explain("gate", "g").trace.rules[0]?.conditions[0])).toContain(`"value":${number},`);
    expect([...cautionsOn(prepared, "gate", "g"), ...cautionsOn(prepared, "config", "c")]).toEqual(
      isUnreadable
        ? [
            "Rule 1 compares with the number 1e400, which the native engine cannot read: it compares with null. The JavaScript engine reads it, so its answer may differ.",
            "The value of rule 1 has the number 1e400, which the native engine cannot read: it gives {} instead. The JavaScript engine gives the rest of the value.",
          ]
        : [],
    );
  });

  it("in a case and in the reply that is made of it", () => {
    const rules = rulesWith(number, number);
    const answer = answerWith({ kind: "gate", name: "g", state: "fail", because: `n is ${number}, expected 7` });
    const made = makeCase(
      {
        subjects: [{ label: "Ada", project: "Shop", tier: "production", user, atMs: 0, rules: null }],
        answers: [
          { subject: 0, kind: "gate", name: "g", answer, exchange: null },
          { subject: 0, kind: "config", name: "c", answer: answerWith({ kind: "config", name: "c", value }), exchange: null },
        ],
        ...{ stores: [], facts: [], name: "n", note: "", savedAtMs: 0, madeWith: { gatescope: "0.1.0", engine: "test" } },
        ...{ choices: [[JSON.stringify(["custom", "n"]), "keep"]], key: "ab".repeat(32), secrets: [] },
      },
      () => ({ payload: rules, idLists: new Map() }),
    );
    const saved = object(caseText(made.case));
    expect(JSON.stringify(saved.subjects)).toContain(`"custom":{"n":${number}}`);
    expect(JSON.stringify(saved.answers)).toContain(`"value":{"limit":${number}}`);
    expect(readCase(caseText(made.case))).toEqual({ is: "case", case: made.case });
    const setting = { name: "limit", isPresent: true, value } as CaseStore["parameters"][number]; // what a reply has of it
    const reply = customerReply({ ...made.case, stores: [{ subject: 0, name: "s", parameters: [setting] }] }, []);
    expect(reply).toContain(`- limit: {"limit":${number}}`);
  });

  it("in the sentences of compare and diff", () => {
    const [older, newer] = [rulesWith("7"), rulesWith(number)];
    expect(differencesBetween(subject(userWith("7"), newer), subject(user, newer))).toEqual([`g differs because n is ${number}, not 7`]);
    const edit = `rule 1 “Is n”: value {"limit":7} → {"limit":${number}}`;
    expect(specChanges(older, newer).flatMap(({ clauses }) => clauses)).toEqual([edit]);
    expect(differencesBetween(subject(user, older), subject(user, newer))).toEqual([`c differs because the rules of c differ (${edit})`]);
    expect(specChanges(older, rulesWith("7", number)).flatMap(({ clauses }) => clauses)).toEqual([`rule 1 “Is n”: n 7 → n ${number}`]);
  });
});
