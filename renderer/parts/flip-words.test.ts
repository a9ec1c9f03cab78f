import { expect, test } from "vitest";
import { flipInShort, ruleOwner } from "./flip-words.ts";

const percentage = { specName: "loyalty_program", ruleId: "r", ruleNumber: 2, ruleName: "Everyone but staff", from: 10, to: 19 };

test("a change of the user is told by field and value, in the type that it has", () => {
  const edits = [
    { path: ["statsigEnvironment", "tier"], from: "production", to: "staging" },
    { path: ["custom", "spend"], from: null, to: 1000 },
    { path: ["custom", "plan"], from: "free", to: "" },
    { path: ["country"], from: "DE", to: null },
  ];
  expect(flipInShort({ edits, percentage: null })).toBe('tier = staging, spend = 1000, plan = "", without country');
});

test("a change of a rule is told by what it would let in, and whose it is", () => {
  expect(flipInShort({ edits: [], percentage })).toBe("loyalty_program at 19\u00a0%");
  expect(ruleOwner({ percentage })).toBe("rule 2 “Everyone but staff” of loyalty_program");
});
