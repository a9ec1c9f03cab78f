import { expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { caseOfEntries } from "./case-of-entries.ts";

it("two compared entries are two subjects of one case, each with its answer and its rules, without private attributes", () => {
  const user = { userID: "u-1036", privateAttributes: { spend: "not stored" } };
  const entryIn = (tier: string, snapshotId: string) =>
    createHistoryEntry(tier, { context: { tier, user, userLabel: "Lena", snapshotId } });
  const answers = [answerWith({ name: "checkout_v2", state: "pass" }), answerWith({ name: "checkout_v2", state: "fail" })] as const;
  const facts = [{ title: "Pass → Fail checkout_v2", text: "because the tier is production, not staging" }];
  const made = caseOfEntries(
    [
      { entry: entryIn("staging", "s-1"), answer: answers[0] },
      { entry: entryIn("production", "s-2"), answer: answers[1] },
    ],
    facts,
  );
  expect(made).toMatchObject({
    name: "checkout_v2",
    subjects: [
      { tier: "staging", snapshotId: "s-1", user: { userID: "u-1036" } },
      { tier: "production", snapshotId: "s-2", user: { userID: "u-1036" } },
    ],
    answers: [
      { subject: 0, answer: { state: "pass" } },
      { subject: 1, answer: { state: "fail" } },
    ],
    facts,
  });
  expect(JSON.stringify(made)).not.toContain("not stored");
});
