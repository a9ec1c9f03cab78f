import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CohortQuestion, CohortState, CohortView } from "#shared/domain/cohort/cohort.ts";
import { answerKey, describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { maskKey } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { blankProject, hostsOn } from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { startHttpServer } from "#tests/fakes/local-servers.ts";
import { parquetUsers } from "#tests/fakes/parquet-users.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { createServices, type Services } from "../services.ts";

let folder: string;
let services: Services;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-cohorts-"));
  services = await createServices(createFakePorts(folder));
}, 60_000);
afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});

const everyone: CohortView = { filter: "", outcome: null, group: null, sort: null };
const gates = ["checkout_v2", "free_shipping_banner", "new_search_ranking"].map((name) => ({ kind: "gate" as const, name }));
const entities = [
  ...gates,
  { kind: "config" as const, name: "shipping_rates" },
  { kind: "config" as const, name: "checkout_trust_badges" },
];
const question = (source: CohortQuestion["source"], others: Partial<CohortQuestion> = {}): CohortQuestion => ({
  ...{ projectId: sandboxProjectId, tier: "production", snapshotId: null, source, entities },
  ...others,
});

const countries = ["DE", "US", "GB", "FR", "CA"];
const csvOf = (users: number) =>
  [
    "customer_id,country,newsletter,store,private.spend",
    ...Array.from({ length: users }, (_, n) => `u-${n},${countries[n % 5]},${n % 3 === 0},${n % 7 === 0 ? "" : `store-${n % 40}`},${n}`),
  ].join("\n");

async function upload(fileName: string, text: string): Promise<string> {
  const { fileId } = await services.cohorts.files.begin(fileName);
  await services.cohorts.files.chunk({ fileId, content: text });
  return fileId;
}

async function settled({ cohortId }: CohortState): Promise<CohortState> {
  let last: CohortState | null = null;
  for await (const state of services.cohorts.follow(cohortId)) last = state;
  if (last === null) throw new Error("There was no state.");
  return last;
}

async function checkFile(text: string, fileName = "customers.csv"): Promise<CohortState> {
  const fileId = await upload(fileName, text);
  return settled(await services.cohorts.start(question({ kind: "file", fileId, fileName, mapping: null })));
}

/** A user as text, with its fields in the order of their names. */
function inOrder(value: JsonValue): string {
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${name}: ${inOrder(member)}`).join()}}`;
}

