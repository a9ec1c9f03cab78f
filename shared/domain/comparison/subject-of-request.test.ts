import { expect, it } from "vitest";
import type { CompareSubject } from "./compare-request.ts";
import { followedSubject } from "./subject-of-request.ts";

const place = { projectId: "shop", keyId: null, tier: "production", snapshotId: null, atMs: null };
const lena: CompareSubject = { ...place, user: { userID: "u-1" }, userLabel: "Lena" };
const mia: CompareSubject = { ...place, user: { userID: "u-2" }, userLabel: "Mia" };

it("what two subjects had in common stays in common, and what differed stays", () => {
  const edited = { ...lena, user: { userID: "u-1", country: "US" } };
  expect(followedSubject(mia, lena, edited)).toEqual(mia);
  expect(followedSubject({ ...lena, tier: "staging" }, lena, edited)).toEqual({ ...edited, tier: "staging" });
  expect(followedSubject(mia, lena, { ...lena, tier: "staging" })).toEqual({ ...mia, tier: "staging" });
  expect(followedSubject({ ...lena, snapshotId: "s1" }, lena, mia)).toEqual({ ...mia, snapshotId: "s1" });
});

it("the rules and the key of one project are not used in another", () => {
  const next = { ...lena, projectId: "blog" };
  const draft = { name: "Draft", edits: [] };
  expect(followedSubject({ ...mia, snapshotId: "s1", keyId: "k1" }, lena, next)).toEqual({ ...mia, projectId: "blog" });
  expect(followedSubject({ ...mia, draft } as never, lena, next)).toEqual({ ...mia, projectId: "blog" });
  expect(followedSubject({ ...mia, draft } as never, lena, lena)).toEqual({ ...mia, draft });
  expect(followedSubject({ ...mia, projectId: "blog", snapshotId: "s1" }, lena, { ...lena, projectId: "news" })).toMatchObject({
    ...{ projectId: "blog", snapshotId: "s1" },
  });
});
