import { expect, it } from "vitest";
import { timingParts } from "./timing-parts.ts";

it.each([
  ["the rest of the total as a part of its own", 86, ["Connect 5", "Wait for Statsig 20", "Outside the connection 61"]],
  ["no rest that would be shown as zero", 25.04, ["Connect 5", "Wait for Statsig 20"]],
  ["no rest for a recording whose parts are longer than its total", 24, ["Connect 5", "Wait for Statsig 20"]],
])("the time of a request has %s", (_title, totalMs, expected) => {
  const phases = [
    { name: "connect" as const, ms: 5 },
    { name: "wait" as const, ms: 20 },
  ];
  expect(timingParts({ phases, totalMs }).map(({ label, ms }) => `${label} ${ms}`)).toEqual(expected);
});