describe("a cohort from a file", () => {
  it("answers as the engine answers each user alone, and adds up to all users", async () => {
    const state = await checkFile(csvOf(3_000));
    expect(state).toMatchObject({ phase: "done", users: 3_000, total: 3_000, unreadableRows: 0, hasPrivate: true, problem: null });
    for (const { outcomes } of state.shares) expect(outcomes.reduce((sum, { users }) => sum + users, 0)).toBe(3_000);
    const { rows, matching } = await services.cohorts.rows({ cohortId: state.cohortId, view: everyone, from: 1_234, count: 20 });
    expect(matching).toBe(3_000);
    expect(state.columns.map(({ path }) => path)).toEqual(["userID", "customIDs.storeID", "country", "custom.newsletter"]);
    for (const { row, cells, codes } of rows) {
      expect(cells[0]).toBe(`u-${row}`);
      const { user } = await services.cohorts.user({ cohortId: state.cohortId, row });
      const reasons = await services.explain.reasons({
        ...{ projectId: sandboxProjectId, tier: "production", snapshotId: state.snapshotId, user },
        of: gates,
      });
      expect(codes.slice(0, 3).map((code, entity) => state.shares[entity]?.outcomes[code]?.state)).toEqual(
        reasons.map((reason) => reason.state),
      );
    }
  });

  it("filters, sorts and groups", async () => {
    const state = await checkFile(csvOf(700));
    const { cohortId } = state;
    const passes = state.shares[1]?.outcomes.flatMap(({ state: answer }, code) => (answer === "pass" ? [code] : [])) ?? [];
    const passing = await services.cohorts.rows({
      cohortId,
      view: { ...everyone, outcome: { entity: 1, codes: passes } },
      from: 0,
      count: 500,
    });
    expect(passing.matching).toBe(
      state.shares[1]?.outcomes.reduce((sum, { state: answer, users }) => sum + (answer === "pass" ? users : 0), 0),
    );
    const found = await services.cohorts.rows({ cohortId, view: { ...everyone, filter: "U-69" }, from: 0, count: 50 });
    expect(found.rows.map(({ cells }) => cells[0])).toEqual(["u-69", ...Array.from({ length: 10 }, (_, n) => `u-69${n}`)]);
    const fields = await services.cohorts.rows({ cohortId, view: { ...everyone, filter: "country" }, from: 0, count: 50 });
    expect(fields.matching).toBe(0);
    const sorted = await services.cohorts.rows({
      cohortId,
      view: { ...everyone, sort: { by: { path: "country" }, isDescending: true } },
      from: 0,
      count: 2,
    });
    expect(sorted.rows.map(({ cells }) => cells[2])).toEqual(["US", "US"]);
    const groups = await services.cohorts.groups({ cohortId, path: "country", view: everyone });
    expect(groups.map(({ value, users }) => [value, users])).toEqual(countries.map((country) => [country, 140]));
    for (const [entity, { outcomes }] of state.shares.entries())
      for (const [code, { users }] of outcomes.entries())
        expect(groups.reduce((sum, { counts }) => sum + (counts[entity]?.[code] ?? 0), 0)).toBe(users);
  });

  it("counts users without the unit ID apart, and judges a percentage over distinct units", async () => {
    const state = await checkFile(csvOf(3_000));
    const search = state.shares[2];
    expect(search?.unit).toBe("storeID");
    expect(search?.withoutUnit).toBe(3_000 - 6 * Math.floor(3_000 / 7) - (3_000 % 7) + 1);
    expect(search?.splits[0]).toMatchObject({ kind: "percentage", unit: "storeID" });
    expect(search?.splits[0]?.units).toBeLessThanOrEqual(40);
    expect(search?.splits[0]?.users).toBe(3_000 - (search?.withoutUnit ?? 0));
    expect(state.shares[4]?.splits.map(({ kind }) => kind)).toContain("groups");
  });

  it("keeps private attributes out of everything stored", async () => {
    const state = await checkFile(csvOf(50));
    const { user } = await services.cohorts.user({ cohortId: state.cohortId, row: 7 });
    expect(user).toEqual({ userID: "u-7", country: "GB", custom: { newsletter: false } });
    let text = "";
    for await (const part of services.cohorts.exportText({ cohortId: state.cohortId, format: "ndjson" })) text += part.text;
    expect(text).not.toContain("spend");
  });

  it("masks keys in the stored columns, too", async () => {
    const key = "secret-Qw7eRt9yUi3oPa5sDf1gHj";
    const { cohortId } = await checkFile(`userID,note\nu-1,${key}\nu-2,none\n`, `${key}.csv`);
    const named = await services.cohorts.save({ cohortId, name: `Users of ${key}` });
    expect([named.name, named.sourceText].join("\n")).not.toContain(key);
    expect(named.question.source).toMatchObject({ fileName: `${maskKey(key)}.csv` });
    let text = "";
    for await (const part of services.cohorts.exportText({ cohortId, format: "csv" })) text += part.text;
    expect(text).toContain(`u-1,${maskKey(key)},`);
    expect(text).not.toContain(key);
  });

  it.each(["csv", "ndjson"] as const)(
    "ends an export as %s with an error when the cohort is removed meanwhile, instead of leaving users out",
    async (format) => {
      const { cohortId } = await checkFile(csvOf(40_000));
      const pieces = services.cohorts.exportText({ cohortId, format });
      await pieces.next();
      await services.cohorts.remove(cohortId);
      const rest = async () => {
        for await (const _piece of pieces);
      };
      await expect(rest()).rejects.toThrow("This cohort no longer exists.");
    },
  );

  it.each(["csv", "ndjson"] as const)("says how far an export as %s is, and ends it when it is cancelled", async (format) => {
    const { cohortId } = await checkFile(csvOf(12_000));
    const done: number[] = [];
    for await (const part of services.cohorts.exportText({ cohortId, format })) done.push(part.done);
    expect([done.at(-1), done.length > 2, done.toSorted((one, other) => one - other)]).toEqual([12_000, true, done]);
    const abort = new AbortController();
    const cancelled: number[] = [];
    const reading = async () => {
      for await (const part of services.cohorts.exportText({ cohortId, format }, abort.signal)) {
        cancelled.push(part.done);
        if (cancelled.length === 2) abort.abort();
      }
    };
    await expect(reading()).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
    expect(cancelled).toEqual(done.slice(0, 2));
  });

  it("exports the answers of every user, also of a column in which each value occurs once", async () => {
    const { cohortId, users, shares } = await checkFile(csvOf(12_000));
    let text = "";
    for await (const part of services.cohorts.exportText({ cohortId, format: "csv" })) text += part.text;
    const [head = "", ...lines] = text.trimEnd().split("\r\n");
    expect([lines.length, head]).toEqual([
      users,
      ["userID", "customIDs.storeID", "country", "newsletter", ...shares.map(({ name }) => name)].join(),
    ]);
    expect(lines.map((line) => line.split(",")[0])).toEqual(Array.from({ length: users }, (_, n) => `u-${n}`));
    const { rows } = await services.cohorts.rows({ cohortId, view: everyone, from: 11_900, count: 100 });
    expect(lines.slice(-100).map((line) => line.split(",")[4])).toEqual(
      rows.map(({ codes }) => describeOutcome(shares[0]?.outcomes[codes[0] ?? 0] ?? never())),
    );
  });

  /** Checks the users of a file, exports them as CSV, and checks that file. Returns the users of both, and the export. */
  async function exportedAgain(text: string, fileName?: string) {
    const usersOf = async (state: CohortState) => {
      const { rows } = await services.cohorts.rows({ cohortId: state.cohortId, view: everyone, from: 0, count: 100 });
      const found = rows.map(async ({ row }) => (await services.cohorts.user({ cohortId: state.cohortId, row })).user);
      return Promise.all(found);
    };
    const first = await checkFile(text, fileName);
    let csv = "";
    for await (const part of services.cohorts.exportText({ cohortId: first.cohortId, format: "csv" })) csv += part.text;
    const answers = new Set(first.shares.map(({ name }) => `custom.${name}`));
    const fileId = await upload("again.csv", csv);
    const preview = await services.cohorts.files.preview({
      ...{ fileId, projectId: sandboxProjectId, snapshotId: null },
      mapping: null,
      find: "",
    });
    const mapping = preview.mapping.map((mapped) => (answers.has(mapped.to ?? "") ? { ...mapped, to: null } : mapped));
    const second = await settled(await services.cohorts.start(question({ kind: "file", fileId, fileName: "again.csv", mapping })));
    return { users: await usersOf(first), again: await usersOf(second), csv };
  }

  it("exports users as CSV that gives the same users again, type for type and digit for digit", async () => {
    const users = [
      {
        userID: "007",
        email: "-x@example.com",
        country: "DE",
        customIDs: { storeID: "42", accountKey: "1e400" },
        statsigEnvironment: { tier: "staging" },
        custom: {
          code: "42",
          flag: "true",
          quoted: '"x"',
          formula: "=1+1",
          dash: "-5",
          guarded: "'=1",
          store: "s",
          userID: "other",
          line: "a\r\nb",
        },
      },
      { userID: "u-2", custom: { code: 42, flag: true, big: 12_345_678_901, negative: -0.5, late: "only here" } },
    ];
    const exact = '{"userID":"u-3","custom":{"big":31415926535897932384,"price":1.10,"tiny":-1e-400}}';
    const text = [...users.map((user) => JSON.stringify(user)), exact].join("\n");
    const { users: read, again, csv } = await exportedAgain(text, "customers.ndjson");
    expect(again.map(inOrder)).toEqual(read.map(inOrder));
    expect(csv).toContain("31415926535897932384");
    expect(csv).toContain('"""42"""');
  });

  it("exports users as Parquet that gives the same users and answers again, digit for digit", async () => {
    const long = "é".repeat(200_000);
    const users = [
      { userID: "007", country: "DE", customIDs: { storeID: "42" }, custom: { code: "42", flag: true, count: 1, mixed: "7", note: long } },
      { userID: "u-2", custom: { flag: false, count: 9_007_199_254_740_993n.toString(), mixed: 7, list: [1, { a: "x" }], ratio: 0.1 } },
    ];
    const exact =
      '{"userID":"u-3","custom":{"account":9223372036854775807,"price":1.10,"big":31415926535897932384,"mixed":[1.0],"half":"\\ud800"}}';
    const state = await checkFile([...users.map((user) => JSON.stringify(user)), exact].join("\n"), "customers.ndjson");
    const parts: Buffer[] = [];
    for await (const { text } of services.cohorts.exportText({ cohortId: state.cohortId, format: "parquet" }))
      parts.push(Buffer.from(text, "base64"));
    const { fileId } = await services.cohorts.files.begin("again.parquet");
    await services.cohorts.files.chunk({ fileId, content: Buffer.concat(parts) });
    const preview = await services.cohorts.files.preview({
      ...{ fileId, projectId: sandboxProjectId, snapshotId: null },
      mapping: null,
      find: "",
    });
    const answers = new Set(state.shares.map(({ name }) => name));
    const read = await Promise.all([0, 1, 2].map(async (row) => (await services.cohorts.user({ cohortId: state.cohortId, row })).user));
    const again = preview.users.map(({ custom, ...user }) => ({
      ...user,
      custom: Object.fromEntries(
        Object.entries(isJsonObject(custom ?? null) ? (custom as object) : {}).filter(([name]) => !answers.has(name)),
      ),
    }));
    expect(again.map((user) => inOrder(user as JsonValue))).toEqual(read.map(inOrder));
    const { rows } = await services.cohorts.rows({ cohortId: state.cohortId, view: everyone, from: 0, count: 3 });
    expect(preview.users.map(({ custom }) => state.shares.map(({ name }) => (custom as Record<string, unknown>)[name]))).toEqual(
      rows.map(({ codes }) => codes.map((code, entity) => describeOutcome(state.shares[entity]?.outcomes[code] ?? never()))),
    );
  });

  it("exports every column of a file, however many there are", async () => {
    const columns = Array.from({ length: 150 }, (_, n) => `field_${n}`);
    const text = `userID,${columns.join()}\nu-1,${columns.map((_, n) => `v-${n}`).join()}\n`;
    const { users, again, csv } = await exportedAgain(text);
    expect(Object.keys(users[0]?.custom ?? {})).toHaveLength(150);
    expect(again).toEqual(users);
    for (const [n, column] of columns.entries()) {
      expect(csv).toContain(`,${column},`);
      expect(csv).toContain(`,v-${n},`);
    }
  });

  it("says which rows cannot be read, and evaluates the others", async () => {
    const state = await checkFile("userID,country\nu-1,DE\nu-2\nu-3,US,more\n\nu-4,GB");
    expect(state).toMatchObject({ phase: "done", users: 2, unreadableRows: 2 });
    expect(state.unreadable.map(({ row }) => row)).toEqual([2, 3]);
    expect(state.unreadable[0]?.reason).toContain("It has 1 column, the first row has 2");
  });

  it("counts the numbers with a comma, which rules read as texts", async () => {
    const fileId = await upload("customers.csv", "userID;spend;tags\nu-1;12,50;a,b\nu-2;1200;1,2,3\nu-3;-3,5;\n");
    const { columns } = await services.cohorts.files.preview({
      projectId: sandboxProjectId,
      snapshotId: null,
      fileId,
      mapping: null,
      find: "",
    });
    expect(columns.map(({ column, commas }) => [column, commas])).toEqual([
      ["userID", 0],
      ["spend", 2],
      ["tags", 0],
    ]);
  });

  it("refuses files without users, with a sentence", async () => {
    await expect(checkFile("")).rejects.toThrow("customers.csv is empty.");
    await expect(checkFile("userID,country,country\nu-1,DE,US\n")).rejects.toThrow(
      "customers.csv has two columns “country”: column 2 and column 3. Rename or remove one of them.",
    );
    expect(await checkFile("userID,country\n")).toMatchObject({
      phase: "failed",
      problem: "There are no users in this file. Choose another one.",
    });
    await expect(checkFile("[]", "users.json")).rejects.toThrow("has no row that is a user");
    await expect(checkFile(`userID\n"${"x".repeat(1_100_000)}`)).resolves.toMatchObject({ phase: "failed" });
  });

  it("reads the same users from CSV, TSV, JSON and NDJSON", async () => {
    const users = Array.from({ length: 30 }, (_, n) => ({ userID: `u-${n}`, country: countries[n % 5] }));
    const files = {
      "a.csv": ["userID,country", ...users.map((user) => `${user.userID},${user.country}`)].join("\r\n"),
      "a.tsv": ["userID\tcountry", ...users.map((user) => `${user.userID}\t"${user.country}"`)].join("\n"),
      "a.json": JSON.stringify(users, null, 2),
      "a.ndjson": users.map((user) => JSON.stringify(user)).join("\n"),
    };
    const answers: unknown[] = [];
    // One after the other, because only the newest unnamed cohorts are kept.
    for (const [fileName, text] of Object.entries(files)) {
      const { cohortId, shares } = await checkFile(text, fileName);
      const { rows } = await services.cohorts.rows({ cohortId, view: everyone, from: 0, count: 50 });
      expect(rows).toHaveLength(30);
      answers.push(
        rows.map(({ cells, codes }) => [cells, codes.map((code, entity) => describeOutcome(shares[entity]?.outcomes[code] ?? never()))]),
      );
    }
    for (const each of answers.slice(1)) expect(each).toEqual(answers[0]);
  });
});

