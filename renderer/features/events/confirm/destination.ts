import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";

/** Facts shown when a write to a protected tier is confirmed. */
export interface ConfirmationFacts {
  readonly what: WrittenKind;
  readonly count: number;
  readonly projectName: string;
  /** The protected tier. */
  readonly tier: string;
  /** The tiers in which the drafts count. They differ from the current tier where users have a tier set. */
  readonly countsIn: readonly string[];
  readonly host: string;
}

export interface SendTarget {
  /** Project and tiers for the send button: `Sandbox, staging`. */
  readonly label: string;
  /** Null if no tier is protected, neither the current one nor those in which the drafts count. */
  readonly confirmation: ConfirmationFacts | null;
}

/** Resolves where drafts would be sent, and whether that needs a confirmation. */
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
 * Returns true if the page must open the confirmation before it calls the core: after a key chord, always, and for a protected current tier in which
 * nothing counts, because the core checks only the tiers in which the drafts count.
 */
export function mustConfirmFirst(
  confirmation: ConfirmationFacts | null,
  { byChord, isSnoozed }: { byChord: boolean; isSnoozed: boolean },
): boolean {
  if (confirmation === null) return false;
  return byChord || (!confirmation.countsIn.includes(confirmation.tier) && !isSnoozed);
}
