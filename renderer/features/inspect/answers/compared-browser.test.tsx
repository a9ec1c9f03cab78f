import { beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { setOpenAnswer, useSession } from "#renderer/session/session.ts";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { Difference } from "#shared/domain/comparison/comparison.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { AnswersBrowser } from "./answers-browser.tsx";
import { answersLabels } from "./answers-labels.ts";
import { compareAnswers } from "./compared-answers.ts";

const here = (state: "pass" | "fail") => ({
  ...{ state, value: state === "pass", groupName: null, allocatedExperiment: null, ruleId: null, unknownReasons: [] },
});
const field = (name: string) => ({ part: { kind: "field" as const, path: [name] }, reference: "DE", compared: "US" });
const because = (...causes: string[][]): Difference => ({
  ...{ result: "differs", isComplete: true, tried: [], causes: causes.map((names) => ({ parts: names.map(field) })) },
});
const differing = (name: string, difference: Difference): ComparisonRow => ({
  ...{ kind: "gate", name, answers: [here("pass"), here("fail")], differences: [difference] },
});
const same = (name: string): ComparisonRow => ({
  ...{ kind: "gate", name, answers: [{ ...here("pass"), value: null }], differences: [] },
});

function draw(answers: readonly Answer[], rows: readonly ComparisonRow[], { isCurrent = true, widthPx = 1_100 } = {}) {
  return renderOnPage(
    <AnswersBrowser
      label="Answers of Lena and Mia"
      answers={answers}
      exchanges={[]}
      outdated={null}
      request={{
        ...{ projectId: "sandbox", keyId: null, tier: "staging", user: { userID: "u-1036" }, userLabel: "Lena" },
        ...{ isLogging: false, userProblem: null, savedUserId: null },
      }}
      compared={{
        names: ["Lena", "Mia"],
        entries: compareAnswers(answers, rows, { isRunning: false }),
        ...{ editTimes: [], liveDifferences: [], isCurrent },
      }}
      head={null}
      onCheckName={() => {}}
    />,
    { widthPx },
  );
}

beforeEach(() => setOpenAnswer(null));

const plain = ["banner", "dark_mode", "new_search"].map((name) => answerWith({ name, because: "rule 1 matched" }));

test("a row says what the other gets and because of what; the causes are alternatives or only together", async () => {
  const page = await draw(plain, [
    differing("banner", because(["country"], ["newsletter", "theme"])),
    differing("dark_mode", { ...because(), tried: [{ kind: "tier" }] }),
    same("new_search"),
  ]);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(name) });
  await expect.element(row("banner")).toMatchTextContent(/^Passbannerrule 1 matched ≠differs:Failcountry or newsletter and theme$/);
  await expect.element(row("dark_mode")).toMatchTextContent(/for an unknown reason: the tier differs, and does not explain it$/);
  await expect.element(page.getByRole("rowgroup").getByText("3 pass; 2 differ")).toBeVisible();
});

test("equal answers are one row, which the keyboard unfolds; = unfolds all; the chip leaves what differs", async () => {
  const page = await draw(plain, [differing("banner", because(["country"])), same("dark_mode"), same("new_search")]);
  const fold = page.getByRole("row", { name: new RegExp(compareLabels.theSameCount(2)) });
  const equal = page.getByRole("row", { name: new RegExp(compareLabels.sameAnswer) });
  await expect.element(fold).toMatchTextContent(/^2 the same, foldedPass ?dark_modePass ?new_search$/);
  page.getByRole("grid").element().focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  await expect.element(fold).toMatchTextContent(/^2 the same, shown/);
  await expect.element(page.getByRole("row", { name: /dark_mode/ })).toMatchTextContent(/^Passdark_moderule 1 matched the same$/);
  await userEvent.keyboard("=");
  await expect.element(fold).toMatchTextContent(/folded/);
  await page.getByRole("button", { name: new RegExp(answersLabels.differs) }).click();
  await expect.element(fold).not.toBeInTheDocument();
  await expect.element(page.getByText(answersLabels.shown(1, 3))).toBeVisible();
  await expect.element(equal).not.toBeInTheDocument();
});

test("Enter opens a row with what the other gets, and Escape is back on it", async () => {
  const page = await draw(plain, [differing("banner", because(["country"])), same("dark_mode"), same("new_search")]);
  page.getByRole("grid").element().focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(page.getByText("because country is US, not DE").first()).toBeVisible();
  expect(useSession.getState().openAnswer).toBe("gate banner");
  // The row that folds the equal ones opens nothing.
  await userEvent.keyboard("{ArrowDown}");
  expect(useSession.getState().openAnswer).toBe("gate banner");
});

test("an answer that the rules here do not give, and one that they do not have, say so", async () => {
  const failed = { ...plain[0], state: "fail", value: false } as Answer;
  const page = await draw([failed, ...plain.slice(1)], [same("banner"), same("dark_mode")]);
  await expect.element(page.getByRole("row", { name: /banner/ })).toMatchTextContent(/PassStatsig answers Fail for Lena, here it is Pass$/);
  const missing = page.getByRole("row", { name: /new_search/ });
  await expect.element(missing).toMatchTextContent(new RegExp(`${answersLabels.notCompared}${answersLabels.notInRules}$`));
});

test("a narrow table leaves the causes to the text of the other answer, and one of another request is not current", async () => {
  const page = await draw(plain, [differing("banner", because(["country"])), same("dark_mode")], { isCurrent: false, widthPx: 660 });
  await expect.element(page.getByRole("columnheader", { name: answersLabels.differsBecauseOf })).not.toBeInTheDocument();
  await expect.element(page.getByRole("row", { name: /banner/ })).toMatchTextContent(/differs:Fail, because country is US, not DE$/);
  expect(page.getByRole("grid").element().closest("[data-not-current]")).not.toBeNull();
});