describe("a Parquet file", () => {
  it("becomes users, with the digits of 64-bit integers, whatever its name is", async () => {
    const { fileId } = await services.cohorts.files.begin("users.bin");
    await services.cohorts.files.chunk({ fileId, content: parquetUsers });
    const preview = await services.cohorts.files.preview({
      fileId,
      snapshotId: null,
      mapping: null,
      find: "",
      projectId: sandboxProjectId,
    });
    expect(preview).toMatchObject({ format: "parquet", rows: 3, unreadableRows: 0 });
    const found = await services.cohorts.files.preview({
      fileId: preview.fileId,
      snapshotId: null,
      mapping: null,
      find: "u-2",
      projectId: sandboxProjectId,
    });
    expect(found).toMatchObject({ rows: 3, users: [{ userID: "u-2" }] });
    expect(JSON.stringify(preview.users[0])).toBe(
      '{"userID":"u-1","country":"DE","custom":{"account":174322306148984899,"newsletter":true}}',
    );
    const source = { kind: "file", fileId: preview.fileId, fileName: "users.bin", mapping: preview.mapping } as const;
    expect(await settled(await services.cohorts.start(question(source)))).toMatchObject({ phase: "done", users: 3 });
  });

  it("is refused with a sentence when it is cut off", async () => {
    const { fileId } = await services.cohorts.files.begin("users.parquet");
    await services.cohorts.files.chunk({ fileId, content: parquetUsers.subarray(0, 300) });
    await expect(
      services.cohorts.files.preview({ fileId, snapshotId: null, mapping: null, find: "", projectId: sandboxProjectId }),
    ).rejects.toThrow("users.parquet is no Parquet file that can be read");
  });
});

