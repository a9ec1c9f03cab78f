import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";
import { isProtectedTier, type Project } from "#shared/domain/project/project.ts";

/** What would go where: what a protected tier is asked for by name with. */
export interface GuardFacts {
  readonly what: WrittenKind;
  readonly count: number;
  readonly projectName: string;
  /** The protected one. */
  readonly tier: string;
  /** Where it counts: other tiers than that in hand, where users name one themselves. */
  readonly countsIn: readonly string[];
  readonly host: string;
}

export interface GoingTo {
  /** `Sandbox, staging`. */
  readonly words: string;
  /** Null where nothing is protected. The tier in hand is reason enough to ask, as the one that it counts in is. */
  readonly guard: GuardFacts | null;
}

export function goingTo({
  project,
  tierInHand,
  countsIn,
  what,
  count,
}: {
  project: Project;
  tierInHand: string;
  countsIn: readonly string[];
  what: WrittenKind;
  count: number;
}): GoingTo {
  const tiers = countsIn.length === 0 ? [tierInHand] : [...new Set(countsIn)];
  const guarded = [...tiers, tierInHand].find((tier) => isProtectedTier(project, tier));
  return {
    words: `${project.name}, ${tiers.join(" and ")}`,
    guard:
      guarded === undefined
        ? null
        : { what, count, projectName: project.name, tier: guarded, countsIn: tiers, host: new URL(project.hosts.events).host },
  };
}

/**
 * Whether the page asks before it tries: a key chord never sends past a protected tier, quiet or not; and of a protected tier that is only in hand,
 * while everything counts in others, the core knows nothing.
 */
export function asksFirst(guard: GuardFacts | null, { byChord, isQuiet }: { byChord: boolean; isQuiet: boolean }): boolean {
  if (guard === null) return false;
  return byChord || (!guard.countsIn.includes(guard.tier) && !isQuiet);
}
