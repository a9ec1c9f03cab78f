import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import type { UserMapping } from "#shared/domain/user/user-mapping.ts";
import { type BlockContent, type CohortJob, readFacts, type StoredBlock } from "./block.ts";
import { openCohortDatabase } from "./cohort-database.ts";
import { idsOfColumns } from "./column-users.ts";
import { createBlockEvaluator, createRowReader } from "./evaluate-block.ts";

const folder = mkdtempSync(join(tmpdir(), "gatescope-column-users-"));
const { calls: database } = openCohortDatabase({ file: join(folder, "cohorts.db"), nowMs: 0 });
database.begin({ cohortId: "c", name: "", createdAtMs: 0, isFinished: false, header: '{"blocks":0}' });
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const noRules = { text: '{"has_updates":true,"feature_gates":[],"dynamic_configs":[],"layer_configs":[]}', idLists: null };
let blocks = 0;
function readBack(block: StoredBlock): string[] {
  const seq = blocks++;
  database.append({ cohortId: "c", blocks: [{ seq, block }] });
  return database.lines({ cohortId: "c", seq });
}

const mapping: UserMapping = [
  { column: "id", to: "userID", isText: false },
  { column: "plan", to: "custom.plan", isText: false },
  { column: "store", to: "customIDs.storeID", isText: false },
  { column: "code", to: "custom.code", isText: true },
  { column: "internal", to: null, isText: false },
];

function store({ columns = ["userID", "customIDs.storeID", "custom.plan", "custom.code"], ...job }: Partial<CohortJob>, rows: string[][]) {
  const used: CohortJob = {
    ...{ jobId: "j", rules: noRules, nowMs: 0, tier: "", entities: [] },
    ...{ mapping, separator: ",", secrets: [], columns, ...job },
  };
  const text = rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`).join("");
  const content: BlockContent = { form: "csv", text, skip: 0 };
  const users = createRowReader(used, []).readRows(content).users;
  const block = createBlockEvaluator(used).evaluate(content);
  return {
    expected: users.map((user) => JSON.stringify(withoutPrivate(user))),
    lines: readBack(block),
    areMadeOfColumns: readFacts(block.facts).fields !== null,
    ids: idsOfColumns(readFacts(block.facts)),
    expectedIds: users.map(({ userID = null }) => JSON.stringify(userID)),
  };
}

const row = (...cells: string[]) => cells;

it("gives the users of a file as they were evaluated, whatever their cells are", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "",
      " ",
      "42",
      '"42"',
      "'42",
      "'-42",
      "'=1",
      "''-1",
      "-0",
      "1.0",
      "1e400",
      "12345678901234567890",
      "true",
      "null",
      "007",
      "[1]",
      '{"a":1}',
      '""',
    ),
    fc.double().map(String),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell, cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
      const { expected, lines, ids, expectedIds } = store({}, rows);
      expect(lines).toEqual(expected);
      if (ids !== null) expect(ids).toEqual(expectedIds);
    }),
  );
});

it("stores no text for users that their columns make again, and finds them", () => {
  const { lines, areMadeOfColumns } = store({}, [row("u-1", "pro", "7", "007", "x"), row("u-2", "31415926535897932384", "", "1", "y")]);
  expect(areMadeOfColumns).toBe(true);
  expect(lines).toEqual([
    '{"userID":"u-1","custom":{"plan":"pro","code":"007"},"customIDs":{"storeID":"7"}}',
    '{"userID":"u-2","custom":{"plan":31415926535897932384,"code":"1"}}',
  ]);
  expect(database.search({ cohortId: "c", text: "5926535897932384" }).length).toBe(1);
});

it.each([
  ["a column is not kept", { columns: ["userID"] }, "u-1"],
  [
    "a column is private",
    { mapping: mapping.map((each) => (each.column === "plan" ? { ...each, to: "privateAttributes.plan" } : each)) },
    "u-1",
  ],
  [
    "two columns are one field",
    { mapping: mapping.map((each) => (each.column === "code" ? { ...each, to: "custom.plan" } : each)) },
    "u-1",
  ],
  ["a cell begins with a quotation mark", {}, '"42"'],
] satisfies [string, Partial<CohortJob>, string][])("stores the text of users where %s", (_why, job, id) => {
  const { expected, lines, areMadeOfColumns } = store(job, [row(id, "pro", "", "1", "x")]);
  expect(areMadeOfColumns).toBe(false);
  expect(lines).toEqual(expected);
});

it("stores the masked text of users where a cell has a key", () => {
  const key = "secret-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg";
  const { lines, areMadeOfColumns } = store({}, [row("u-1", key, "", "1", "x")]);
  expect(areMadeOfColumns).toBe(false);
  expect(lines.join()).toContain('"userID":"u-1"');
  expect(lines.join()).not.toContain(key);
});
