import { expect, test } from "vitest";
import { bucketWith, conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { slicesOf, slotShares } from "./slot-shares.ts";

const slot = bucketWith({ bucket: 810, of: 1000, cutOff: null, slotCount: 2 });
const share = (operator: "any" | "none", target: string[] | Record<string, true>, state: "decided" | "did_not_match" | "never_reached") =>
  ruleWith({
    state,
    conditions: [conditionWith({ type: "user_bucket", operator, target, bucket: state === "never_reached" ? null : slot })],
  });

test("reads the owner of each slot from a layer's rules, also from those that were never reached", () => {
  const layer = traceWith({
    kind: "layer",
    rules: [share("any", { "1": true }, "did_not_match"), share("any", ["810", "4"], "decided"), share("any", ["7"], "never_reached")],
  });
  const shares = slotShares(layer);
  expect([[...(shares?.own ?? [])], [...(shares?.others ?? [])], shares?.areOthersKnown]).toEqual([[810, 4], [1, 7], true]);
});

test("reads only an experiment's own slots from its rules", () => {
  const shares = slotShares(traceWith({ kind: "experiment", rules: [share("none", { "4": true, "810": true }, "did_not_match")] }));
  expect([[...(shares?.own ?? [])], shares?.others.size, shares?.areOthersKnown]).toEqual([[4, 810], 0, false]);
});

test("joins adjacent slots to one slice", () => {
  const condition = conditionWith({ type: "user_bucket", operator: "any", target: { "11": true, "3": true, "10": true, "-1": true } });
  expect(slicesOf(condition)).toEqual([
    { from: 0.3, to: 0.4 },
    { from: 1, to: 1.2 },
  ]);
  expect(slicesOf(conditionWith({ type: "user_bucket", operator: "lt", target: 500 }))).toBeNull();
});

test("an experiment outside of layers has no slots", () => {
  expect(slotShares(traceWith({ kind: "experiment" }))).toBeNull();
});
