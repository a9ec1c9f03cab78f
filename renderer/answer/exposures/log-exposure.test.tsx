import { beforeEach, expect, test } from "vitest";
import { useSession } from "#renderer/session/session.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { answerLabels } from "../answer-labels.ts";
import { exposuresLabels } from "./exposures-labels.ts";
import { LogExposure } from "./log-exposure.tsx";

const request = {
  ...{ projectId: "sandbox", keyId: null, tier: "staging", userLabel: "Lena", isLogging: false, userProblem: null, savedUserId: null },
  user: { userID: "u-1036" },
  question: { kind: "gate" as const, names: ["invite_friends"] },
};
const subject = { answer: answerWith({ name: "invite_friends", secondaryExposures: null }), request, isPast: false };
const holdout = { gate: "autumn_holdout", gateValue: "false", ruleID: "default" };
const composed = () => useSession.getState().composedExposures.drafts;

beforeEach(() => useSession.setState((state) => ({ composedExposures: { ...state.composedExposures, drafts: [] } })));

test("an exposure is not composed before its secondary exposures are known", async () => {
  const page = await renderOnPage(<LogExposure subject={subject} secondary={undefined} />);
  const button = page.getByRole("button", { name: answerLabels.logExposure });
  await expect.element(page.getByText(exposuresLabels.waits)).toBeVisible();
  await button.click({ force: true });
  expect(composed()).toEqual([]);
  await expect.element(button).toHaveFocus();
});

test("a composed exposure has the secondary exposures that are shown", async () => {
  const page = await renderOnPage(<LogExposure subject={subject} secondary={[holdout]} />);
  await page.getByRole("button", { name: answerLabels.logExposure }).click();
  expect(composed()).toMatchObject([{ name: "invite_friends", secondaryExposures: [holdout] }]);
});
