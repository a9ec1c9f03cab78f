import { expect, test } from "vitest";
import { currentLabels } from "#renderer/answer/current/current-labels.ts";
import { useSession } from "#renderer/session/session.ts";
import { type Answer, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import type { CheckState } from "../check-state.ts";
import { inspectLabels } from "../inspect-labels.ts";
import type { CurrentRequest } from "../use-evaluation-request.ts";
import { CheckResult } from "./check-result.tsx";

const now: CurrentRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "staging",
  user: { userID: "u-1036" },
  userLabel: "Lena",
  isLogging: false,
  userProblem: null,
  savedUserId: "lena",
};

const stored = (id: string, name: string): Project => ({ ...blankProject(), id, kind: "statsig", name }) as Project; // as a stored one

function checkRequest(names: string[]) {
  return { ...now, question: { kind: "gate" as const, names } };
}

function answered(...answers: Answer[]): Extract<CheckState, { is: "answered" }> {
  return { is: "answered", answered: { request: checkRequest(answers.map(({ name }) => name)), evaluation: { answers, exchanges: [] } } };
}

const draw = (state: Exclude<CheckState, { is: "idle" }>, at: Partial<CurrentRequest> = {}, names: string[] = []) =>
  renderOnPage(
    <CheckResult
      state={state}
      now={{ ...now, ...at, question: { kind: "gate", names } }}
      onCheck={() => {}}
      onCheckName={() => {}}
      onCancel={() => {}}
    />,
  );

test("keeps the previous answer while a new check runs, which can be cancelled", async () => {
  const { answered: previous } = answered(answerWith({ name: "checkout_v2" }));
  const page = await draw({ is: "checking", request: checkRequest(["dark_mode"]), sinceMs: Date.now(), previous });
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Passcheckout_v2");
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveAttribute("data-drawn", "outline");
  await expect.element(page.getByText(/checking/)).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Cancel" })).toBeVisible();
});

test("a check that runs for another tier or project than those of now says for whom and where", async () => {
  const running = { is: "checking", request: checkRequest(["dark_mode"]), sinceMs: Date.now(), previous: null } as const;
  const page = await draw(running, { tier: "production" });
  await expect.element(page.getByText(/^checking for Lena in staging/)).toBeVisible();
  await page.rerender(null);
  await expect.element((await draw(running)).getByText(/^checking, /)).toBeVisible();
});

test("answers of another tier do not say that it is set on the user while a check runs", async () => {
  const { answered: previous } = answered(answerWith({ name: "checkout_v2" }), answerWith({ name: "dark_mode" }));
  const request = { ...checkRequest(["checkout_v2", "dark_mode"]), tier: "production" };
  const page = await draw({ is: "checking", request, sinceMs: Date.now(), previous }, { tier: "production" });
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("2 gates for Lena in staging");
  await expect.element(page.getByText(/is set on the user/)).not.toBeInTheDocument();
});

test.for<[string, Partial<CurrentRequest>, string, string]>([
  [
    "another user",
    { savedUserId: "jonas", userLabel: "Jonas", user: { userID: "u-1002" } },
    "The panel has Jonas; userID is u-1002 instead of u-1036.",
    "Check for Jonas",
  ],
  ["an edited user", { user: { userID: "u-1036", country: "FR" } }, "In the panel, country was added: FR.", "Check for Lena"],
  ["another tier", { tier: "production" }, "The tier is now production.", "Check in production"],
  ["another project", { projectId: "shop" }, "The top bar has Shop.", "Check in Shop"],
  ["another key", { keyId: "k1" }, "Another key is selected.", "Check for Lena"],
  ["logging", { isLogging: true }, "Logging is on now, and was off.", "Check and log for Lena"],
  [
    "a user that cannot be read",
    { user: {}, userLabel: "the user in the panel", userProblem: "line 2: oops" },
    "The panel’s user cannot be read: line 2: oops.",
    "Check for the user in the panel",
  ],
])("an answer is visibly not current for %s, which is said", async ([, changes, said, button]) => {
  if (changes.projectId !== undefined) useSession.setState({ projects: [stored("sandbox", "Sandbox"), stored("shop", "Shop")] });
  const page = await draw(answered(answerWith({})), changes);
  await expect.element(page.getByText("Not current.")).toBeVisible();
  const project = changes.projectId === undefined ? "" : " of Sandbox";
  await expect
    .element(page.getByRole("region", { name: "Answer" }))
    .toMatchTextContent(new RegExp(`This is the answer for Lena in staging${project}. ${said}`.replaceAll(".", "\\.")));
  await expect.element(page.getByRole("button", { name: button, exact: false })).toBeVisible();
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveAttribute("data-drawn", "outline");
});

test("an answer is not current while the field names another gate", async () => {
  const page = await draw(answered(answerWith({ name: "checkout_v2" })), {}, ["dark_mode"]);
  await expect.element(page.getByRole("region", { name: "Answer" })).toMatchTextContent(/The name field has dark_mode\./);
  await expect.element(page.getByRole("button", { name: "Check dark_mode", exact: false })).toBeVisible();
});

test("the first names of too many are an answer to what the button offered", async () => {
  const typed = Array.from({ length: 130 }, (_, at) => `gate_${at}`);
  const page = await draw(answered(...typed.slice(0, maxNamesInOneCheck).map((name) => answerWith({ name }))), {}, typed);
  await expect.element(page.getByText(inspectLabels.firstOf("100", "130"))).toBeVisible();
  await expect.element(page.getByText(currentLabels.notCurrent)).not.toBeInTheDocument();
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

test("an answer of another project does not stand under the name of this one while that is checked", async () => {
  const { answered: previous } = answered(answerWith({ name: "checkout_v2" }));
  const page = await draw({ is: "checking", request: checkRequest(["checkout_v2"]), sinceMs: Date.now(), previous }, { projectId: "shop" });
  await expect.element(page.getByText(/checking/)).toBeVisible();
  await expect.element(page.getByText("Pass", { exact: true })).not.toBeInTheDocument();
});

test("several answers are visibly not current while newer ones are awaited", async () => {
  const { answered: previous } = answered(answerWith({ name: "checkout_v2" }), answerWith({ name: "dark_mode", state: "fail" }));
  const page = await draw({ is: "checking", request: checkRequest(["checkout_v2", "dark_mode"]), sinceMs: Date.now(), previous });
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveAttribute("data-not-current");
  await expect.element(page.getByText(/checking/)).toBeVisible();
});
