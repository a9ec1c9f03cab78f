import { uptime } from "node:os";
import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";
import { isProtectedTier, type Project } from "#shared/domain/project/project.ts";
import { ConfirmationRequired } from "../../failures.ts";
import type { Clock } from "../../ports.ts";

/** What is about to be sent, and whether the person said yes to just that. */
export interface Intent {
  readonly project: Project;
  /** Every tier that it would count in. */
  readonly tiers: readonly string[];
  readonly what: WrittenKind;
  readonly count: number;
  readonly isConfirmed: boolean;
}

/** Sending to a protected tier is a decision: confirmed each time, or for a while. The while is kept in memory only. */
export interface Confirmation {
  /** Throws `ConfirmationRequired` unless every protected tier is confirmed or quiet. */
  pass(intent: Intent): void;
  snooze(input: { readonly projectId: string; readonly tier: string; readonly minutes: number }): void;
  /** Until when the tiers of a project are quiet, by name. */
  snoozedTiers(projectId: string): Record<string, number>;
}

/** `tickMs` is a clock that no one sets; the machine's uptime unless told. */
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
    pass({ project, tiers, what, count, isConfirmed }) {
      const request = tiers.find((tier) => isProtectedTier(project, tier) && remainingMs(project.id, tier) <= 0);
      if (request === undefined || isConfirmed) return;
      throw new ConfirmationRequired({ what, count, projectName: project.name, tier: request, host: new URL(project.hosts.events).host });
    },
    snooze({ projectId, tier, minutes }) {
      snoozedUntil.set(keyOf(projectId, tier), { projectId, tier, tick: tickMs() + minutes * 60_000 });
    },
    snoozedTiers: (projectId) =>
      Object.fromEntries(
        [...snoozedUntil.values()]
          .filter((snooze) => snooze.projectId === projectId && snooze.tick > tickMs())
          .map(({ tier, tick }) => [tier, Math.round(clock.nowMs() + tick - tickMs())]),
      ),
  };
}
