import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { SuiteRunProgress, SuiteRunSummary, TestRow } from "#shared/domain/expectation/suite-run.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSystemClock } from "../../hosts/shared/system-clock.ts";
import { exampleSuites } from "./example-suites.ts";
import { createSuiteHandler } from "./suite-handler.ts";
import { createSuites } from "./suite-service.ts";

const specs = new URL("../sandbox/demo/demo-specs.json", import.meta.url);
const suiteText = `# who gets the checkout
rules: { file: definitions.json }
tests:
  # the pilot
  - gate: checkout_v2
    user: { userID: u-1, country: DE }
    expect: pass   # agreed in May
    because: Germany pilot
  - gate: checkout_v2
    user: { userID: u-2, country: DE, custom: { newsletter: true } }
    expect: pass
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-suites-"));
  await writeFile(join(folder, "definitions.json"), await readFile(specs));
  await writeFile(join(folder, "checkout.yaml"), suiteText);
});
afterEach(() => rm(folder, { recursive: true }));

const project = { id: "p1", name: "Shop", kind: "statsig", defaultTier: "production", tiers: [{ name: "production" }] };

function open(
  chooseFolder: ((title: string) => Promise<string | null>) | null = null,
  its = project,
  check: () => Promise<unknown> = async () => ({ answers: [] }),
) {
  const documents = new Map<string, unknown>();
  const handler = createSuiteHandler({ elapsedMs: () => performance.now() });
  return createSuites({
    dataFolder: folder,
    settings: { read: (name) => documents.get(name), write: (name, value) => void documents.set(name, value), copyAside: () => "" },
    // Only what the suites read of a project.
    projects: { list: () => [its], require: () => its } as never,
    catalog: { current: async () => ({ current: null, problem: "Offline.", nextStep: "Go online." }), ruleNamesOf: () => new Map() },
    snapshots: { contents: async () => null, find: async () => null },
    openDefinitions: async () => ({ snapshotId: "kept" }),
    chooseFolder,
    evaluate: { check } as never, // of an evaluation only what a live run reads
    // The calls of the thread, without one.
    thread: {
      call: async (name: "load", input: never) => handler[name](input),
      async *stream(_name: "run", input: never) {
        return yield* handler.run(input);
      },
      close: async () => {},
    } as never,
    clock: createSystemClock(),
    notices: createRecordedNotices(),
  });
}

async function runAll(suites: ReturnType<typeof open>): Promise<{ rows: TestRow[]; summary: SuiteRunSummary }> {
  const rows: TestRow[] = [];
  const run = suites.run({ projectId: "p1", isLive: false });
  for (let step = await run.next(); ; step = await run.next()) {
    if (step.done) return { rows, summary: step.value };
    rows.push(...step.value.rows);
  }
}

describe("changes in the folder", () => {
  it("are told of the folder that is chosen last, also that it is removed and there again", async () => {
    const suites = open();
    const [first, second] = [join(folder, "first"), join(folder, "second")];
    await mkdir(first);
    await mkdir(second);
    await suites.choose({ projectId: "p1", path: first });
    const stop = new AbortController();
    const changes = suites.follow("p1", stop.signal);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { file } of changes) seen.push(file);
    })();
    const until = (file: string, act: () => Promise<unknown>) =>
      vi.waitFor(
        async () => {
          if (seen.includes(file)) return;
          await act();
          expect(seen).toContain(file);
        },
        { timeout: 10_000, interval: 100 },
      );
    await until("a.yaml", () => writeFile(join(first, "a.yaml"), "x"));
    await suites.choose({ projectId: "p1", path: second });
    await until("b.yaml", () => writeFile(join(second, "b.yaml"), "x"));
    await rm(second, { recursive: true });
    await until("second", async () => undefined);
    expect(await suites.folder("p1")).toMatchObject({ files: [], problem: `There is no folder or file ${second}.` });
    await mkdir(second);
    await until("c.yaml", () => writeFile(join(second, "c.yaml"), "x"));
    stop.abort();
    await reading;
  });
});

describe("the example of the sandbox", () => {
  it("is written where it is missing or empty, and what was changed in it stays", async () => {
    const example = join(folder, "example-tests");
    await mkdir(example);
    // As a full disk or a killed writer leaves it.
    await writeFile(join(example, "checkout.yaml"), "");
    await writeFile(join(example, "shop.yaml"), "tests: []\n");
    const found = await open(null, { ...project, kind: "sandbox" }).folder("p1");
    expect([found?.files.length, found?.problem]).toEqual([2, null]);
    const texts = await Promise.all(["checkout.yaml", "shop.yaml"].map((name) => readFile(join(example, name), "utf8")));
    expect(texts).toEqual([exampleSuites.find(({ name }) => name === "checkout.yaml")?.text, "tests: []\n"]);
    expect((await readdir(example)).toSorted()).toEqual(["checkout.yaml", "shop.yaml"]);
  });

  it("is written once when the screen asks for it several times at once", async () => {
    const suites = open(null, { ...project, kind: "sandbox" });
    const found = await Promise.all(Array.from({ length: 10 }, () => suites.folder("p1")));
    expect(found.map((each) => [each?.files.length, each?.problem])).toEqual(found.map(() => [exampleSuites.length, null]));
  });
});

async function chosen() {
  const suites = open();
  await suites.choose({ projectId: "p1", path: folder });
  return suites;
}
const textOf = (name = "checkout.yaml") => readFile(join(folder, name), "utf8");

describe("the suites of a folder", () => {
  it("are its suites only, and one that cannot be used does not keep the others from running", async () => {
    await writeFile(join(folder, "compose.yaml"), "services: {}\n");
    await writeFile(join(folder, "broken.yaml"), "rules: { project: Nobody }\ntests:\n  - gate: a\n    usr: b\n    expect: pass\n");
    await writeFile(join(folder, "gone.yaml"), suiteText.replace("definitions.json", "gone.json"));
    await writeFile(join(folder, "latin.yaml"), Buffer.from(`${suiteText}# J\u00fcrgen\n`, "latin1"));
    const { rows, summary } = await runAll(await chosen());
    expect(rows.map(({ file, verdict }) => [file, verdict])).toEqual([
      [join(folder, "checkout.yaml"), "wrong"],
      [join(folder, "checkout.yaml"), "as_expected"],
    ]);
    expect(summary.files).toMatchObject([
      { name: "broken.yaml", problems: [{ line: 4, column: 5, message: "unknown key “usr”; a similar key is “user”" }, { line: 3 }] },
      { name: "checkout.yaml", tests: 2, problems: [] },
      { name: "gone.yaml", problems: [{ message: expect.stringContaining("no longer exists") }] },
      { name: "latin.yaml", problems: [{ line: 0, message: expect.stringMatching(/^latin\.yaml is not UTF-8: line \d+ has/) }] },
    ]);
    expect(summary.coverage).toMatchObject([{ kind: "gate", name: "checkout_v2" }]);
  });

  it("say why a folder, rules and a project cannot be used", async () => {
    const suites = open();
    expect(await suites.folder("p1")).toBeNull();
    await expect(suites.choose({ projectId: "p1", path: join(folder, "nothing") })).rejects.toThrow("There is no folder or file");
    await writeFile(join(folder, "checkout.yaml"), suiteText.replace("file: definitions.json", "project: Shop"));
    await suites.choose({ projectId: "p1", path: folder });
    const { summary } = await runAll(suites);
    expect(summary.files[0]?.problems[0]?.message).toBe("The rules of Shop cannot be read: Offline. Go online");
  });

  it("are refused with a tier that their project does not have, which rules of a file cannot tell", async () => {
    const misspelt = suiteText.replace("    because", "    tier: producton\n    because");
    await writeFile(join(folder, "checkout.yaml"), misspelt);
    await writeFile(join(folder, "project.yaml"), misspelt.replace("file: definitions.json", "project: Shop"));
    const { summary } = await runAll(await chosen());
    const message = "Shop has no tier “producton”; its tiers are production";
    expect(summary.files).toMatchObject([
      { name: "checkout.yaml", tests: 2, problems: [] },
      { name: "project.yaml", tests: 0, problems: [{ line: 8, column: 5, message }] },
    ]);
  });
});

