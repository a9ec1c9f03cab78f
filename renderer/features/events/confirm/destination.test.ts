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
  expect(goingTo({ ...sending, tierInHand: "staging", countsIn: ["staging"] })).toEqual({ words: "Shop, staging", guard: null });
});

it("guards the tier that it counts in, whatever is in hand", () => {
  const { words, guard } = goingTo({ ...sending, tierInHand: "staging", countsIn: ["staging", "production", "production"] });
  expect(words).toBe("Shop, staging and production");
  expect(guard).toMatchObject({ tier: "production", countsIn: ["staging", "production"], host: "events.statsigapi.net" });
});

it("guards the tier in hand, too, and still says where it counts", () => {
  const { words, guard } = goingTo({ ...sending, tierInHand: "production", countsIn: ["staging"] });
  expect(words).toBe("Shop, staging");
  expect(guard).toMatchObject({ tier: "production", countsIn: ["staging"] });
});

it("asks a chord always, and a press where the core would not ask", () => {
  const counting = goingTo({ ...sending, tierInHand: "production", countsIn: ["production"] }).guard;
  const inHandOnly = goingTo({ ...sending, tierInHand: "production", countsIn: ["staging"] }).guard;
  expect(asksFirst(counting, { byChord: true, isQuiet: true })).toBe(true);
  expect(asksFirst(counting, { byChord: false, isQuiet: false })).toBe(false);
  expect(asksFirst(inHandOnly, { byChord: false, isQuiet: false })).toBe(true);
  expect(asksFirst(inHandOnly, { byChord: false, isQuiet: true })).toBe(false);
  expect(asksFirst(null, { byChord: true, isQuiet: false })).toBe(false);
});
