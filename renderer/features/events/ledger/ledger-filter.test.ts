import { expect, it } from "vitest";
import { dayBars, dayStarts, isLedgerFiltered, type LedgerQuery, ledgerFilter } from "./ledger-filter.ts";

const emptyQuery: LedgerQuery = {
  ledgerText: "",
  ledgerKind: null,
  ledgerOutcome: null,
  isLedgerOfTier: false,
  isLedgerOfAll: false,
  ledgerDays: null,
};
const current = { projectId: "shop", tier: "production" };
const nowMs = new Date(2026, 10, 23, 14, 30).getTime();

it("starts each day at local midnight, and ends with tomorrow", () => {
  expect(dayStarts(nowMs, 2)).toEqual([
    new Date(2026, 10, 22).getTime(),
    new Date(2026, 10, 23).getTime(),
    new Date(2026, 10, 24).getTime(),
  ]);
  expect(dayStarts(new Date(2026, 2, 1, 0, 0).getTime(), 2)[0]).toBe(new Date(2026, 1, 28).getTime());
});

it("filters by project only, unless more filters are chosen", () => {
  expect(ledgerFilter(emptyQuery, current, nowMs)).toEqual({
    projectId: "shop",
    text: "",
    kinds: [],
    outcomes: [],
    tier: null,
    fromMs: null,
    toMs: null,
  });
  expect(isLedgerFiltered(emptyQuery)).toBe(false);
});

it("filters by the chosen text, kind, outcome, tier and days", () => {
  const query: LedgerQuery = {
    ledgerText: " u-1036 ",
    ledgerKind: "event",
    ledgerOutcome: "refused",
    isLedgerOfTier: true,
    isLedgerOfAll: false,
    ledgerDays: 1,
  };
  expect(ledgerFilter(query, current, nowMs)).toEqual({
    projectId: "shop",
    text: "u-1036",
    kinds: ["event"],
    outcomes: ["refused"],
    tier: "production",
    fromMs: new Date(2026, 10, 23).getTime(),
    toMs: null,
  });
  expect(isLedgerFiltered(query)).toBe(true);
});

it("has the rows of all projects, removed ones too, if that is chosen", () => {
  expect(ledgerFilter({ ...emptyQuery, isLedgerOfAll: true }, current, nowMs).projectId).toBeNull();
});

it("adds up the rows of a day", () => {
  expect(dayBars([5, 9], [{ event: 2, exposure: 1, evaluation: 4 }])).toEqual([
    { startMs: 5, total: 7, parts: { event: 2, exposure: 1, evaluation: 4 } },
  ]);
});
