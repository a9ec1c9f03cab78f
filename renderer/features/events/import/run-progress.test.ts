import { expect, it } from "vitest";
import type { Run } from "#shared/domain/events/event-import.ts";
import { noCounts } from "#shared/domain/events/event-outbox.ts";
import { runProgress } from "./run-progress.ts";

const run: Run = {
  id: "r1",
  projectId: "sandbox",
  projectName: "Sandbox",
  tier: "staging",
  fileName: "events.csv",
  state: "running",
  startedAtMs: 0,
  changedAtMs: 0,
  rowsTaken: 1000,
  rowsTotal: 1000,
  refusedRows: 3,
  counts: { ...noCounts, delivered: 500, waiting: 497 },
  perSecond: 0,
  problem: null,
};

it("counts the rows in each state", () => {
  expect(runProgress(run)).toEqual({
    delivered: 0.5,
    failed: 0.003,
    sentence: "500 of 1,000 rows delivered, 3 refused before sending, 497 waiting.",
  });
});

it("leaves out zero counts, and handles an import without rows", () => {
  expect(runProgress({ ...run, rowsTaken: 0, rowsTotal: null, refusedRows: 0, counts: noCounts })).toEqual({
    delivered: 0,
    failed: 0,
    sentence: "0 of 0 rows delivered.",
  });
});
