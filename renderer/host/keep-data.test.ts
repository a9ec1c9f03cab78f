import { expect, test } from "vitest";
import { keepDataOf } from "./keep-data.ts";

const query = { queryKey: [["explain", "readiness"], { input: { projectId: "shop", name: "checkout_v2", user: { userID: "u-1" } } }] };

test("data stays while the new question is about the same project and name", () => {
  expect(keepDataOf({ projectId: "shop", name: "checkout_v2" })("before", query)).toBe("before");
});

test("data of another project or name does not stand as the answer for this one", () => {
  expect(keepDataOf({ projectId: "blog" })("before", query)).toBeUndefined();
  expect(keepDataOf({ projectId: "shop", name: "checkout" })("before", query)).toBeUndefined();
  expect(keepDataOf({ projectId: "shop" })("before", undefined)).toBeUndefined();
});
