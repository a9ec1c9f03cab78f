import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { caseText, readCase } from "#shared/domain/case/case-file.ts";
import type { RedactionChoice } from "#shared/domain/case/redaction.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { generatedProject } from "#tests/conformance/generators/generated-project.ts";
import { generatedUser } from "#tests/conformance/generators/generated-user.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { answeredWith, exchangeWith } from "#tests/fakes/exchange.ts";
import { definitionsJson, gateJson } from "#tests/fakes/gate-json.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { CaseToMake } from "./case-calls.ts";
import type { LoadedRules } from "./case-rules.ts";
import { changedAnswers, makeCase } from "./make-case.ts";
import { replayCase } from "./replay-case.ts";

const demo = demoProject as unknown as JsonObject;
const atMs = Date.UTC(2026, 10, 23, 12, 7, 12);
const lena = {
  userID: "u-1036",
  email: "lena@example.de",
  country: "DE",
  customIDs: { stableID: "dev-36" },
  custom: { newsletter: true, theme: "Dark", cart_items: ["lamp", "voucher"] },
  privateAttributes: { lifetime_spend: "48210 EUR in total" },
};
const rulesOf = (payload: JsonObject) => (): LoadedRules => ({ payload, idLists: new Map() });

function request(user: JsonObject, answers: CaseToMake["answers"], more: Partial<CaseToMake> = {}): CaseToMake {
  const rules = { rulesId: "demo", source: "sandbox", readAtMs: atMs, timeMs: atMs } as const;
  return {
    subjects: [{ label: "Lena", project: "Lumen & Loom", tier: "staging", user, atMs, rules }],
    ...{
      answers,
      stores: [],
      facts: [],
      name: "badges-missing",
      note: "",
      savedAtMs: atMs,
      madeWith: { gatescope: "0.1.0", engine: "test" },
    },
    ...{ choices: [], key: "ab".repeat(32), secrets: [] },
    ...more,
  };
}
const badges = { subject: 0, kind: "experiment", name: "checkout_trust_badges", answer: null, exchange: null } as const;