describe("cohorts that are made up", () => {
  it("checks every combination, and refuses too many", async () => {
    const fields = [
      { path: "country", values: ["DE", "US"], isAbsentToo: true },
      { path: "custom.newsletter", values: [true, false], isAbsentToo: false },
    ];
    const state = await settled(
      await services.cohorts.start(question({ kind: "combinations", base: { userID: "u-1" }, fields, isIdNew: false })),
    );
    expect(state).toMatchObject({ phase: "done", users: 6, sourceText: "6 combinations" });
    const many = Array.from({ length: 9 }, (_, at) => ({
      path: `custom.f${at}`,
      values: Array.from({ length: 10 }, (_each, n) => n),
      isAbsentToo: false,
    }));
    await expect(services.cohorts.start(question({ kind: "combinations", base: {}, fields: many, isIdNew: false }))).rejects.toThrow(
      "1,000,000,000 users are too many: at most 100,000 combinations are checked.",
    );
  });

  it("shows the answers of the first users before a check, and stores nothing", async () => {
    const fields = [
      { path: "country", values: ["DE", "US"], isAbsentToo: true },
      { path: "custom.newsletter", values: [true, false], isAbsentToo: false },
    ];
    const source = { kind: "combinations", base: { userID: "u-1" }, fields, isIdNew: false } as const;
    const before = (await services.cohorts.list()).map(({ cohortId }) => cohortId);
    const first = await services.cohorts.firstAnswers(question(source));
    // Older cohorts may be removed meanwhile.
    for (const { cohortId } of await services.cohorts.list()) expect(before).toContain(cohortId);
    const { cohortId, shares } = await settled(await services.cohorts.start(question(source)));
    const { rows } = await services.cohorts.rows({ cohortId, view: everyone, from: 0, count: 100 });
    const looks = rows.map(({ codes }) => codes.map((code, entity) => answerKey(shares[entity]?.outcomes[code] ?? never())).join());
    expect(first).toMatchObject({ users: 6, results: new Set(looks).size });
    expect(first.codes).toEqual(rows.map(({ codes }) => codes));
    const many = await services.cohorts.firstAnswers(
      question({ kind: "new_ids", count: 1_000_000, path: "userID", pattern: "new-{n}", base: {} }),
    );
    expect([many.users, many.codes.length]).toEqual([2_000, 100]);
  });

  it("makes one user for every outcome of a gate, and each gets it", async () => {
    const entity = { kind: "gate" as const, name: "checkout_v2" };
    const outcomes = await services.cohorts.outcomes({ projectId: sandboxProjectId, tier: "production", snapshotId: null, entity });
    expect(outcomes.filter(({ user }) => user === null).map(({ label, reason }) => [label, reason])).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(3);
    const state = await settled(await services.cohorts.start(question({ kind: "outcomes", entity }, { entities: [entity] })));
    expect(state.users).toBe(outcomes.length);
    expect(new Set(state.shares[0]?.outcomes.map(({ ruleId, decidedBy }) => `${ruleId} ${decidedBy}`)).size).toBe(outcomes.length);
  });

  it.each([
    { kind: "config", name: "checkout_button_color" },
    { kind: "config", name: "checkout_trust_badges" },
    { kind: "config", name: "hero_image_test" },
    { kind: "config", name: "pdp_recommendations" },
    { kind: "layer", name: "checkout_layer" },
    { kind: "gate", name: "segment:staff" },
    { kind: "gate", name: "autumn_holdout" },
  ] as const)(
    "makes one user for every outcome of $name: groups, overrides of an ID, and the units that no earlier rule holds",
    async (entity) => {
      const outcomes = await services.cohorts.outcomes({ projectId: sandboxProjectId, tier: "production", snapshotId: null, entity });
      for (const { user, reason } of outcomes)
        if (user === null) expect(reason).toMatch(/^No user can get this: rule \d (?:decides for everyone|has no place)\.$/);
      const made = outcomes.filter(({ user }) => user !== null);
      expect(made.length).toBeGreaterThan(1);
      const state = await settled(await services.cohorts.start(question({ kind: "outcomes", entity }, { entities: [entity] })));
      const { rows } = await services.cohorts.rows({ cohortId: state.cohortId, view: everyone, from: 0, count: 100 });
      expect(
        rows.map(({ codes }) => state.shares[0]?.outcomes[codes[0] ?? 0]).map((outcome) => [outcome?.state, outcome?.groupName]),
      ).toEqual(made.map(({ state: answer, groupName }) => [answer, groupName]));
    },
  );

  it("gives a user of an outcome the ID by which it is decided", async () => {
    const entity = { kind: "config", name: "hero_image_test" } as const;
    const outcomes = await services.cohorts.outcomes({ projectId: sandboxProjectId, tier: "production", snapshotId: null, entity });
    const inGroups = outcomes.filter(({ groupName }) => groupName !== null);
    expect(inGroups.map(({ groupName }) => groupName)).toEqual(["Control", "Rug", "Tall video"]);
    for (const { user } of inGroups) expect(user).toHaveProperty("customIDs.stableID");
  });

  it("makes new IDs, whose shares are within chance", async () => {
    const source = { kind: "new_ids", count: 10_000, path: "userID", pattern: "new-{n}", base: { country: "US" } } as const;
    const state = await settled(await services.cohorts.start(question(source)));
    expect(state.users).toBe(10_000);
    const split = state.shares[0]?.splits[0];
    expect(split).toMatchObject({ kind: "percentage", unit: "userID", verdict: "within_chance" });
  });
});

