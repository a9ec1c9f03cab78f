import type { ReactNode } from "react";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { NotCurrent } from "#renderer/answer/current/not-current-part.ts";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { RulesChanged } from "#renderer/answer/current/rules-changed.tsx";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import { ExposureNote } from "#renderer/answer/line/answer-line.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { resultFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { exposureOf } from "#shared/domain/evaluation/answer-text.ts";
import { type Answer, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { inspectLabels } from "../inspect-labels.ts";
import classes from "./answers-head.module.css";
import { OwnTier } from "./own-tier.tsx";

/** The first lines above many answers: how many, for which user and tier, their provenance and time. */
export function AnswersHead({
  answers,
  request,
  elapsedMs,
  facts = [],
  notes,
  actions,
  compared,
  isStale = false,
  outdated = null,
}: {
  answers: readonly Answer[];
  request: EvaluationRequest;
  /** Null if the check was stopped before all answers arrived. */
  elapsedMs: number | null;
  /** More facts for the provenance line, e.g. how many requests were sent. */
  facts?: readonly string[];
  notes?: ReactNode;
  /** What can be done with all of them. */
  actions?: ReactNode;
  /** How they are beside the answers of another subject: `19 differ from Mia`, the names and numbers in it, and where that comes from. */
  compared?: { readonly lead: string; readonly names: readonly string[]; readonly meta: ReactNode } | undefined;
  /** True while newer answers are awaited. */
  isStale?: boolean;
  /** Set if the answers are not about the current request. */
  outdated?: Outdated | null;
}) {
  const [first] = answers;
  const who = compared === undefined ? request.userLabel : shortWho(request.userLabel);
  return (
    <section {...resultFocus} className={classes.head} aria-label={answerLabels.summaryOfMany}>
      <div className={classes.title} data-is-compared={compared !== undefined || undefined}>
        <h2 data-not-current={isStale || outdated !== null || undefined}>
          <StrongNames
            sentence={inspectLabels.answersFor(answers.length, nounOf(answers), who)}
            names={[formatNumber(answers.length), who]}
          />
          <span className={compared === undefined ? undefined : classes.tier}>
            {" "}
            in <b>{request.tier}</b>
          </span>
          {compared !== undefined && (
            <>
              ; <StrongNames sentence={compared.lead} names={compared.names} />
            </>
          )}
        </h2>
        {actions}
      </div>
      {outdated !== null && <NotCurrent then={request} {...outdated} answer={null} />}
      {first !== undefined && outdated === null && (
        <p className={classes.meta}>
          <ProvenanceMark provenance={first.provenance} />
          <span className={classes.when}>
            {formatTimeOrDate(first.atMs, Date.now())}
            {elapsedMs !== null && ` · ${formatDuration(elapsedMs)}`}
          </span>
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          <OwnTier request={request} />
          {!isStale && <RulesChanged projectId={request.projectId} atMs={Math.min(...answers.map(({ atMs }) => atMs))} />}
          <ExposureNote exposure={exposureOfAll(answers)} />
          {notes}
        </p>
      )}
      {compared !== undefined && outdated === null && <p className={classes.meta}>{compared.meta}</p>}
    </section>
  );
}

/** `gates` for answers of one kind, `answer` for one. */
function nounOf(answers: readonly Answer[]): string {
  const [first] = answers;
  const isOne = answers.length === 1;
  if (first === undefined || answers.some(({ kind }) => kind !== first.kind)) return isOne ? "answer" : "answers";
  return entityKindLabels[first.kind][isOne ? "one" : "many"];
}

/** One answer that was logged is a logged check. */
function exposureOfAll(answers: readonly Answer[]): ReturnType<typeof exposureOf> {
  const exposures = new Set(answers.map(exposureOf));
  if (exposures.has("logged")) return "logged";
  return exposures.has("maybe") ? "maybe" : "none";
}
