import { expect, it } from "vitest";
import { currentLabel, isEdited, type SavedUser } from "./saved-user.ts";
import { type StatsigUser, withoutPrivate } from "./statsig-user.ts";

const lena: StatsigUser = { userID: "u-1036", custom: { theme: "Dark", newsletter: true }, privateAttributes: { lifetime_spend: 410 } };
const saved = (user: StatsigUser): SavedUser => ({ id: "lena", name: "Lena, Hamburg", user, savedAtMs: 0 });

it("takes for edited whatever differs from the saved user, but not the private attributes that were left out of it", () => {
  expect(isEdited(lena, saved(lena))).toBe(false);
  expect(isEdited(lena, saved({ userID: "u-1036", custom: { newsletter: true, theme: "Dark" } }))).toBe(false);
  expect(isEdited({ ...lena, country: "DE" }, saved(lena))).toBe(true);
  expect(isEdited({ ...lena, privateAttributes: { lifetime_spend: 1 } }, saved(lena))).toBe(true);
});

it.each<[string, StatsigUser, string | null, string]>([
  ["as saved", lena, "lena", "Lena, Hamburg"],
  ["without the private attributes", withoutPrivate(lena), "lena", "Lena, Hamburg, edited"],
  ["changed: she used to go by her saved name all the same", { ...lena, country: "AT" }, "lena", "Lena, Hamburg, edited"],
  ["who is nobody saved", lena, null, "u-1036"],
  ["whose saved one is gone", lena, "removed", "u-1036"],
])("calls a user %s by the right name", (_how, user, savedUserId, label) => {
  const withoutHers = { id: "ada", name: "Ada", user: {}, savedAtMs: 0 };
  expect(currentLabel(user, savedUserId, [withoutHers, saved(lena)])).toBe(label);
});
