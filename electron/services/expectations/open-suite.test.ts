import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { missingFileText } from "#shared/domain/expectation/expectation-row.ts";
import { openSuite, unknownTiers } from "./open-suite.ts";

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

it("has a problem for each tier that its project does not have, at its place, with the closest tier first", async () => {
  const tests = [
    "  - { gate: a, user: { userID: u }, tier: Staging, expect: pass }",
    "  - { gate: a, user: { userID: u }, tier: stagin, expect: pass }",
  ];
  const suite = await openSuite("suite.yaml", ["rules: { project: Shop }", "tier: qa", "tests:", ...tests, ""].join("\n"));
  if ("problems" in suite) throw new Error("The suite cannot be used.");
  const tiers = ["production", "staging"].map((name) => ({ name, isProtected: name === "production" }));
  expect(unknownTiers(suite, { name: "Shop", tiers })).toEqual([
    { line: 2, column: 1, message: "Shop has no tier “qa”; its tiers are production, staging" },
    { line: 5, column: 37, message: "Shop has no tier “stagin”; its tiers are staging, production" },
  ]);
});
