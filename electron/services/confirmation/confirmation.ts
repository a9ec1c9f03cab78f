import { uptime } from "node:os";
import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { ConfirmationRequired } from "../failures.ts";
import type { Clock } from "../ports.ts";

/** A write to confirm, of events, exposures or logged evaluations: its project and tiers, and whether the user confirmed exactly this. */
export interface Intent {
  readonly project: Project;
  /** All tiers of the events. */
  readonly tiers: readonly string[];
  readonly what: WrittenKind;
  readonly count: number;
  readonly isConfirmed: boolean;
  /** The address that is written to; the events address by default. */
  readonly url?: string;
}

declare const passed: unique symbol;

/**
 * Proves that a write was confirmed, or needs no confirmation. Only `Confirmation.pass` returns one, and nothing that writes to Statsig can be called without
 * one: a logged check, the outbox, and the run of a file.
 */
export interface WritePass {
  readonly [passed]: true;
}

/** Protected tiers: each write is confirmed, or the confirmation is snoozed for a limited time. Snoozes end with the program. */
export interface Confirmation {
  /** Throws `ConfirmationRequired` unless every protected tier is confirmed or snoozed. */
  pass(intent: Intent): WritePass;
  snooze(input: { readonly projectId: string; readonly tier: string; readonly minutes: number }): void;
  /** Returns the end of each snooze of a project (ms since the epoch), by tier name. */
  snoozedTiers(projectId: string): Record<string, number>;
}

/** `tickMs` is a monotonic clock in milliseconds. Default: the machine's uptime. */
export function createConfirmation({
  clock,
  tickMs = () => uptime() * 1000,
}: {
  readonly clock: Clock;
  readonly tickMs?: () => number;
}): Confirmation {
  const snoozedUntil = new Map<string, { readonly projectId: string; readonly tier: string; readonly tick: number }>();
  const keyOf = (projectId: string, tier: string) => JSON.stringify([projectId, tier.toLowerCase()]);
  const remainingMs = (projectId: string, tier: string) => (snoozedUntil.get(keyOf(projectId, tier))?.tick ?? 0) - tickMs();

  return {
    pass({ project, tiers, what, count, isConfirmed, url = project.hosts.events }) {
      const unconfirmed = tiers.find((tier) => isProtectedTier(project, tier) && remainingMs(project.id, tier) <= 0);
      // The type is a proof for the compiler; there is nothing in it.
      if (unconfirmed === undefined || isConfirmed) return {} as WritePass;
      throw new ConfirmationRequired({
        what,
        count,
        projectName: project.name,
        tier: unconfirmed,
        host: new URL(url).host,
      });
    },
    snooze({ projectId, tier, minutes }) {
      snoozedUntil.set(keyOf(projectId, tier), { projectId, tier, tick: tickMs() + minutes * 60_000 });
    },
    snoozedTiers: (projectId) =>
      Object.fromEntries(
        [...snoozedUntil.values()]
          .filter((snoozed) => snoozed.projectId === projectId && snoozed.tick > tickMs())
          .map(({ tier, tick }) => [tier, Math.round(clock.nowMs() + tick - tickMs())]),
      ),
  };
}