describe("a cohort that is kept", () => {
  it("is saved by name, reopened after a restart with the same result, and renewed", async () => {
    const own = mkdtempSync(join(tmpdir(), "gatescope-cohorts-"));
    const first = await createServices(createFakePorts(own));
    const started = await first.cohorts.start(question({ kind: "saved_users" }));
    for await (const _state of first.cohorts.follow(started.cohortId));
    const saved = await first.cohorts.save({ cohortId: started.cohortId, name: " Personas " });
    const rows = await first.cohorts.rows({ cohortId: started.cohortId, view: everyone, from: 0, count: 100 });
    await first.close();

    const second = await createServices(createFakePorts(own));
    expect(await second.cohorts.list()).toMatchObject([{ name: "Personas", cohortId: started.cohortId, users: saved.users }]);
    const reopened = await second.cohorts.open(started.cohortId);
    expect(reopened).toEqual({ ...saved, live: null });
    expect(await second.cohorts.rows({ cohortId: started.cohortId, view: everyone, from: 0, count: 100 })).toEqual(rows);
    const renewed = await second.cohorts.start(question({ kind: "stored", cohortId: started.cohortId }));
    let last = renewed;
    for await (const state of second.cohorts.follow(renewed.cohortId)) last = state;
    expect(last).toMatchObject({ phase: "done", users: saved.users, changed: [] });
    await second.cohorts.remove(started.cohortId);
    expect((await second.cohorts.list()).map(({ name }) => name)).toEqual([""]);
    await second.close();
    rmSync(own, { recursive: true });
  });

  it("can be cancelled at any moment and continued to the same result", async () => {
    const text = csvOf(20_000);
    const whole = await checkFile(text);
    const fileId = await upload("customers.csv", text);
    const { cohortId } = await services.cohorts.start(question({ kind: "file", fileId, fileName: "customers.csv", mapping: null }));
    await services.cohorts.cancel(cohortId);
    const cancelled = await settled({ ...whole, cohortId });
    expect(cancelled.phase).toBe("cancelled");
    expect(cancelled.users).toBeLessThan(20_000);
    const partial = await services.cohorts.rows({ cohortId, view: everyone, from: 0, count: 5 });
    expect(partial.matching).toBe(cancelled.users);
    await services.cohorts.resume(cohortId);
    const continued = await settled({ ...whole, cohortId });
    expect(continued).toMatchObject({ phase: "done", users: 20_000 });
    expect(continued.shares).toEqual(whole.shares);
  });

  it("is cancelled by the start of another one, and by the end of the call that starts it", async () => {
    const newIds = (count: number) => question({ kind: "new_ids", count, path: "userID", pattern: "new-{n}", base: {} });
    const running = await services.cohorts.start(newIds(500_000));
    const next = await settled(await services.cohorts.start(newIds(10)));
    expect(next).toMatchObject({ phase: "done", users: 10 });
    expect(await services.cohorts.open(running.cohortId)).toMatchObject({ phase: "cancelled" });
    const abort = new AbortController();
    const starting = services.cohorts.start(newIds(500_000), abort.signal);
    abort.abort();
    await expect(starting.then(settled)).rejects.toThrow("abort");
  });
});

