import { expect, it } from "vitest";
import type { WhatIfRequest, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { isOfOlderRules, previousFor, resultIn, type WhatIfResult } from "./shown-result.ts";

const request: WhatIfRequest = {
  ...{ projectId: "shop", tier: "staging", users: { of: "saved" }, focus: null },
  older: { snapshotId: null, edits: [] },
  newer: { snapshotId: null, edits: [] },
};
const rules = { isNewest: true, snapshotId: "old" };
const summary = { is: "counted", older: rules, newer: rules, atMs: 1_000 } as WhatIfSummary; // only its rules and time are read
const done: WhatIfResult = { is: "done", request, summary };

it("what was counted for one project does not stand under the name of another, nor while that is counted", () => {
  expect(resultIn(done, "shop")).toBe(done);
  expect(resultIn(done, "other")).toEqual({ is: "none" });
  expect(previousFor(done, "shop")).toBe(summary);
  expect(previousFor(done, "other")).toBeNull();
  const running: WhatIfResult = { is: "running", request, progress: null, previous: summary };
  expect(previousFor(running, "shop")).toBe(summary);
  expect(previousFor(running, "other")).toBeNull();
});

it("newer rules than the counted ones need a new count", () => {
  const newest = { isNewest: true, snapshotId: "new", confirmedAtMs: 1_500 } as DefinitionsInfo;
  expect(isOfOlderRules(done, newest, 2_000)).toBe(true);
  expect(isOfOlderRules(done, { ...newest, snapshotId: "old" }, 2_000)).toBe(false);
  expect(isOfOlderRules({ is: "none" }, newest, 2_000)).toBe(false);
});
