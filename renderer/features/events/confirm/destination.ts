import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";
import { isProtectedTier, type Project } from "#shared/domain/project/project.ts";

/** What would go where: what a protected tier is asked for by name with. */
export interface ConfirmationFacts {
  readonly what: WrittenKind;
  readonly count: number;
  readonly projectName: string;
  /** The protected one. */
  readonly tier: string;
  /** Where it counts: other tiers than that in hand, where users name one themselves. */
  readonly countsIn: readonly string[];
  readonly host: string;
}

export interface SendTarget {
  /** `Sandbox, staging`. */
  readonly label: string;
  /** Null where nothing is protected. The tier in hand is reason enough to ask, as the one that it counts in is. */
  readonly confirmation: ConfirmationFacts | null;
}

export function resolveSendTarget({
  project,
  currentTier,
  countsIn,
  what,
  count,
}: {
  project: Project;
  currentTier: string;
  countsIn: readonly string[];
  what: WrittenKind;
  count: number;
}): SendTarget {
  const tiers = countsIn.length === 0 ? [currentTier] : [...new Set(countsIn)];
  const confirmed = [...tiers, currentTier].find((tier) => isProtectedTier(project, tier));
  return {
    label: `${project.name}, ${tiers.join(" and ")}`,
    confirmation:
      confirmed === undefined
        ? null
        : { what, count, projectName: project.name, tier: confirmed, countsIn: tiers, host: new URL(project.hosts.events).host },
  };
}

/**
 * Whether the page asks before it tries: a key chord never sends past a protected tier, quiet or not; and of a protected tier that is only in hand,
 * while everything counts in others, the core knows nothing.
 */
export function mustConfirmFirst(
  confirmation: ConfirmationFacts | null,
  { byChord, isSnoozed }: { byChord: boolean; isSnoozed: boolean },
): boolean {
  if (confirmation === null) return false;
  return byChord || (!confirmation.countsIn.includes(confirmation.tier) && !isSnoozed);
}