describe("a damaged cohort", () => {
  it("is no longer there, a notice says so, and the others open as before", async () => {
    const own = mkdtempSync(join(tmpdir(), "gatescope-cohorts-"));
    const first = await createServices(createFakePorts(own));
    const saved: CohortState[] = [];
    for (const name of ["Damaged", "Whole"]) {
      const { cohortId } = await first.cohorts.start(question({ kind: "saved_users" }));
      for await (const _state of first.cohorts.follow(cohortId));
      saved.push(await first.cohorts.save({ cohortId, name }));
    }
    await first.close();
    const [damaged = never(), whole = never()] = saved;
    const db = new DatabaseSync(join(own, "cohorts.db"));
    db.prepare("UPDATE blocks SET facts = x'00ff' WHERE cohort_id = ?").run(damaged.cohortId);
    db.close();

    const ports = createFakePorts(own);
    const second = await createServices(ports);
    await expect(second.cohorts.open(damaged.cohortId)).rejects.toThrow("This cohort no longer exists.");
    expect((await second.cohorts.list()).map(({ name }) => name)).toEqual(["Whole"]);
    expect(await second.cohorts.open(whole.cohortId)).toEqual({ ...whole, live: null });
    expect(ports.notices.list()).toMatchObject([{ kind: "damaged", file: "cohorts.db", recovered: [{ one: "cohort", kept: 1, lost: 1 }] }]);
    await second.close();
    rmSync(own, { recursive: true });
  });

  it("is not the only thing that can vanish: so can the file of its users", async () => {
    const fileId = await upload("customers.csv", csvOf(3));
    rmSync(join(folder, "cohort-files", `${fileId}.txt`));
    const gone = question({ kind: "file", fileId, fileName: "customers.csv", mapping: null });
    await expect(services.cohorts.start(gone)).rejects.toThrow("This file no longer exists.");
  });
});