describe("accepting an answer", () => {
  async function preview() {
    const suites = await chosen();
    const { rows } = await runAll(suites);
    const [row] = rows;
    if (row === undefined) throw new Error("There is no row.");
    return { suites, edit: await suites.previewAccept({ projectId: "p1", file: row.file, row: row.row }) };
  }

  it("shows the changed lines, writes them, keeps comments, and can be undone", async () => {
    const { suites, edit } = await preview();
    expect(edit).toMatchObject({
      line: 7,
      lines: [
        { sign: "-", text: "    expect: pass   # agreed in May" },
        { sign: "+", text: "    expect: fail   # agreed in May" },
        { sign: "-", text: "    because: Germany pilot" },
      ],
    });
    expect(await textOf()).toBe(suiteText);
    const { version } = await suites.apply({ projectId: "p1", file: edit.file, version: edit.version });
    expect(await textOf()).toBe(suiteText.replace("expect: pass   #", "expect: fail   #").replace("    because: Germany pilot\n", ""));
    await suites.undo({ projectId: "p1", file: edit.file, version });
    expect(await textOf()).toBe(suiteText);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  /** Accepts the one wrong answer of a suite, and returns what was written and how the suite then runs. */
  async function acceptWrong(suite: string) {
    await writeFile(join(folder, "checkout.yaml"), suite);
    const suites = await chosen();
    const [row, ...others] = (await runAll(suites)).rows.filter(({ verdict }) => verdict === "wrong");
    if (row === undefined || others.length > 0) throw new Error("One row should be wrong.");
    const edit = await suites.previewAccept({ projectId: "p1", file: row.file, row: row.row });
    await suites.apply({ projectId: "p1", file: edit.file, version: edit.version });
    return (await runAll(suites)).rows.map(({ verdict }) => verdict);
  }

  it("cuts one combination out of a matrix, and the others stay as they are", async () => {
    const test = (matrix: string, expected: string) => `  - gate: checkout_v2
    user: { userID: "\${id}", country: "\${country}", custom: { newsletter: true } }
    matrix: ${matrix}
    expect: ${expected}
`;
    const suite = (tests: string) =>
      `rules: { file: definitions.json }\ntests:\n  # by country\n${tests}  - { gate: checkout_v2, user: { userID: u-3, country: JP }, expect: fail } # the end\n`;
    const verdicts = await acceptWrong(suite(test("{ country: [JP, BR, DE], id: [u-3] }", "fail")));
    expect(verdicts).toEqual(["as_expected", "as_expected", "as_expected", "as_expected"]);
    expect(await textOf()).toBe(
      suite(test("{ country: [ JP, BR ], id: [ u-3 ] }", "fail") + test("{ country: [ DE ], id: [ u-3 ] }", "pass")),
    );
  });

  it("changes one cell of a table of cases", async () => {
    const table = 'userID,country,newsletter,expect,note\r\nu-3,JP,true,fail,\r\nu-3,DE,true,fail,"a, b"\r\n';
    await writeFile(join(folder, "rows.csv"), table);
    const suite = "rules: { file: definitions.json }\ntests:\n  - gate: checkout_v2\n    cases: rows.csv\n";
    expect(await acceptWrong(suite)).toEqual(["as_expected", "as_expected"]);
    expect(await textOf("rows.csv")).toBe(table.replace("u-3,DE,true,fail", "u-3,DE,true,pass"));
  });

  it("says that an expectation of the suite is for all rows of a table", async () => {
    await writeFile(join(folder, "rows.csv"), "userID,country,newsletter\nu-3,JP,true\nu-3,DE,true\n");
    const suite = "rules: { file: definitions.json }\ntests:\n  - gate: checkout_v2\n    cases: rows.csv\n    expect: fail\n";
    await expect(acceptWrong(suite)).rejects.toThrow("for all rows of the table");
  });

  it("writes nothing when the file changed on disk since it was shown", async () => {
    const { suites, edit } = await preview();
    await writeFile(edit.file, `${suiteText}# mine\n`);
    await expect(suites.apply({ projectId: "p1", file: edit.file, version: edit.version })).rejects.toThrow("changed on disk");
    expect(await textOf()).toBe(`${suiteText}# mine\n`);
  });

  it("writes only suites of the chosen folder, also through a link", async () => {
    const suites = await chosen();
    const test = { gate: "apple_pay", user: { userID: "u-3" }, expect: "fail" };
    for (const file of ["/etc/passwd.yaml", join(folder, "..", "other.yaml"), join(folder, "checkout.sh")])
      await expect(suites.previewAdd({ projectId: "p1", file, test })).rejects.toThrow("is not in the folder");
    await symlink(join(folder, "checkout.yaml"), join(folder, "linked.yaml"));
    const edit = await suites.previewAdd({ projectId: "p1", file: join(folder, "linked.yaml"), test });
    await suites.apply({ projectId: "p1", file: edit.file, version: edit.version });
    expect(await textOf()).toBe(`${suiteText}  - gate: apple_pay\n    user: { userID: u-3 }\n    expect: fail\n`);
  });
});

describe("rules of a file", () => {
  it("have the ID lists of a folder", async () => {
    const definitions = JSON.parse(await textOf("definitions.json"));
    definitions.feature_gates.by_list = {
      ...{ type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: false, idType: "userID" },
      rules: [{ id: "r", name: "r", salt: "r", passPercentage: 100, returnValue: true, idType: "userID", conditions: ["beta"] }],
    };
    definitions.condition_map.beta = { type: "unit_id", operator: "in_segment_list", field: null, targetValue: "beta", idType: "userID" };
    await writeFile(join(folder, "definitions.json"), JSON.stringify(definitions));
    await mkdir(join(folder, "lists"));
    await writeFile(join(folder, "lists", "beta"), `+${createHash("sha256").update("u-1").digest("base64").slice(0, 8)}\n`);
    const tests =
      "tests:\n  - { gate: by_list, user: { userID: u-1 }, expect: pass }\n  - { gate: by_list, user: { userID: u-2 }, expect: fail }\n";
    await writeFile(join(folder, "checkout.yaml"), `rules: { file: definitions.json, idLists: lists }\n${tests}`);
    expect((await runAll(await chosen())).rows.map(({ verdict }) => verdict)).toEqual(["as_expected", "as_expected"]);
  });

  it("are opened for Why, and only those of a suite in the folder", async () => {
    const suites = await chosen();
    expect(await suites.openRules({ projectId: "p1", file: join(folder, "checkout.yaml") })).toEqual({
      fileName: "definitions.json",
      snapshotId: "kept",
    });
    await expect(suites.openRules({ projectId: "p1", file: "/etc/other.yaml" })).rejects.toThrow("is not in the folder");
  });
});

describe("a live run", () => {
  it("is refused before a request if it would send too many", async () => {
    const share = "tests:\n  - { gate: checkout_v2, cohort: { count: 30000 }, share: { pass: 10 % } }\n";
    await writeFile(join(folder, "checkout.yaml"), `rules: { project: Shop }\n${share}`);
    const suites = await chosen();
    expect(await suites.folder("p1")).toMatchObject({ files: [{ tests: 1, requests: 30_000 }] });
    await expect(suites.run({ projectId: "p1", isLive: true }).next()).rejects.toThrow("would ask Statsig 30,000 times");
  });
});

describe("a live run that Statsig asks to slow down", () => {
  it("says until when it waits, and that it goes on", async () => {
    await writeFile(
      join(folder, "checkout.yaml"),
      "rules: { project: Shop }\ntests:\n  - { gate: a, user: { userID: u }, expect: pass }\n",
    );
    const replies: Partial<Answer>[] = [{ state: "slow_down", retryAfterMs: 300 }];
    const suites = open(null, project, async () => ({ answers: [answerWith(replies.shift() ?? { state: "pass" })] }));
    await suites.choose({ projectId: "p1", path: folder });
    const startedAtMs = Date.now();
    const steps: SuiteRunProgress[] = [];
    for await (const step of suites.run({ projectId: "p1", isLive: true })) steps.push(step);
    expect(steps.map(({ done, rows, continuesAtMs }) => [done, rows.length, continuesAtMs === null])).toEqual([
      [0, 0, false],
      [0, 0, true],
      [1, 1, true],
    ]);
    expect(steps[0]?.continuesAtMs).toBeGreaterThanOrEqual(startedAtMs + 290);
  });
});

describe("the system's dialog", () => {
  it("chooses the folder, and nothing changes when it is cancelled", async () => {
    let answer: string | null = null;
    const suites = open(async () => answer);
    expect(await suites.chooseInDialog("p1")).toBeNull();
    expect(await suites.folder("p1")).toBeNull();
    answer = folder;
    expect(await suites.chooseInDialog("p1")).toMatchObject({ folder });
    expect(await suites.folder("p1")).toMatchObject({ folder });
  });
});

describe("a test that is added", () => {
  it("makes a suite in a folder that has none, and a second one is appended", async () => {
    await rm(join(folder, "checkout.yaml"));
    const suites = await chosen();
    for (const gate of ["a", "b"]) {
      const edit = await suites.previewAdd({ projectId: "p1", file: null, test: { gate, user: { userID: "u" }, expect: "pass" } });
      await suites.apply({ projectId: "p1", file: edit.file, version: edit.version });
    }
    expect(await textOf("targeting.yaml")).toBe(`rules: { project: Shop }
tests:
  - gate: a
    user: { userID: u }
    expect: pass
  - gate: b
    user: { userID: u }
    expect: pass
`);
  });

  it("is made for each outcome that no test reaches, with a user who gets it", async () => {
    const suites = await chosen();
    const { summary } = await runAll(suites);
    const [entity] = summary.coverage;
    if (entity === undefined) throw new Error("There is no coverage.");
    const suggestions = await suites.suggest({ projectId: "p1", file: join(folder, "checkout.yaml"), entity });
    expect(suggestions.map(({ label, test }) => [label, test?.expect, test?.because])).toEqual([
      ["rule 1 “Staff”", "pass", "Staff"],
      [expect.stringContaining("rule 2"), "fail", undefined],
      ["rule 3 “US and Canada”, inside 50 %", "pass", "US and Canada"],
      ["rule 3 “US and Canada”, outside 50 %", "fail", "US and Canada"],
    ]);
    const [, , inside] = suggestions;
    const another = { only: inside?.key ?? "", afterId: inside?.idNumber ?? 0 };
    const [next, ...others] = await suites.suggest({ projectId: "p1", file: join(folder, "checkout.yaml"), entity, ...another });
    expect(others).toEqual([]);
    expect(next).toMatchObject({ label: inside?.label, test: { expect: "pass" } });
    expect(next?.idNumber).toBeGreaterThan(another.afterId);
  });

  it("has the users that reach each outcome, and the state that it gives", async () => {
    const { summary } = await runAll(await chosen());
    expect(summary.coverage[0]?.outcomes.slice(2)).toMatchObject([
      { number: 3, title: "US and Canada", side: "inside 50 %", state: "pass", reachedBy: 0, users: [] },
      { number: 3, title: "US and Canada", side: "outside 50 %", state: "fail" },
      { number: 4, title: "Germany pilot", side: null, state: "pass", reachedBy: 1, users: ["u-2"] },
      { number: null, title: "", side: null, state: "fail", reachedBy: 1, users: ["u-1"] },
    ]);
  });

  it("is run with the edits of a draft, or says why they do not fit", async () => {
    const handler = createSuiteHandler({ elapsedMs: () => 0 });
    const text = await readFile(specs, "utf8");
    const load = (from: boolean) =>
      handler.load({ rulesId: "r", text, idLists: null, edits: [{ edit: "enabled", kind: "gate", name: "checkout_v2", from, to: !from }] });
    expect(load(true)).toEqual({ is: "loaded" });
    expect(load(false)).toMatchObject({ is: "does_not_fit" });
  });

  it("gives a file another version when it, a table of it, or its rules change, and the same one in a run and in the folder", async () => {
    const suites = open();
    await suites.choose({ projectId: "p1", path: folder });
    await writeFile(join(folder, "rates.csv"), "userID,expect\nu-1,pass\n");
    await writeFile(join(folder, "table.yaml"), "rules: { file: definitions.json }\ntests:\n  - gate: checkout_v2\n    cases: rates.csv\n");
    const versions = async () => (await suites.folder("p1"))?.files.map(({ version }) => version) ?? [];
    const ofRun = async () => {
      const run = suites.run({ projectId: "p1", isLive: false });
      for (;;) {
        const step = await run.next();
        if (step.done) return step.value.files.map(({ version }) => version);
      }
    };
    const [suite, table] = await versions();
    expect(await ofRun()).toEqual([suite, table]);
    await writeFile(join(folder, "rates.csv"), "userID,expect\nu-1,fail\n");
    const [same, changed] = await versions();
    expect([same, changed === table]).toEqual([suite, false]);
    expect(await ofRun()).toEqual([same, changed]);
    await writeFile(join(folder, "definitions.json"), "{}");
    expect((await versions()).filter((version) => version === same || version === changed)).toEqual([]);
  });
});
