import type { ReactNode } from "react";
import { ExposureNote } from "#renderer/answer/line/answer-line.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { type Answer, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import classes from "./answers-head.module.css";

/** The first lines above many answers: how many, for which user and tier, their provenance and time. */
export function AnswersHead({
  answers,
  request,
  elapsedMs,
  facts = [],
  notes,
}: {
  answers: readonly Answer[];
  request: EvaluationRequest;
  /** Null if the check was stopped before all answers arrived. */
  elapsedMs: number | null;
  /** More facts for the provenance line, e.g. how many requests were sent. */
  facts?: readonly string[];
  notes?: ReactNode;
}) {
  const [first] = answers;
  const isOneKind = first !== undefined && answers.every(({ kind }) => kind === first.kind);
  return (
    <div className={classes.head}>
      <h2>
        <b>{formatNumber(answers.length)}</b> {isOneKind ? entityKindLabels[first.kind].many : "answers"} for <b>{request.userLabel}</b> in{" "}
        <b>{request.tier}</b>
      </h2>
      {first !== undefined && (
        <p className={classes.meta}>
          <ProvenanceMark provenance={first.provenance} />
          <span className={classes.when}>
            {formatTimeOfDay(first.atMs)}
            {elapsedMs !== null && ` · ${formatDuration(elapsedMs)}`}
          </span>
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
          <ExposureNote isLogged={answers.some(({ isLogged }) => isLogged)} />
          {notes}
        </p>
      )}
    </div>
  );
}
