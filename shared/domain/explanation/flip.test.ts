import { expect, test } from "vitest";
import { type FlipEdit, flippedUser } from "./flip.ts";

const edit = (...path: string[]): FlipEdit => ({ path, from: null, to: "DE", isTime: false });
const staging = { tier: "staging" };

test("a flip leaves the environment of the panel's user as it was", () => {
  const evaluated = { userID: "ada", country: "DE", statsigEnvironment: staging };
  expect(flippedUser({ user: evaluated, edits: [edit("country")] }, { userID: "ada" })).toEqual({ userID: "ada", country: "DE" });
  const own = { userID: "ada", statsigEnvironment: { tier: "development" } };
  expect(flippedUser({ user: evaluated, edits: [edit("country")] }, own)).toEqual({ ...own, country: "DE" });
});

test("a flip of the tier sets it on the user", () => {
  const changed = { userID: "ada", statsigEnvironment: staging };
  expect(flippedUser({ user: changed, edits: [edit("statsigEnvironment", "tier")] }, { userID: "ada" })).toEqual(changed);
});
