import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { createFixedClock, type FixedClock } from "#tests/fakes/fixed-clock.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createRequestHistory, type RequestHistory } from "./history.ts";
import { createRetention, type HistoryRetention } from "./retention.ts";

const dayMs = 24 * 60 * 60_000;
let folder: string;
let clock: FixedClock;
let history: RequestHistory;
let retention: HistoryRetention;
const settings = () => createMemorySettings();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-retention-"));
  clock = createFixedClock(new Date(2026, 10, 23, 12).getTime());
  await open();
});
afterEach(async () => {
  retention.close();
  await history.close();
  rmSync(folder, { recursive: true });
});

async function open(stored = settings()): Promise<void> {
  history = await createRequestHistory({ folder, clock, notices: createRecordedNotices() });
  retention = createRetention({
    ...{ history, clock, settings: stored, notices: createRecordedNotices(), log: createSilentLog(), isAutomatic: false },
    neededExchangeIds: async () => ["needed"],
  });
}

async function append(id: string, daysAgo: number, purpose: "check" | "everything" = "check", userLabel = "Lena"): Promise<void> {
  const exchange = { atMs: clock.nowMs() - daysAgo * dayMs };
  await history.append(createHistoryEntry(id, { context: { purpose, userLabel, actionId: `action-${id}` }, exchange }));
}

const ids = async () => {
  const { rows } = await history.page({ filter: HistoryFilterSchema.parse({}), beforeSeq: null, limit: 100 });
  return rows.map(({ exchangeId }) => exchangeId).sort((a, b) => a.localeCompare(b));
};

describe("old requests", () => {
  beforeEach(async () => {
    await append("old", 100);
    await append("older", 120, "everything", "Mia");
    await append("pinned", 110);
    await append("needed", 105);
    await append("tagged", 104);
    await append("new", 10);
    await history.pin("pinned", true);
    await history.annotate("tagged", { tags: ["ticket-42"], note: "" });
  });

  it("are announced by kind before they are removed, with what stays", async () => {
    const state = await retention.state();
    expect(state).toEqual({
      rule: { days: 90, megabytes: 500 },
      due: {
        requests: 2,
        bytes: expect.any(Number),
        bySize: 0,
        fromMs: clock.nowMs() - 120 * dayMs,
        toMs: clock.nowMs() - 100 * dayMs,
        purposes: [
          { purpose: "everything", requests: 1, actions: 1, users: 1 },
          { purpose: "check", requests: 1, actions: 1, users: 1 },
        ],
        staying: { pinned: 1, annotated: 1, unfinished: 1 },
      },
      removesAtMs: new Date(2026, 10, 24, 3).getTime(),
      isSkipped: false,
      removed: null,
    });
    await retention.removeIfDue();
    expect(await ids()).toHaveLength(6);
  });

  it("are removed at night, can be found again after undo, and are announced again", async () => {
    await retention.state();
    clock.advance(15 * 60 * 60_000);
    await retention.removeIfDue();
    expect(await ids()).toEqual(["needed", "new", "pinned", "tagged"]);
    expect(await retention.state()).toMatchObject({ due: null, removesAtMs: null, removed: { requests: 2, atMs: clock.nowMs() } });

    expect(await retention.undo()).toEqual({ restored: 2 });
    expect(await ids()).toEqual(["needed", "new", "old", "older", "pinned", "tagged"]);
    const found = await history.page({ filter: HistoryFilterSchema.parse({ text: "mia germany" }), beforeSeq: null, limit: 10 });
    expect(found.rows.map(({ exchangeId }) => exchangeId)).toEqual(["older"]);
    expect(await history.get("older")).toMatchObject({ context: { userLabel: "Mia" } });
    expect(await retention.state()).toMatchObject({
      due: { requests: 2 },
      removesAtMs: new Date(2026, 10, 25, 3).getTime(),
      removed: null,
    });
    await expect(retention.undo()).rejects.toThrow();
  });

  it("cannot be restored after the next start, and are then nowhere in the data folder", async () => {
    await append("secretive", 200, "check", "planted-name-7731");
    await retention.state();
    clock.advance(dayMs);
    await retention.removeIfDue();
    expect(existsSync(join(folder, "history-removed.db"))).toBe(true);
    await history.close();
    await open();
    expect(existsSync(join(folder, "history-removed.db"))).toBe(false);
    expect(readFileSync(join(folder, "history.db")).includes("planted-name-7731")).toBe(false);
    await expect(retention.undo()).rejects.toThrow();
  });

  it("are those that are too old at the time of the removal, also when it is late", async () => {
    await append("too old tonight", 89.5);
    await append("too old tomorrow", 89);
    expect(await retention.state()).toMatchObject({ due: { requests: 3 } });
    clock.advance(3 * dayMs);
    expect(await retention.state()).toMatchObject({ due: { requests: 3 } });
    await retention.removeIfDue();
    expect(await ids()).toEqual(["needed", "new", "pinned", "tagged", "too old tomorrow"]);
    expect(await retention.state()).toMatchObject({ due: { requests: 1 }, removesAtMs: new Date(2026, 10, 27, 3).getTime() });
  });

  it("stay a day longer when the removal is skipped", async () => {
    expect(await retention.skip()).toMatchObject({ removesAtMs: new Date(2026, 10, 25, 3).getTime(), isSkipped: true });
    clock.advance(dayMs);
    await retention.removeIfDue();
    expect(await ids()).toHaveLength(6);
    clock.advance(dayMs);
    await retention.removeIfDue();
    expect(await ids()).toHaveLength(4);
  });

  it("are announced anew when the rule changes, and stay without a rule", async () => {
    await retention.state();
    clock.advance(dayMs);
    expect(await retention.change({ days: 5, megabytes: null })).toMatchObject({
      due: { requests: 3 },
      removesAtMs: new Date(2026, 10, 25, 3).getTime(),
    });
    await retention.removeIfDue();
    expect(await ids()).toHaveLength(6);
    expect(await retention.change({ days: null, megabytes: null })).toMatchObject({ due: null, removesAtMs: null });
  });
});

it("removes the oldest requests until the file is within its size, and counts their bytes", async () => {
  for (let number = 0; number < 60; number += 1) await append(`x-${number}`, 60 - number);
  const { bytes } = await history.stats();
  const maxBytes = 100_000;
  const expiring = await history.expiring({ beforeMs: null, maxBytes, keptIds: [] });
  expect(expiring?.bySize).toBe(expiring?.requests);
  expect(expiring?.bytes).toBeLessThan(bytes);
  await history.expire({ beforeMs: null, maxBytes, keptIds: [] });
  expect((await ids()).includes("x-0")).toBe(false);
  expect((await ids()).includes("x-59")).toBe(true);
});
