import { expect, it } from "vitest";
import { hasChangedFiles } from "./changed-files.ts";

const files = [
  { file: "/tests/a.yaml", version: "1" },
  { file: "/tests/b.yaml", version: "1" },
];
const run = { files, startedAtMs: 100 };
const folder = (changed: readonly { file: string; version: string }[]) => ({ files: changed, problem: null });

it("says so when a file was changed, added or removed since the run began, whether it has ended or not", () => {
  expect(hasChangedFiles(run, folder(files.toReversed()), 200)).toBe(false);
  expect(hasChangedFiles(run, folder([{ file: "/tests/a.yaml", version: "2" }, ...files.slice(1)]), 150)).toBe(true);
  expect(hasChangedFiles(run, folder([...files, { file: "/tests/c.yaml", version: "1" }]), 200)).toBe(true);
  expect(hasChangedFiles(run, folder(files.slice(1)), 200)).toBe(true);
});

it("says nothing of a folder that was read before the run: accepting an answer changes a file and then runs", () => {
  expect(hasChangedFiles(run, folder([{ file: "/tests/a.yaml", version: "0" }, ...files.slice(1)]), 99)).toBe(false);
});