describe("a project without a server secret key", () => {
  const draft = { ...blankProject(), name: "Lumen" };

  it("is refused with what to do, and takes the rules of a file instead, with its names and its ID types", async () => {
    const { id: projectId } = services.projects.create(draft);
    const asked = question({ kind: "new_ids", count: 10, path: "userID", pattern: "n-{n}", base: {} }, { projectId });
    await expect(services.cohorts.start(asked)).rejects.toThrow(
      "Definitions could not be read: Lumen has no server secret key. Add a server secret key to Lumen under Settings. Or open a definitions file, which works offline.",
    );
    const text = JSON.stringify(demoProject);
    const { snapshotId } = await services.explain.openFile({ projectId, fileName: "tuesday.json", text });
    expect(services.catalog.names(projectId).names).toEqual([]);
    const { names } = await services.catalog.namesIn({ projectId, snapshotId });
    expect(names.map(({ name }) => name)).toContain("new_search_ranking");
    const fileId = await upload("stores.csv", "userID,storeID\nu-1,s-1");
    const { mapping } = await services.cohorts.files.preview({ fileId, snapshotId, mapping: null, find: "", projectId });
    expect(mapping.map(({ to }) => to)).toEqual(["userID", "customIDs.storeID"]);
    const state = await settled(await services.cohorts.start({ ...asked, snapshotId }));
    expect(state).toMatchObject({ phase: "done", users: 10, rulesFileName: "tuesday.json" });
    expect(await services.cohorts.openRules(state.cohortId)).toEqual({ snapshotId, name: "tuesday.json" });
  });

  it("has none of the sandbox’s people among its saved users", async () => {
    const { id: projectId } = services.projects.create({ ...draft, name: "Loom" });
    const { snapshotId } = await services.explain.openFile({
      ...{ projectId, fileName: "tuesday.json" },
      text: JSON.stringify(demoProject),
    });
    const asked = question({ kind: "saved_users" }, { projectId, snapshotId });
    await expect(services.cohorts.start(asked)).rejects.toThrow("There are no saved users. Save a user in the panel first.");
    await services.savedUsers.save({ name: "Lena", user: { userID: "u-1" }, keepPrivate: false });
    expect((await settled(await services.cohorts.start(asked))).users).toBe(1);
  });
});

