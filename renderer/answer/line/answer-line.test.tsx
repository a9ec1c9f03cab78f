import { expect, test } from "vitest";
import { type Answer, AnswerStateSchema, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { AnswerLine } from "./answer-line.tsx";

const draw = (facts: Partial<Answer>, isStale = false) =>
  renderOnPage(
    <AnswerLine
      answer={answerWith(facts)}
      who="Lena"
      tier="staging"
      unit={{ idType: "userID", value: "u-1036" }}
      isStale={isStale}
      copy={null}
    />,
  );

test.for(AnswerStateSchema.options)("%s has a solid bar if it is an answer, or else a hatched one", async (state) => {
  const page = await draw({ state });
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveAttribute("data-drawn", isAnswered(state) ? "solid" : "hatched");
});

test("the first line shows state, name, person, tier and reason", async () => {
  const page = await draw({
    state: "group",
    kind: "experiment",
    name: "checkout_trust_badges",
    groupName: "Badges",
    because: "the slot is held",
  });
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("Group Badgescheckout_trust_badges");
  await expect.element(page.getByText("Lena is in Badges in staging because the slot is held.")).toBeVisible();
  await expect.element(page.getByText("Lena", { exact: true })).toHaveProperty("tagName", "B");
});

test("the provenance line shows the source, the unit and that nothing was logged", async () => {
  const page = await draw({ provenance: { kind: "sandbox", ofMs: null } });
  await expect.element(page.getByText("sandbox")).toBeVisible();
  await expect.element(page.getByText("u-1036")).toBeVisible();
  await expect.element(page.getByText("Looking: nothing was logged")).toBeVisible();
});

test("a logged call is marked", async () => {
  const page = await draw({ isLogged: true });
  await expect.element(page.getByText("logged", { exact: true })).toBeVisible();
  await expect.element(page.getByText("Looking: nothing was logged")).not.toBeInTheDocument();
});

test("a refused call logged nothing, also while Logging is on", async () => {
  const page = await draw({ isLogged: false, state: "refused" });
  await expect.element(page.getByText("nothing was logged", { exact: true })).toBeVisible();
});

test("a logged call without an answer may have been logged", async () => {
  const page = await draw({ isLogged: true, state: "unknown" });
  await expect.element(page.getByText("may have been logged", { exact: true })).toBeVisible();
});

test("an unreached answer is not shown as live, and states that it says nothing about the gate", async () => {
  const page = await draw({ state: "unreached", because: "the proxy refused the connection", elapsedMs: 12 });
  await expect.element(page.getByText("tried once, gave up after 12 ms")).toBeVisible();
  await expect.element(page.getByText("this says nothing about the gate")).toBeVisible();
  await expect.element(page.getByText("live")).not.toBeInTheDocument();
});

test("a stale answer has an outlined bar", async () => {
  const page = await draw({ state: "pass" }, true);
  await expect.element(page.getByRole("region", { name: "Answer" })).toHaveAttribute("data-drawn", "outline");
});

test.for([
  { name: "checkout_v2", isBelow: false },
  { name: "checkout_redesign_for_market_germany_phase_3", isBelow: true },
])("a name is beside the buttons, or in a row of its own below them if it is long: $name", async ({ name, isBelow }) => {
  const page = await renderOnPage(
    <AnswerLine
      answer={answerWith({ name, state: "pass" })}
      who="Lena"
      tier="staging"
      unit={null}
      copy={<button type="button">Copy, pin, expect, save, compare</button>}
    />,
    { widthPx: 640 },
  );
  const [buttons, shown, state] = [page.getByRole("button"), page.getByText(name), page.getByText("Pass", { exact: true })].map((part) =>
    part.element().getBoundingClientRect(),
  ) as [DOMRect, DOMRect, DOMRect];
  expect({
    isBelow: shown.top >= buttons.bottom,
    hasOneLine: shown.height < 1.5 * state.height,
    isStateBeside: state.top < buttons.bottom,
  }).toEqual({ isBelow, hasOneLine: true, isStateBeside: true });
});

test("the reason has the whole width, below the buttons beside the name", async () => {
  const page = await renderOnPage(
    <AnswerLine
      answer={answerWith({ because: "no rule matched; closest was rule 2 “Checkout testers”: tier is production, expected staging" })}
      who="Lena"
      tier="staging"
      unit={null}
      copy={<button type="button">Copy, pin, compare, save</button>}
    />,
    { widthPx: 660 },
  );
  const buttons = page.getByRole("button").element().getBoundingClientRect();
  const name = page.getByRole("heading", { level: 2 }).element().getBoundingClientRect();
  const reason = page.getByRole("paragraph").element().getBoundingClientRect();
  expect(name.right).toBeLessThanOrEqual(buttons.left);
  expect(reason.top).toBeGreaterThanOrEqual(buttons.bottom);
  expect(reason.right).toBe(buttons.right);
});
