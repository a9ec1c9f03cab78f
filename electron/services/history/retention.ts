import { z } from "zod";
import {
  type DueRemoval,
  DueRemovalSchema,
  defaultRetention,
  type Retention,
  type RetentionRule,
  RetentionRuleSchema,
} from "#shared/domain/history/retention.ts";
import { startOfDay } from "#shared/domain/text/format-time.ts";
import { NoSuchThing } from "../failures.ts";
import type { Log } from "../ports.ts";
import { openSettingsDocument, readAsWhole, type SettingsDocumentParts } from "../storage/settings-document.ts";
import type { RequestHistory } from "./history.ts";

/** Keeps the history within its limits. Nothing is removed that was not announced at least until the next night. */
export interface HistoryRetention {
  /** Returns the rule and what it removes next. Announces it, if it was not yet. */
  state(): Promise<Retention>;
  /** Changes the rule. What it removes is announced again, so nothing is removed before the next night. Throws `StorageFailed`. */
  change(rule: RetentionRule): Promise<Retention>;
  /** Puts the next removal off by a day. */
  skip(): Promise<Retention>;
  /** Restores the last removal since the start. Throws `NoSuchThing`. */
  undo(): Promise<{ readonly restored: number }>;
  /** Removes what was announced, if its time has come. */
  removeIfDue(): Promise<void>;
  close(): void;
}

const removalHour = 3;
const dayMs = 24 * 60 * 60_000;
const checkIntervalMs = 10 * 60_000;
/** Time to see, after the start, what is about to be removed. */
const firstCheckMs = 60_000;

const DocumentSchema = z.object({
  rule: RetentionRuleSchema,
  /** The earliest time of the removal that was announced; null if none was. */
  removesAtMs: z.int().nullable(),
  isSkipped: z.boolean(),
});
type Document = z.infer<typeof DocumentSchema>;

export interface RetentionParts extends SettingsDocumentParts {
  readonly history: Pick<RequestHistory, "expiring" | "expire" | "restoreExpired">;
  readonly log: Log;
  /** False in a terminal, whose commands end before a night. */
  readonly isAutomatic: boolean;
  /** The exchanges that tell how waiting events ended. */
  readonly neededExchangeIds: () => Promise<readonly string[]>;
}

export function createRetention(parts: RetentionParts): HistoryRetention {
  const { history, clock, log, isAutomatic, neededExchangeIds } = parts;
  const document = openSettingsDocument(parts, "history-retention", readAsWhole(DocumentSchema));
  let kept: Document = document.found?.value ?? { rule: defaultRetention, removesAtMs: null, isSkipped: false };
  let removed: Retention["removed"] = null;
  const timers = isAutomatic
    ? [setTimeout(() => void tryToRemove(), firstCheckMs).unref(), setInterval(() => void tryToRemove(), checkIntervalMs).unref()]
    : [];

  function keep(next: Document): void {
    document.write(next);
    kept = next;
  }

  /** What is too old at the time of the removal, however late it is carried out: what is announced and what goes are the same. */
  async function limits() {
    const { days, megabytes } = kept.rule;
    const removesAtMs = kept.removesAtMs ?? nextNight(clock.nowMs());
    return {
      beforeMs: days === null ? null : removesAtMs - days * dayMs,
      maxBytes: megabytes === null ? null : megabytes * 1_000_000,
      keptIds: await neededExchangeIds(),
    };
  }

  async function state(): Promise<Retention> {
    const { rule } = kept;
    const expiring = rule.days === null && rule.megabytes === null ? null : await history.expiring(await limits());
    const due: DueRemoval | null = expiring && DueRemovalSchema.parse(expiring);
    if (due !== null && kept.removesAtMs === null) keep({ ...kept, removesAtMs: nextNight(clock.nowMs()), isSkipped: false });
    if (due === null && kept.removesAtMs !== null) keep({ ...kept, removesAtMs: null, isSkipped: false });
    return { rule, due, removesAtMs: kept.removesAtMs, isSkipped: kept.isSkipped, removed };
  }

  async function removeIfDue(): Promise<void> {
    const { due, removesAtMs } = await state();
    if (due === null || removesAtMs === null || clock.nowMs() < removesAtMs) return;
    const expired = await history.expire(await limits());
    keep({ ...kept, removesAtMs: null, isSkipped: false });
    if (expired === null) return;
    removed = { requests: expired.requests, atMs: clock.nowMs() };
    log.info("Old requests were removed from the history.", { requests: expired.requests });
  }

  async function tryToRemove(): Promise<void> {
    try {
      await removeIfDue();
    } catch (failure) {
      log.warn("Old requests could not be removed from the history.", { failure: String(failure) });
    }
  }

  return {
    state,
    removeIfDue,
    change(rule) {
      keep({ rule, removesAtMs: null, isSkipped: false });
      return state();
    },
    async skip() {
      const { removesAtMs } = await state();
      if (removesAtMs !== null) keep({ ...kept, removesAtMs: nextNight(Math.max(removesAtMs, clock.nowMs())), isSkipped: true });
      return state();
    },
    async undo() {
      const result = await history.restoreExpired();
      if (result.restored === 0) throw new NoSuchThing("removal");
      removed = null;
      // What was restored is due again, from the next night on.
      keep({ ...kept, removesAtMs: nextNight(clock.nowMs()), isSkipped: false });
      return result;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Returns the next 03:00 of this machine's time after `nowMs`. */
function nextNight(nowMs: number): number {
  const tonight = atRemovalHour(nowMs);
  // The noon of the next day is in it, whatever the change to summer time does.
  return tonight > nowMs ? tonight : atRemovalHour(startOfDay(nowMs) + 1.5 * dayMs);
}

function atRemovalHour(dayAtMs: number): number {
  return new Date(startOfDay(dayAtMs)).setHours(removalHour);
}
