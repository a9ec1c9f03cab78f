import { expect, it } from "vitest";
import type { CohortQuestion, CohortState } from "#shared/domain/cohort/cohort.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { type CohortNow, notCurrentReason } from "./not-current.ts";

const question: CohortQuestion = {
  ...{ projectId: "shop", tier: "staging", snapshotId: null, source: { kind: "saved_users" } },
  entities: [{ kind: "gate", name: "checkout_v2" }],
};
// Only what the question of the age reads.
const state = { question, snapshotId: "old", createdAtMs: 1_000 } as CohortState;
const newer = { isNewest: true, snapshotId: "new", confirmedAtMs: 1_500 } as DefinitionsInfo;
const now: CohortNow = { projectId: "shop", question, newest: undefined, nowMs: 2_000 };

it.each<[string, CohortState, CohortQuestion | null, CohortNow, ReturnType<typeof notCurrentReason>]>([
  ["of the question of now is current", state, question, now, null],
  ["of another set-up is not", state, { ...question, tier: "production" }, now, "edited"],
  ["stays current while the set-up is incomplete", state, question, { ...now, question: null }, null],
  [
    "of another project is not, even while the set-up is incomplete",
    state,
    question,
    { ...now, projectId: "b", question: null },
    "other_project",
  ],
  ["of a stored cohort is not in another project", state, null, { ...now, projectId: "b" }, "other_project"],
  ["of a stored cohort does not depend on the set-up", state, null, { ...now, question: { ...question, tier: "production" } }, null],
  ["is not once the rules changed", state, question, { ...now, newest: newer }, "new_rules"],
  ["of a stored cohort is not once the rules changed", state, null, { ...now, newest: newer }, "new_rules"],
  [
    "with rules of an earlier time is what it was chosen to be",
    { ...state, question: { ...question, snapshotId: "old" } },
    null,
    { ...now, newest: newer },
    null,
  ],
])("a result %s", (_title, shown, asked, current, expected) => {
  expect(notCurrentReason(shown, asked, current)).toBe(expected);
});
