import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { Clock } from "../ports.ts";
import type { Evaluate } from "./evaluate.ts";

const defaultPauseMs = 5_000;
/** A run does not wait for ever for a server that only asks to slow down. */
const maxPausesInRow = 20;

export interface PacedChecksParts {
  readonly evaluate: Pick<Evaluate, "check">;
  readonly clock: Clock;
  /** A longer pause is not waited for. */
  readonly maxPauseMs?: number;
  /** Checks start no faster than this, so that a run does not use up the project's limit. */
  readonly perSecond?: number;
  /** Called when a pause begins, with its length, and with null when it is over. */
  readonly onPause?: (waitMs: number | null) => void;
  /** Called after each request, also one that is asked again. */
  readonly onRequest?: () => void;
}

/**
 * Creates what asks Statsig for the many answers of one run. It keeps the pauses that Statsig asks for, for all checks of the run, and asks again after them. After a pause
 * that is too long to be waited for, or too many of them, the refusal is returned: `slowDownIn` finds it. All checks of a project are sent with the key of the first one: after
 * its removal nothing more is sent. Throws when the signal aborts.
 */
export function createPacedChecks(parts: PacedChecksParts): Evaluate["check"] {
  const { evaluate, clock, maxPauseMs = 60_000, perSecond = Number.POSITIVE_INFINITY, onPause, onRequest } = parts;
  let nextAtMs = 0;
  let pausedUntilMs = 0;
  let pausesInRow = 0;
  const keyIds = new Map<string, string>();

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    for (let startMs = -1; startMs < pausedUntilMs; ) {
      const nowMs = clock.monotonicMs();
      startMs = Math.max(nowMs, nextAtMs, pausedUntilMs);
      nextAtMs = startMs + 1_000 / perSecond;
      // Again after waiting if another check was asked to wait meanwhile.
      if (startMs > nowMs) await pause(startMs - nowMs, undefined, { signal });
    }
    signal?.throwIfAborted();
  }

  return async function check(request, signal) {
    for (;;) {
      await turn(signal);
      const { projectId, keyId } = request;
      const evaluation = await evaluate.check({ ...request, keyId: keyId ?? keyIds.get(projectId) ?? null }, signal);
      signal?.throwIfAborted();
      const { usedKey } = evaluation;
      if (keyId === null && usedKey !== undefined) keyIds.set(projectId, usedKey.id);
      onRequest?.();
      const slow = slowDownIn(evaluation.answers);
      pausesInRow = slow === undefined ? 0 : pausesInRow + 1;
      if (slow === undefined) return evaluation;
      const waitMs = pauseMsOf(slow);
      if (waitMs > maxPauseMs || pausesInRow > maxPausesInRow) return evaluation;
      pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + waitMs);
      onPause?.(waitMs);
      await pause(waitMs, undefined, { signal });
      onPause?.(null);
    }
  };
}

/** Returns the answer that asks to wait, if any. */
export function slowDownIn(answers: readonly Answer[]): Answer | undefined {
  return answers.find(({ state }) => state === "slow_down");
}

/** Returns how long an answer asks to wait, or a usual time if it does not say. */
export function pauseMsOf({ retryAfterMs }: Pick<Answer, "retryAfterMs">): number {
  return retryAfterMs ?? defaultPauseMs;
}
