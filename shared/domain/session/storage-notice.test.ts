import { expect, it } from "vitest";
import { storageNoticeText } from "./storage-notice.ts";

it("says what became of the keys when projects are lost, and not when all were recovered", () => {
  const entries = (lost: number) => [{ one: "entry", many: "entries", kept: 2, lost }];
  const textOf = (recovered: ReturnType<typeof entries>) =>
    storageNoticeText({ kind: "damaged", file: "projects.json", to: "/data/projects.damaged.json", recovered });
  const hasKeys = expect.stringContaining("The keys of lost projects stay encrypted in sealed-keys.json");
  expect([textOf([]), textOf(entries(1))]).toEqual([hasKeys, hasKeys]);
  expect(textOf(entries(0))).toBe(
    "projects.json was damaged. Recovered: 2 entries. The damaged file was renamed to /data/projects.damaged.json.",
  );
});
