import { expect, test } from "vitest";
import { shareLabels } from "#renderer/answer/share/share-labels.ts";
import { conditionalSentence } from "#shared/domain/evaluation/answer-text.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { conditionWith, explanationWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { AsTypedView } from "./as-typed-view.tsx";

const request = {
  ...{ projectId: "sandbox", keyId: null, tier: "staging", userLabel: "Lena", isLogging: false, userProblem: null, savedUserId: null },
  user: { userID: "u-1036", privateAttributes: { lifetime_spend: 41099 } },
  question: { kind: "gate" as const, names: ["invite_friends"] },
};
const closest = (value: string) => `no rule matched; closest was rule 1 “Loyal”: lifetime_spend is ${value}, expected at least 50000`;
const spend = conditionWith({ field: "lifetime_spend", operator: "gte", value: 41099, target: 50000, valueSource: "private" });
const explanation = explanationWith({
  ...{ state: "fail", because: closest("41099") },
  trace: traceWith({ rules: [ruleWith({ name: "Loyal", conditions: [spend] })] }),
});

test("what is copied of the answer as typed is in the conditional, and hides private values", async () => {
  // A clipboard that cannot be written to: the text is shown instead.
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: () => Promise.reject(new Error("denied")) } });
  const answer = answerWith({ name: "invite_friends" });
  const page = await renderOnPage(
    <AsTypedView
      answer={answer}
      then={request}
      now={request}
      asTyped={{ explanation, snapshotId: "s1", elapsedMs: 3 }}
      edits={[]}
      shownTab={["summary", () => {}]}
    />,
  );
  const sentence = (value: string) =>
    conditionalSentence({ kind: "gate", state: "fail", groupName: null, because: closest(value) }, "Lena", "staging");
  await expect.element(page.getByText(sentence("41099"))).toBeVisible();
  await page.getByRole("button", { name: shareLabels.more }).click();
  await page.getByRole("menuitem", { name: shareLabels.sentence, exact: false }).click();
  await expect.element(page.getByRole("textbox")).toHaveValue(expect.stringContaining(sentence("hidden")));
});
