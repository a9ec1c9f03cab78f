import { setTimeout as pause } from "node:timers/promises";
import { hasAnswer } from "#shared/domain/evaluation/evaluation.ts";
import type { JudgedAnswer } from "#shared/domain/expectation/judge.ts";
import type { TestedKind } from "#shared/domain/expectation/suite.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import type { Clock } from "../ports.ts";
import { undecidedAnswer } from "./judge-row.ts";

/** One answer that Statsig is asked for. */
export interface LiveRequest {
  readonly project: Project;
  readonly tier: string | null;
  readonly kind: TestedKind;
  readonly name: string;
  readonly user: StatsigUser;
}

/** Asks Statsig for one answer, without logging an exposure. */
export type LiveAnswers = (request: LiveRequest, signal?: AbortSignal) => Promise<JudgedAnswer>;

const defaultPauseMs = 5_000;
/** A longer pause is not waited for: the answer is undecided. */
const maxPauseMs = 60_000;
/** A run does not wait for ever for a server that only asks to slow down. */
const maxPausesInRow = 20;
/** After so many requests in a row without an answer nothing more is asked: a key that is refused, or a server that is down, stays so. */
const maxUnansweredInRow = 10;

/** Creates what asks Statsig for the answers of one run. It keeps the pauses that Statsig asks for, for all requests of the run, and ends asking a server that gives no answers. */
export function createLiveAnswers({ evaluate, clock }: { readonly evaluate: Pick<Evaluate, "check">; readonly clock: Clock }): LiveAnswers {
  let notBeforeMs = 0;
  let unansweredInRow = 0;
  let pausesInRow = 0;
  let lastReason = "";
  return async function answer(request, signal) {
    const { project, tier, kind, name, user } = request;
    const waitMs = notBeforeMs - clock.monotonicMs();
    if (waitMs > 0) await pause(waitMs, undefined, { signal });
    if (unansweredInRow >= maxUnansweredInRow)
      return undecidedAnswer(`Statsig was not asked, since ${maxUnansweredInRow} requests in a row had no answer: ${lastReason}`);
    const { answers } = await evaluate.check(
      {
        ...{ projectId: project.id, keyId: null, tier: tier ?? project.defaultTier, user, userLabel: userLabel(user), isLogging: false },
        question: { kind, names: [name] },
      },
      signal,
    );
    const [first] = answers;
    if (first === undefined) return undecidedAnswer("Statsig gave no answer");
    const pauseMs = first.retryAfterMs ?? defaultPauseMs;
    pausesInRow = first.state === "slow_down" ? pausesInRow + 1 : 0;
    if (first.state === "slow_down" && pauseMs <= maxPauseMs && pausesInRow <= maxPausesInRow) {
      notBeforeMs = Math.max(notBeforeMs, clock.monotonicMs() + pauseMs);
      return answer(request, signal);
    }
    const isAnswer = hasAnswer(first.state);
    unansweredInRow = isAnswer ? 0 : unansweredInRow + 1;
    if (!isAnswer) lastReason = first.because;
    return { ...first, ruleName: null };
  };
}