describe("making a case", () => {
  it("replaces IDs and addresses by tags, also in free text, and decides the same", () => {
    const because = "u-1036 (LENA@example.de) was assigned to Badges";
    const exchange = exchangeWith({ ...answeredWith(200), ...{ body: '{"note":"for u-1036"}' } } as ReturnType<typeof answeredWith>, {
      request: { headers: [["x-user", "lena%40example.de"]], body: JSON.stringify({ user: lena, gateName: "x" }), bodyBytes: 9 },
    });
    const answer = answerWith({ kind: "experiment", name: "checkout_trust_badges", because });
    const note = "Lena wrote from lena@example.de; her ID is u-1036.";
    const made = makeCase(request(lena, [{ ...badges, answer, exchange }], { note }), rulesOf(demo));
    const text = caseText(made.case);
    expect(text).not.toMatch(/u-1036|lena|dev-36|48210/i);
    expect(made.changes).toEqual([]);
    const [user = ""] = made.rows.find(({ field }) => field === "userID")?.becomes ?? [];
    expect(user).toMatch(/^user-[a-z0-9]{6}$/);
    expect(made.case.note).toContain(`her ID is ${user}`);
    expect(made.case.subjects[0]?.label).toBe(user);
    expect(readCase(text)).toEqual({ is: "case", case: made.case });
  });

  it("has the same tags for one key, and others for another", () => {
    const tagOf = (key: string) => makeCase(request(lena, [badges], { key }), rulesOf(demo)).case.subjects[0]?.user.userID;
    expect(tagOf("01".repeat(32))).toBe(tagOf("01".repeat(32)));
    expect(tagOf("01".repeat(32))).not.toBe(tagOf("02".repeat(32)));
  });

  // The ID was replaced as a saved name, which has no row of its own then: nothing could keep it, and the case could not be replayed live.
  it("keeps the ID of a user that is not saved if that is chosen, and leaves it out everywhere if that is", () => {
    const userID = JSON.stringify(["userID"]);
    const ofId = (choice: RedactionChoice) => {
      const { subjects, ...more } = request({ userID: "u-1036" }, [badges], { choices: [[userID, choice]] });
      return makeCase({ ...more, subjects: subjects.map((subject) => ({ ...subject, label: "u-1036" })) }, rulesOf(demo));
    };
    const [kept, out] = [ofId("keep"), ofId("leave_out")];
    expect(kept.case.subjects[0]).toMatchObject({ label: "u-1036", user: { userID: "u-1036" } });
    expect(kept.rows.find(({ field }) => field === "userID")?.how).toBe("keep");
    expect(JSON.stringify(out.case.subjects)).not.toContain("u-1036");
  });

  it("keeps that the rules have a field twice, for which SDKs drop the gate, in the case and in its replay", () => {
    const specs = definitionsJson({ a: gateJson([]), b: gateJson([]) }, {});
    const text = JSON.stringify(specs).replaceAll('"salt":"s"', '"salt":"s","salt":"t"');
    const read = readDefinitions(text);
    if (read.kind !== "read") throw new Error(read.kind);
    const rules = { payload: read.payload, idLists: null };
    const reading = readCase(caseText(makeCase(request(lena, [{ ...badges, kind: "gate", name: "a" }]), () => rules).case));
    if (reading.is === "refused") throw new Error(reading.because);
    const saved = reading.case;
    expect(saved.rules[0]?.doubled).toEqual([{ path: ["feature_gates", "a"], name: "salt", count: 2, isReplaced: false }]);
    expect(saved.answers[0]?.explained).toMatchObject({ state: "not_found", because: expect.stringContaining("“salt” is there twice") });
    expect(changedAnswers(saved)).toEqual([]);
    expect(replayCase(saved, rules, atMs).rows).toMatchObject([
      { result: "same", before: { state: "not_found" }, now: { state: "not_found" } },
    ]);
  });

  it("says which replaced or removed field changes the answer", () => {
    const country = JSON.stringify(["country"]);
    const made = makeCase(request(lena, [badges], { choices: [[country, "leave_out"]] }), rulesOf(demo));
    expect(made.changes).toEqual([
      {
        ...{ subject: 0, kind: "experiment", name: "checkout_trust_badges" },
        before: { state: "group", groupName: "Badges" },
        after: { state: "no_group", groupName: null },
        ...{ because: [{ id: country, field: "country" }], isPrivate: false },
      },
    ]);
  });

  it("keeps a value that a rule names, and tags those of other people there", () => {
    const gate = { subject: 0, kind: "gate", name: "autumn_holdout", answer: null, exchange: null } as const;
    const made = makeCase(request({ userID: "qa-bot" }, [gate], { choices: [[JSON.stringify(["userID"]), "keep"]] }), rulesOf(demo));
    const rules = JSON.stringify(made.case.rules);
    expect({ own: rules.includes("qa-bot"), others: rules.includes("staff-ada"), changes: made.changes }).toEqual({
      ...{ own: true, others: false },
      changes: [],
    });
  });

  it("decides as the rules do, or says that it does not, whatever is replaced", () => {
    const choice = fc.constantFrom<RedactionChoice>("replace", "keep", "leave_out");
    fc.assert(
      fc.property(generatedProject, generatedUser, fc.array(choice, { maxLength: 30 }), ({ specs }, user, chosen) => {
        const answers = preparedRules(specs)
          .listed.slice(0, 6)
          .map(({ kind, name }) => ({ ...badges, kind, name }));
        if (answers.length === 0) return;
        const rows = makeCase(request(user, answers), rulesOf(specs)).rows;
        const choices = rows.flatMap(({ id }, at): [string, RedactionChoice][] => (chosen[at] === undefined ? [] : [[id, chosen[at]]]));
        const made = makeCase(request(user, answers, { choices }), rulesOf(specs));
        const reading = readCase(caseText(made.case));
        if (reading.is === "refused") throw new Error(reading.because);
        expect(changedAnswers(reading.case).length).toBe(made.changes.length);
      }),
      { numRuns: 40 },
    );
  });

  it("never has a key or a private value, wherever it is and however it is written", () => {
    const key = fc.stringMatching(/^(secret|client|console)-[A-Za-z0-9]{30}$/);
    const written = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      encodeURIComponent,
      (text: string) => Buffer.from(text).toString("base64"),
      (text: string) => Buffer.from(text).toString("hex"),
      (text: string) => [...text].reverse().join(""),
      (text: string) => JSON.stringify(JSON.stringify(text)),
    );
    const secretValue = fc.stringMatching(/^[a-z]{4}[0-9]{8}$/);
    fc.assert(
      fc.property(key, written, secretValue, (planted, write, privateValue) => {
        const text = `a ${write(planted)} b ${privateValue}`;
        const user = { ...lena, custom: { plan: text }, privateAttributes: { code: privateValue } };
        const spec = (demo.feature_gates as JsonObject).checkout_v2 as JsonObject;
        const payload = {
          ...demo,
          feature_gates: { ...(demo.feature_gates as JsonObject), checkout_v2: { ...spec, note: text, defaultValue: { text } } },
        };
        const exchange = exchangeWith(
          { ...answeredWith(200, [["x", text]]), ...{ body: JSON.stringify({ text }) } } as ReturnType<typeof answeredWith>,
          {
            url: `https://x.example/?k=${encodeURIComponent(text)}`,
            request: { headers: [["x", text]], body: text, bodyBytes: 1 },
          },
        );
        const gate = {
          subject: 0,
          kind: "gate",
          name: "checkout_v2",
          exchange,
          answer: answerWith({ because: text, value: { text } }),
        } as const;
        const made = makeCase(
          request(user, [gate], { note: text, name: write(planted).slice(0, 150), secrets: [planted], facts: [{ title: "event", text }] }),
          rulesOf(payload),
        );
        const saved = caseText(made.case);
        const tail = planted.slice(planted.indexOf("-") + 1);
        for (const hidden of [
          tail,
          Buffer.from(planted).toString("base64").slice(0, 30),
          Buffer.from(tail).toString("hex"),
          [...tail].reverse().join(""),
          privateValue,
        ])
          expect(saved.toLowerCase()).not.toContain(hidden.toLowerCase());
      }),
      { numRuns: 40 },
    );
  });
});
