import { expect, it } from "vitest";
import type { SavedUser } from "../user/saved-user.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import { comparedWith } from "./compared-with.ts";

const lena = { id: "s-1", name: "Lena", user: { userID: "u-1036", country: "DE" } } as unknown as SavedUser;
const device = { id: "s-2", name: "Test device", user: { customIDs: { stableID: "dev-36" } } } as unknown as SavedUser;
const panel = (user: StatsigUser) => ({ user, savedUserId: null, tier: "staging" });

it("compares a page's user with the saved user of the same person, the userID before other IDs", () => {
  const page = { userID: "u-1036", customIDs: { stableID: "dev-36" } };
  expect(comparedWith(page, panel({ userID: "u-7" }), [device, lena])).toMatchObject({ label: "Lena", tier: "staging", saved: lena });
  expect(comparedWith({ ...page, userID: "u-9" }, panel({}), [device, lena])).toMatchObject({ label: "Test device", saved: device });
});

it("compares it with the user in the panel only if that is the same person, and else with itself in its own tier", () => {
  const page = { userID: "u-1036", country: "US" };
  expect(comparedWith(page, panel({ userID: "u-1036", country: "DE" }), [])).toEqual({
    ...{ user: { userID: "u-1036", country: "DE" }, label: "u-1036", tier: "staging", saved: null, isPageUser: false },
  });
  for (const other of [{ userID: "u-7" }, {}])
    expect(comparedWith(page, panel(other), [])).toEqual({ user: page, label: "u-1036", tier: "", saved: null, isPageUser: true });
});
