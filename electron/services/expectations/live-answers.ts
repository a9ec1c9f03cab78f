import { hasAnswer } from "#shared/domain/evaluation/evaluation.ts";
import type { JudgedAnswer } from "#shared/domain/expectation/judge.ts";
import type { TestedKind } from "#shared/domain/expectation/suite.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { createPacedChecks, type PacedChecksParts, pauseMsOf } from "../evaluate/paced-checks.ts";
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

/** After so many requests in a row without an answer nothing more is asked: a key that is refused, or a server that is down, stays so. */
const maxUnansweredInRow = 10;

export interface LiveAnswersParts extends Pick<PacedChecksParts, "clock" | "onPause"> {
  readonly evaluate: Pick<Evaluate, "check">;
}

/** Creates what asks Statsig for the answers of one run. It keeps the pauses that Statsig asks for, for all requests of the run, and ends asking a server that gives no answers. */
export function createLiveAnswers({ evaluate, clock, onPause }: LiveAnswersParts): LiveAnswers {
  const check = createPacedChecks({ evaluate, clock, ...(onPause !== undefined && { onPause }) });
  let unansweredInRow = 0;
  /** Why nothing more is asked; null while it is. */
  let stoppedBecause: string | null = null;
  return async function answer({ project, tier, kind, name, user }, signal) {
    if (stoppedBecause !== null) return undecidedAnswer(`Statsig was not asked, since ${stoppedBecause}`);
    const { answers } = await check(
      {
        ...{ projectId: project.id, keyId: null, tier: tier ?? project.defaultTier, user, userLabel: userLabel(user), isLogging: false },
        question: { kind, names: [name] },
      },
      signal,
    );
    const [first] = answers;
    if (first === undefined) return undecidedAnswer("Statsig gave no answer");
    unansweredInRow = hasAnswer(first.state) ? 0 : unansweredInRow + 1;
    if (first.state === "slow_down") stoppedBecause = `it asked to wait for ${formatDuration(pauseMsOf(first))}`;
    else if (unansweredInRow >= maxUnansweredInRow)
      stoppedBecause = `${maxUnansweredInRow} requests in a row had no answer: ${first.because}`;
    return { ...first, ruleName: null };
  };
}
