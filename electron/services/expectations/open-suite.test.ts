import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { missingFileText } from "#shared/domain/expectation/expectation-row.ts";
import { openSuite } from "./open-suite.ts";

it("names every file that is missing beside a suite, with the line of its test", async () => {
  const tests = ["  - { gate: checkout_v2, cases: rates.csv }", "  - { gate: checkout_v2, cohort: people.csv, share: { pass: 1 % } }"];
  const suite = ["rules: { file: specs.json }", "tests:", ...tests, ""].join("\n");
  expect(await openSuite(join(tmpdir(), "no-such-folder", "suite.yaml"), suite)).toEqual({
    problems: [
      { line: 3, column: 26, message: missingFileText("rates.csv") },
      { line: 4, column: 26, message: missingFileText("people.csv") },
    ],
  });
});
