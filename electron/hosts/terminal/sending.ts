import type { Events } from "#services/events/events.ts";
import { ConfirmationRequired, NoSuchThing } from "#services/failures.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { UnusableArguments } from "./arguments.ts";

/** How long nothing may move before a command stops waiting for it; what waits then goes out when Gatescope next runs. */
export const defaultIdleTimeoutMs = 30_000;

export function readIdleTimeout(seconds: string | undefined): number {
  if (seconds === undefined) return defaultIdleTimeoutMs;
  if (!/^\d{1,6}$/.test(seconds)) throw new UnusableArguments("--wait takes whole seconds.");
  return Number(seconds) * 1000;
}

/** The tier as the project spells it; its usual one where none is named. Throws `UnusableArguments`: events of a tier that was misspelt count nowhere. */
export function chooseTier({ name, tiers, defaultTier }: Project, wanted: string | undefined): string {
  if (wanted === undefined) return defaultTier;
  const found = tiers.find((tier) => tier.name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found.name;
  throw new UnusableArguments(`${name} has no tier “${wanted}”; it has ${tiers.map((tier) => tier.name).join(", ")}.`);
}

/** What the events of this project that wait are waiting for; null when nothing waits, or nothing went wrong yet. */
export async function whyWaiting(events: Events, projectId: string): Promise<string | null> {
  const { batches } = await events.outbox.list({ projectId, states: ["waiting"], beforeSeq: null, limit: 500 });
  return batches.find(({ problem }) => problem !== null)?.problem ?? null;
}

/** What keeps a command from sending at all, as what was wrong with its arguments. */
export function asArguments(failure: unknown): unknown {
  if (failure instanceof ConfirmationRequired) {
    const { tier, projectName } = failure.facts;
    return new UnusableArguments(`The tier ${tier} of ${projectName} is protected. Give --yes-protected to send to it.`);
  }
  if (failure instanceof NoSuchThing) return new UnusableArguments(failure.message);
  return failure;
}

/** Aborts when the command is ended, or when `moved` was not called for as long as the patience lasts. */
export function createIdleTimeout(ms: number, outcome: AbortSignal): { readonly signal: AbortSignal; moved(): void; done(): void } {
  const worn = new AbortController();
  const timer = setTimeout(() => worn.abort(), ms);
  return {
    signal: AbortSignal.any([worn.signal, outcome]),
    moved: () => void timer.refresh(),
    done: () => clearTimeout(timer),
  };
}
