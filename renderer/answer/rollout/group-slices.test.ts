import { expect, test } from "vitest";
import { bucketWith, conditionWith, ruleWith, traceWith } from "#tests/fakes/explanation.ts";
import { groupLine, groupSentence } from "./group-slices.ts";

const place = (cutOff: number) => bucketWith({ bucket: 757, of: 1000, cutOff });
const group = (number: number, groupName: string, target: number, state: "decided" | "did_not_match" | "never_reached") =>
  ruleWith({
    number,
    groupName,
    state,
    conditions: [conditionWith({ type: "user_bucket", operator: "lt", target, bucket: state === "never_reached" ? null : place(target) })],
  });

test("each group gets the range between the previous cut-off and its own", () => {
  const line = groupLine(
    traceWith({ kind: "experiment", rules: [group(1, "Control", 500, "did_not_match"), group(2, "Badges", 1000, "decided")] }),
  );
  expect(line?.slices).toEqual([
    { name: "Control", from: 0, to: 50, isOwn: false },
    { name: "Badges", from: 50, to: 100, isOwn: true },
  ]);
  expect(line && groupSentence(line, "Lena")).toBe("Lena is at 75.7 %, in Badges (50 to 100 %)");
});

test("groups that were not reached have no position of the unit", () => {
  const line = groupLine(traceWith({ kind: "experiment", rules: [group(1, "Control", 500, "never_reached")] }));
  expect(line?.bucket).toBeNull();
  expect(line && groupSentence(line, "Lena")).toBe("An earlier step decided, so Lena has no position here");
});

test("a gate has no groups", () => {
  expect(groupLine(traceWith())).toBeNull();
});
