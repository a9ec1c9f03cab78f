import { expect, test } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { copiedReport, copiedSentence } from "./copied-text.ts";

const request = { user: { userID: "u-1036", privateAttributes: { lifetime_spend: 41099 } }, userLabel: "Lena", tier: "staging" };
const answer = answerWith({ state: "fail", because: "no rule matched: lifetime_spend is 41099, expected at least 50000" });
const sentence = "Fails for Lena in staging because no rule matched: lifetime_spend is hidden, expected at least 50000.";

test("neither the report nor a line of it has a private value", () => {
  const row = { kind: answer.kind, name: answer.name, answer, primary: null, secondary: null, written: [], writtenCount: 0 };
  const preview = { ...request, atMs: answer.atMs, method: "checks" as const, rows: [row], written: [], writtenCount: 0, problem: null };
  expect(copiedSentence(answer, request)).toBe(sentence);
  expect(copiedReport(preview, request)).toContain(`\n${sentence}\n`);
  expect(copiedReport(preview, request)).not.toContain("41099");
});