describe("a sample checked live", () => {
  it("agrees with the sandbox, logs nothing, and uses private attributes", async () => {
    const state = await checkFile(csvOf(200));
    const before = (await services.sandbox.received(1_000)).length;
    await services.cohorts.checkLive({ cohortId: state.cohortId, keyId: null, size: 6 });
    const { live } = await settled(state);
    expect(live).toMatchObject({ phase: "done", size: 6, checked: 6, agreeing: 6, requests: 6 * 3, differences: [] });
    expect((await services.sandbox.received(1_000)).length).toBe(before);
  });
});

describe("rules that vanish", () => {
  it("are missed with a sentence, and the cohort that ran with them stays", async () => {
    const state = await checkFile(csvOf(30));
    const gone = question({ kind: "stored", cohortId: state.cohortId }, { snapshotId: "no-such-snapshot" });
    await expect(services.cohorts.start(gone)).rejects.toThrow("This snapshot no longer exists.");
    expect(await services.cohorts.open(state.cohortId)).toMatchObject({ phase: "done", users: 30 });
  });
});

describe("rules that cannot be read any more", () => {
  it("are told when the users of a cohort are checked again, and those read before are used", async () => {
    let isDown = false;
    const server = await startHttpServer((response) => {
      response.writeHead(isDown ? 500 : 200, { "content-type": "application/json" }).end(isDown ? "{}" : JSON.stringify(demoProject));
    });
    const { id: projectId } = services.projects.create({ ...blankProject(), name: "Shop", hosts: hostsOn(server.origin) });
    await services.vault.add({ projectId, key: "secret-inventedForThisTest1", label: "" });
    const fileId = await upload("customers.csv", csvOf(10));
    const source = { kind: "file", fileId, fileName: "customers.csv", mapping: null } as const;
    const first = await settled(await services.cohorts.start(question(source, { projectId })));
    isDown = true;
    const again = await settled(await services.cohorts.start(question({ kind: "stored", cohortId: first.cohortId }, { projectId })));
    await services.cohorts.save({ cohortId: again.cohortId, name: "Again" });
    const third = await settled(await services.cohorts.start(question({ kind: "stored", cohortId: again.cohortId }, { projectId })));
    await server.close();
    expect([first, again, third].map(({ rulesProblem, sourceText }) => [rulesProblem, sourceText])).toEqual([
      [null, "customers.csv"],
      ["Definitions could not be read: Statsig could not answer (500).", "users of customers.csv"],
      ["Definitions could not be read: Statsig could not answer (500).", "users of Again"],
    ]);
    expect(again).toMatchObject({ snapshotId: first.snapshotId, users: 10, changed: [] });
  });
});

describe("a sample that differs live", () => {
  it("says what in the newest rules makes the difference, after it was verified", async () => {
    const edited = JSON.parse(JSON.stringify(demoProject));
    edited.feature_gates.free_shipping_banner.rules.shift();
    const text = JSON.stringify(edited);
    const { snapshotId } = await services.explain.openFile({ projectId: sandboxProjectId, fileName: "older.json", text });
    const fileId = await upload("two.csv", "userID,country\nu-1,DE\nu-2,US\n");
    const source = { kind: "file", fileId, fileName: "two.csv", mapping: null } as const;
    const state = await settled(await services.cohorts.start(question(source, { snapshotId, entities: [gates[1] ?? never()] })));
    await services.cohorts.checkLive({ cohortId: state.cohortId, keyId: null, size: 2 });
    const { live } = await settled(state);
    expect(live).toMatchObject({ phase: "done", checked: 2, agreeing: 1 });
    expect(live?.differences.map(({ userLabel, name, here, live: there }) => [userLabel, name, here, there])).toEqual([
      ["u-1", "free_shipping_banner", "Fail", "Pass"],
    ]);
    expect(live?.differences[0]?.cause).toMatch(
      /^because the rules of free_shipping_banner differ .*; with the newest rules the answers are equal$/,
    );
  });
});

function never(): never {
  throw new Error("There is no such outcome.");
}
