import { expect, it } from "vitest";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { mustConfirmFirst, resolveSendTarget } from "./destination.ts";

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

it("names project and tier, and needs no confirmation where no tier is protected", () => {
  expect(resolveSendTarget({ ...sending, currentTier: "staging", countsIn: ["staging"] })).toEqual({
    label: "Shop, staging",
    confirmation: null,
  });
});

it("confirms a protected tier in which drafts count, whatever the current tier is", () => {
  const { label, confirmation } = resolveSendTarget({
    ...sending,
    currentTier: "staging",
    countsIn: ["staging", "production", "production"],
  });
  expect(label).toBe("Shop, staging and production");
  expect(confirmation).toMatchObject({ tier: "production", countsIn: ["staging", "production"], host: "events.statsigapi.net" });
});

it("confirms a protected current tier and still names the tier in which drafts count", () => {
  const { label, confirmation } = resolveSendTarget({ ...sending, currentTier: "production", countsIn: ["staging"] });
  expect(label).toBe("Shop, staging");
  expect(confirmation).toMatchObject({ tier: "production", countsIn: ["staging"] });
});

it("confirms first after a key chord, and where the core would not require it", () => {
  const counting = resolveSendTarget({ ...sending, currentTier: "production", countsIn: ["production"] }).confirmation;
  const currentOnly = resolveSendTarget({ ...sending, currentTier: "production", countsIn: ["staging"] }).confirmation;
  expect(mustConfirmFirst(counting, { byChord: true, isSnoozed: true })).toBe(true);
  expect(mustConfirmFirst(counting, { byChord: false, isSnoozed: false })).toBe(false);
  expect(mustConfirmFirst(currentOnly, { byChord: false, isSnoozed: false })).toBe(true);
  expect(mustConfirmFirst(currentOnly, { byChord: false, isSnoozed: true })).toBe(false);
  expect(mustConfirmFirst(null, { byChord: true, isSnoozed: false })).toBe(false);
});
