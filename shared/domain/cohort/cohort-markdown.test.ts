import { expect, it } from "vitest";
import { type CohortState, CohortStateSchema } from "./cohort.ts";
import { cohortMarkdown } from "./cohort-markdown.ts";

type Outcome = CohortState["shares"][number]["outcomes"][number];

const outcome = (changed: Partial<Outcome>): Outcome => ({
  ...{ state: "fail", ruleNumber: null, ruleName: null, ruleId: null, groupName: null, allocatedExperiment: null },
  ...{ decidedBy: "no_rule", value: false, isWithoutUnit: false, unknownReasons: [], users: 0 },
  ...changed,
});

const state = CohortStateSchema.parse({
  ...{ cohortId: "c", name: "November", sourceText: "customers.csv", createdAtMs: 0, snapshotId: "s", phase: "done", problem: null },
  question: {
    ...{ projectId: "p", tier: "staging", snapshotId: null, source: { kind: "saved_users" } },
    entities: [{ kind: "gate", name: "banner" }],
  },
  ...{ rulesOfMs: Date.UTC(2026, 4, 28), rulesReadAtMs: Date.UTC(2026, 10, 30, 20, 10), users: 30, total: 30, progress: 1 },
  ...{ usersPerSecond: 1, elapsedMs: 1, unreadableRows: 0, unreadable: [], repeatedIds: 0, columns: [], hasPrivate: false, live: null },
  changed: null,
  shares: [
    {
      ...{ kind: "gate", name: "banner", entity: "feature_gate", unit: "userID", withoutUnit: 0, splits: [] },
      outcomes: [
        outcome({ users: 12 }),
        outcome({ state: "pass", decidedBy: "rule", ruleNumber: 1, value: true, users: 15 }),
        outcome({ decidedBy: "outside", ruleNumber: 1, users: 3 }),
        outcome({ decidedBy: "outside", ruleNumber: 2, users: 0 }),
      ],
    },
  ],
});

it("counts an answer once, whichever rules decided", () => {
  expect(cohortMarkdown(state)).toContain("| `banner` | Fail 15 (50.0 %), Pass 15 (50.0 %) |");
});

it("names the rules by the time at which they were read, as the page does", () => {
  expect(cohortMarkdown(state)).toContain("· rules as of 2026-11-30 20:10 UTC ·");
});
