import { beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { setOpenAnswer } from "#renderer/session/session.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import type { CurrentRequest } from "../use-evaluation-request.ts";
import { AnswersBrowser } from "./answers-browser.tsx";

const request: CurrentRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "staging",
  user: { userID: "u-1036" },
  userLabel: "Lena",
  isLogging: false,
  userProblem: null,
  savedUserId: null,
};
const checkout = answerWith({ name: "checkout_v2", state: "pass" });
const gift = answerWith({ name: "gift_cards", state: "fail", because: "no rule matched" });
const badges = answerWith({
  kind: "experiment",
  name: "checkout_trust_badges",
  state: "group",
  groupName: "Badges",
  because: "the slot is held",
});

const draw = (answers: readonly Answer[], size: { widthPx?: number } = {}) =>
  renderOnPage(
    <AnswersBrowser
      label="Everything for Lena"
      answers={answers}
      exchanges={[]}
      outdated={null}
      request={request}
      head={<h1>3 answers</h1>}
      onCheckName={() => {}}
    />,
    size,
  );

beforeEach(() => setOpenAnswer(null));

const filter = { name: "Filter by name or reason" };

test("filters the table by text", async () => {
  const page = await draw([checkout, gift, badges]);
  await expect.element(page.getByText(" of 3")).not.toBeInTheDocument();
  await userEvent.type(page.getByRole("textbox", filter), "badges");
  await expect.element(page.getByText("1 of 3")).toBeVisible();
  await expect.element(page.getByText("gift_cards")).not.toBeInTheDocument();
  await expect.element(page.getByText("checkout_trust_badges")).toBeVisible();
});

test("beside an open answer, the filter begins where the states above it begin", async () => {
  const page = await draw([checkout, gift, badges]);
  await page.getByText("gift_cards").click();
  const left = (element: Element) => Math.round(element.getBoundingClientRect().left);
  const field = page.getByRole("textbox", filter);
  await expect
    .poll(() => left(field.element().parentElement?.parentElement ?? field.element()))
    .toBe(left(page.getByRole("button", { name: "All 3" }).element()));
});

test("filters the table by state, with the count on each state", async () => {
  const page = await draw([checkout, gift, badges]);
  await page.getByRole("button", { name: "Fail 1" }).click();
  await expect.element(page.getByText("checkout_v2")).not.toBeInTheDocument();
  await expect.element(page.getByText("gift_cards")).toBeVisible();
});

test("quotes a query without result and offers to show all answers", async () => {
  const page = await draw([checkout, gift]);
  await userEvent.type(page.getByRole("textbox", filter), "zzzz");
  await expect.element(page.getByText(/No answer contains “zzzz”/)).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.element(page.getByText("checkout_v2")).toBeVisible();
});

test("opens an answer from the keyboard and follows the arrow keys past group headings", async () => {
  const page = await draw([checkout, badges]);
  await page.getByRole("textbox", filter).click();
  await userEvent.keyboard("{Tab}{ArrowDown}{Enter}");
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Passcheckout_v2");
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Group Badgescheckout_trust_badges");
  await page.getByRole("button", { name: "Close this answer" }).click();
  await expect.element(page.getByRole("heading", { name: "3 answers" })).toBeVisible();
});

test("gives the focus back to the table when Back closes the open answer", async () => {
  const page = await draw([checkout, gift]);
  await page.getByText("gift_cards").click();
  await page.getByRole("button", { name: "Close this answer" }).element().focus();
  setOpenAnswer(null); // as the address does
  await expect.element(page.getByRole("grid", { name: "Everything for Lena" })).toHaveFocus();
  await expect.element(page.getByRole("heading", { level: 2 })).not.toBeInTheDocument();
  setOpenAnswer("gate gift_cards");
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Failgift_cards");
});

test("gives the focus to the answer where a narrow window has no room for the list beside it", async () => {
  const page = await draw([checkout, gift], { widthPx: 700 });
  await page.getByRole("textbox", filter).click();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveFocus();
  setOpenAnswer(null);
  await expect.element(page.getByRole("grid", { name: "Everything for Lena" })).toHaveFocus();
});

test("draws only the rows in view of thousands of answers", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    answerWith({ name: `gate_${index}`, state: index % 2 === 0 ? "pass" : "fail" }),
  );
  const page = await draw(many);
  await expect.element(page.getByText("gate_0")).toBeVisible();
  expect(page.getByRole("row").elements().length).toBeLessThan(80);
  await page.getByRole("button", { name: "Fail 5,000" }).click();
  await expect.element(page.getByText("5,000 of 10,000")).toBeVisible();
  await userEvent.type(page.getByRole("textbox", filter), "gate_9999");
  await expect.element(page.getByText("gate_9999")).toBeVisible();
});
