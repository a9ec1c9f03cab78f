import { expect, it } from "vitest";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { asksFirst, goingTo } from "./destination.ts";

const shop: Project = {
  ...blankProject(),
  id: "shop",
  kind: "statsig",
  createdAtMs: 0,
  name: "Shop",
  tiers: [
    { name: "production", isProtected: true },
    { name: "staging", isProtected: false },
  ],
};
const sending = { project: shop, what: "events" as const, count: 3 };

it("says project and tier, and asks for nothing where nothing is protected", () => {
  expect(goingTo({ ...sending, currentTier: "staging", countsIn: ["staging"] })).toEqual({ words: "Shop, staging", confirmation: null });
});

it("guards the tier that it counts in, whatever is in hand", () => {
  const { words, confirmation } = goingTo({ ...sending, currentTier: "staging", countsIn: ["staging", "production", "production"] });
  expect(words).toBe("Shop, staging and production");
  expect(confirmation).toMatchObject({ tier: "production", countsIn: ["staging", "production"], host: "events.statsigapi.net" });
});

it("guards the tier in hand, too, and still says where it counts", () => {
  const { words, confirmation } = goingTo({ ...sending, currentTier: "production", countsIn: ["staging"] });
  expect(words).toBe("Shop, staging");
  expect(confirmation).toMatchObject({ tier: "production", countsIn: ["staging"] });
});

it("asks a chord always, and a press where the core would not ask", () => {
  const counting = goingTo({ ...sending, currentTier: "production", countsIn: ["production"] }).confirmation;
  const currentOnly = goingTo({ ...sending, currentTier: "production", countsIn: ["staging"] }).confirmation;
  expect(asksFirst(counting, { byChord: true, isSnoozed: true })).toBe(true);
  expect(asksFirst(counting, { byChord: false, isSnoozed: false })).toBe(false);
  expect(asksFirst(currentOnly, { byChord: false, isSnoozed: false })).toBe(true);
  expect(asksFirst(currentOnly, { byChord: false, isSnoozed: true })).toBe(false);
  expect(asksFirst(null, { byChord: true, isSnoozed: false })).toBe(false);
});
