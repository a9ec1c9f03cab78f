import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { bucketWith, conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { RuleTrace, type RuleTraceProps } from "./rule-trace.tsx";

const loyalty = traceWith({
  name: "loyalty_program",
  outcome: "outside_percentage",
  rules: [
    ruleWith({
      number: 1,
      name: "Everyone but staff",
      passPercentage: 10,
      state: "outside_percentage",
      percentage: bucketWith(),
      conditions: [conditionWith({ type: "public", result: "met", isPresent: false, valueSource: "none" })],
    }),
    ruleWith({ number: 2, name: "VIP", state: "never_reached" }),
  ],
});
const spend = conditionWith({
  field: "lifetime_spend",
  operator: "gte",
  value: 410,
  target: 1000,
  valueSource: "private",
  cautions: ["The JavaScript engine reads “ 410” as a number, the native one does not."],
});
const invite = traceWith({
  rules: [
    ruleWith({
      name: "Loyal and clean",
      conditions: [conditionWith({ type: "pass_gate", operator: null, field: null, target: "loyalty_program", nested: loyalty }), spend],
    }),
    ruleWith({
      number: 2,
      conditions: [conditionWith({ operator: "url_matches", result: "unknown", unknownReason: "Nobody knows it." })],
      state: "unknown",
    }),
  ],
});

function Foldable(props: Omit<RuleTraceProps, "who" | "decision" | "folds">) {
  const [folds, setFolds] = useState<Record<string, boolean>>({});
  return (
    <RuleTrace
      {...props}
      who="Lena"
      decision={{ state: "fail", word: "Fail" }}
      folds={{ isOpen: (key, first) => folds[key] ?? first, onToggle: (key, isOpen) => setFolds({ ...folds, [key]: isOpen }) }}
    />
  );
}

test("shows this unit's slot for a layer, and the experiment of a rule that was not reached", async () => {
  const slot = bucketWith({ bucket: 937, of: 1000, cutOff: null, slotCount: 2 });
  const asksForSlots = { type: "user_bucket", operator: "any", field: "userID", target: { "3": true, "4": true } } as const;
  const layer = traceWith({
    kind: "layer",
    rules: [
      ruleWith({
        number: 1,
        ruleId: "experimentAssignment",
        name: null,
        delegatesTo: "colors",
        conditions: [conditionWith({ ...asksForSlots, bucket: slot })],
      }),
      ruleWith({ number: 2, ruleId: "experimentAssignment", name: null, delegatesTo: "badges", state: "never_reached" }),
    ],
  });
  const page = await renderOnPage(<Foldable trace={layer} closestRule={1} />);
  await expect.element(page.getByText("Lena has slot 937 of 1,000: none of the 2 that the rule names.")).toBeVisible();
  await expect.element(page.getByText("Assigned to colors")).toBeVisible();
  await expect.element(page.getByText("Assigned to badges")).toBeVisible();
});

test("shows a gate in a gate as a nested list, unfolded if it failed", async () => {
  const page = await renderOnPage(<Foldable trace={invite} closestRule={1} />);
  const inner = page.getByRole("list", { name: "Rules of the gate loyalty_program" });
  await expect.element(inner.getByRole("figure")).toMatchTextContent(/^Lena is at 18.42.%: outside the 10.% rollout, inside one of 19.%/);
  await expect.element(inner.getByRole("button", { name: "Rule 2, VIP" })).toHaveAttribute("aria-expanded", "false");
  await expect.element(page.getByRole("list", { name: "Rules in order" })).toMatchTextContent(/decided: Fail$/);
});

test("marks private values, and shows cautions and the reasons of unknown results", async () => {
  const page = await renderOnPage(<Foldable trace={invite} closestRule={null} />);
  await expect.element(page.getByLabelText("private")).toBeVisible();
  await expect.element(page.getByText(/The JavaScript engine reads/)).toBeVisible();
  await expect.element(page.getByText("Nobody knows it.")).toBeVisible();
});

test("arrow keys move between fold buttons, fold and unfold, as in a tree", async () => {
  const page = await renderOnPage(<Foldable trace={invite} closestRule={1} />);
  const first = page.getByRole("button", { name: "Rule 1, Loyal and clean" });
  await userEvent.tab();
  await expect.element(first).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}");
  const gate = page.getByRole("button", { name: "Inside passes loyalty_program" });
  await expect.element(gate).toHaveFocus();
  await userEvent.keyboard("{ArrowLeft}");
  await expect.element(gate).toHaveAttribute("aria-expanded", "false");
  await expect.element(page.getByRole("figure")).not.toBeInTheDocument();
  await userEvent.keyboard("{ArrowRight}");
  await expect.element(page.getByRole("figure")).toBeVisible();
  await userEvent.keyboard("{ArrowUp}{Enter}");
  await expect.element(first).toHaveAttribute("aria-expanded", "false");
  await expect.element(gate).not.toBeInTheDocument();
});

