import { expect, it } from "vitest";
import { currentLabel, isEdited, type SavedUser } from "./saved-user.ts";
import { type StatsigUser, withoutPrivate } from "./statsig-user.ts";

const lena: StatsigUser = { userID: "u-1036", custom: { theme: "Dark", newsletter: true }, privateAttributes: { lifetime_spend: 410 } };
const saved = (user: StatsigUser): SavedUser => ({ id: "lena", name: "Lena, Hamburg", user, savedAtMs: 0 });

it("a user is edited if it differs from the saved one, except for private attributes that are not saved", () => {
  expect(isEdited(lena, saved(lena))).toBe(false);
  expect(isEdited(lena, saved({ userID: "u-1036", custom: { newsletter: true, theme: "Dark" } }))).toBe(false);
  expect(isEdited({ ...lena, country: "DE" }, saved(lena))).toBe(true);
  expect(isEdited({ ...lena, privateAttributes: { lifetime_spend: 1 } }, saved(lena))).toBe(true);
});

it.each<[string, StatsigUser, string | null, string]>([
  ["as saved", lena, "lena", "Lena, Hamburg"],
  ["without the private attributes", withoutPrivate(lena), "lena", "Lena, Hamburg (edited)"],
  ["with a changed field", { ...lena, country: "AT" }, "lena", "Lena, Hamburg (edited)"],
  ["that is not saved", lena, null, "u-1036"],
  ["whose saved user was removed", lena, "removed", "u-1036"],
])("labels a user %s correctly", (_how, user, savedUserId, label) => {
  const withoutHers = { id: "ada", name: "Ada", user: {}, savedAtMs: 0 };
  expect(currentLabel(user, savedUserId, [withoutHers, saved(lena)])).toBe(label);
});
