import { expect, test } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { CheckResult } from "./check-result.tsx";
import type { CheckState } from "./check-state.ts";

const now: EvaluationRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "staging",
  user: { userID: "u-1036" },
  userLabel: "Lena",
  isLogging: false,
};

function checkRequest(names: string[]) {
  return { ...now, question: { kind: "gate" as const, names } };
}

function answered(...answers: Answer[]): Extract<CheckState, { is: "answered" }> {
  return { is: "answered", answered: { request: checkRequest(answers.map(({ name }) => name)), evaluation: { answers, exchanges: [] } } };
}

const draw = (state: Exclude<CheckState, { is: "idle" }>, at: EvaluationRequest = now) =>
  renderOnPage(<CheckResult state={state} now={at} onCheck={() => {}} onCheckName={() => {}} onCancel={() => {}} />);

test("keeps the previous answer while a new check runs, which can be cancelled", async () => {
  const { answered: previous } = answered(answerWith({ name: "checkout_v2" }));
  const page = await draw({ is: "checking", request: checkRequest(["dark_mode"]), sinceMs: Date.now(), previous });
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Passcheckout_v2");
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveAttribute("data-drawn", "outline");
  await expect.element(page.getByText(/checking/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Cancel" })).toBeVisible();
});

test("marks an answer as stale and names what changed", async () => {
  const page = await draw(answered(answerWith({})), { ...now, user: { userID: "u-1" } });
  await expect.element(page.getByRole("button", { name: "the user has changed; check again" })).toBeVisible();
});

test("shows several gates as a table with counts", async () => {
  const page = await draw(answered(answerWith({ name: "checkout_v2" }), answerWith({ name: "dark_mode", state: "fail" })));
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("2 gates for Lena in staging");
  await expect.element(page.getByRole("button", { name: "Pass 1" })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Fail 1" })).toBeVisible();
});

test("shows a reason shared by all names once", async () => {
  const refusals = ["a1", "b2", "c3"].map((name) => answerWith({ name, state: "not_sent", because: "this project has no key" }));
  const page = await draw(answered(...refusals));
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Not sent3 gates");
  await expect.element(page.getByText("No answer for Lena in staging: this project has no key.")).toBeVisible();
});

test("shows what failed in Gatescope and offers to check again", async () => {
  const page = await draw({
    is: "failed",
    request: checkRequest(["checkout_v2"]),
    problem: "Gatescope itself does not answer.",
    previous: null,
  });
  await expect.element(page.getByText("Gatescope itself does not answer.")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Check again" })).toBeVisible();
});
