import type { Events } from "#services/events/events.ts";
import { ConfirmationRequired, NoSuchThing } from "#services/failures.ts";
import { UnusableArguments } from "../arguments.ts";

/** A command stops waiting after this time without progress. What still waits is sent when Gatescope next runs. */
export const defaultIdleTimeoutMs = 30_000;

export function readIdleTimeout(seconds: string | undefined): number {
  if (seconds === undefined) return defaultIdleTimeoutMs;
  if (!/^\d{1,6}$/.test(seconds)) throw new UnusableArguments("--wait takes whole seconds.");
  return Number(seconds) * 1000;
}

/** Returns why events of this project are waiting; null if none are, or nothing has failed. */
export async function findWaitReason(events: Events, projectId: string): Promise<string | null> {
  const { batches } = await events.outbox.list({ projectId, states: ["waiting"], beforeSeq: null, limit: 500 });
  return batches.find(({ problem }) => problem !== null)?.problem ?? null;
}

/** Converts a failure before anything was sent into `UnusableArguments`, so that the exit code is 2. */
export function asUnusableArguments(failure: unknown): unknown {
  if (failure instanceof ConfirmationRequired) {
    const { tier, projectName } = failure.facts;
    return new UnusableArguments(`The tier ${tier} of ${projectName} is protected. Give --yes-protected to send to it.`);
  }
  if (failure instanceof NoSuchThing) return new UnusableArguments(failure.message);
  return failure;
}

/** Aborts when the command is ended, or `ms` milliseconds after the last call of `reset`. */
export function createIdleTimeout(ms: number, ended: AbortSignal): { readonly signal: AbortSignal; reset(): void; clear(): void } {
  const expired = new AbortController();
  const timer = setTimeout(() => expired.abort(), ms);
  return {
    signal: AbortSignal.any([expired.signal, ended]),
    reset: () => void timer.refresh(),
    clear: () => clearTimeout(timer),
  };
}