test("stacks the user's value and the rule's target in a narrow layout", async () => {
  const page = await renderOnPage(<Foldable trace={invite} closestRule={null} />, { widthPx: 560 });
  const has = page.getByText("has", { exact: true }).first();
  await expect.element(has).toBeVisible();
  expect(has.element().getBoundingClientRect().width).toBeGreaterThan(20);
});

test("shows ten thousand rules a hundred at a time", async () => {
  const rules = Array.from({ length: 10_000 }, (_, at) => ruleWith({ number: at + 1 }));
  const page = await renderOnPage(<Foldable trace={traceWith({ rules })} closestRule={10_000} />);
  expect(page.getByRole("listitem").elements().length).toBeLessThan(10);
  await page.getByRole("button", { name: "Rules 1 to 9,999 did not match" }).click();
  await expect.element(page.getByRole("button", { name: "Show 100 more of 9,999" })).toBeVisible();
  expect(page.getByRole("listitem").elements().length).toBeLessThan(400);
});

test("reads rules that the trace omits on request, and shows a failure and tries again", async () => {
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ruleWith({ number: from + at, ruleId: `rule-${from + at}` }));
  const trace = traceWith({ rules: numbered(1, 100), leftOut: [{ from: 101, to: 250, state: "did_not_match" }] });
  const requestedFrom: number[] = [];
  const onMoreRules = async (_spec: unknown, from: number) => {
    requestedFrom.push(from);
    if (requestedFrom.length === 1) throw new Error("These definitions are not kept here any more.");
    return numbered(from, 100);
  };
  const page = await renderOnPage(<Foldable trace={trace} closestRule={null} onMoreRules={onMoreRules} />);
  await page.getByRole("button", { name: "Rules 1 to 250 did not match" }).click();
  const more = page.getByRole("button", { name: /^Show \d+ more of 250$/ });
  await more.click();
  await expect.element(page.getByRole("alert")).toMatchTextContent("These definitions are not kept here any more.");
  await more.click();
  await expect.element(page.getByRole("button", { name: "Rule 200", exact: true })).toBeInTheDocument();
  await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  await expect.element(more).toMatchTextContent("Show 50 more of 250");
  await more.click();
  await expect.element(page.getByRole("button", { name: "Rule 250", exact: true })).toBeInTheDocument();
  await expect.element(more).not.toBeInTheDocument();
  expect(requestedFrom).toEqual([101, 101, 201]);
});

test("what folds is a target of 24 px, and takes 14 px of its row", async () => {
  const page = await renderOnPage(<Foldable trace={invite} closestRule={null} />);
  const fold = page.container.querySelector("[data-fold]") as HTMLElement;
  const { width, height } = fold.getBoundingClientRect();
  expect([width, height]).toEqual([24, 24]);
  expect(width + 2 * Number.parseFloat(getComputedStyle(fold).marginLeft)).toBe(14);
});
