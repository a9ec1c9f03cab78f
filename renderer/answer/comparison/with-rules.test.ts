import { expect, test } from "vitest";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { withRulesFile } from "./with-rules.ts";

const column = (projectId: string, snapshotId: string | null): CompareSubject => ({
  ...{ projectId, snapshotId, tier: "production", keyId: null, atMs: null, user: {}, userLabel: "Lena" },
});
const rulesAfter = (subjects: readonly CompareSubject[], hasRules: boolean) =>
  withRulesFile(subjects, { projectId: "shop", snapshotId: "file", hasRules })?.map(({ snapshotId }) => snapshotId) ?? null;

test("a definitions file is the rules of every column that has none, in a project without rules", () => {
  const columns = [column("shop", null), column("shop", "tuesday"), column("other", null), column("shop", null)];
  expect(rulesAfter(columns, false)).toEqual(["file", "tuesday", null, "file"]);
});

test("in a project with rules, or where every column has some, a definitions file is the rules of its last column", () => {
  const columns = [column("shop", null), column("shop", "tuesday"), column("other", null)];
  expect(rulesAfter(columns, true)).toEqual([null, "file", null]);
  expect(rulesAfter([column("shop", "monday"), column("shop", "tuesday")], false)).toEqual(["monday", "file"]);
});

test("a definitions file of another project changes no column", () => {
  expect(rulesAfter([column("other", null), column("other", null)], true)).toBeNull();
});
