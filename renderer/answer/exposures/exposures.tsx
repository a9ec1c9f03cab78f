import { LockKeyhole, ShieldCheck } from "lucide-react";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { Section } from "#renderer/parts/section.tsx";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { useExposureParts } from "./exposure-count.tsx";
import { describeUnknownExposures, describeWritten, type ExposureParts, secondaryText, whatGoes } from "./exposure-parts.ts";
import classes from "./exposures.module.css";
import { exposuresLabels } from "./exposures-labels.ts";
import { LogExposure } from "./log-exposure.tsx";

/** The number of secondary exposures that are shown. A gate may depend on thousands of others. */
const maxDrawn = 200;

/** Shows the primary and secondary exposures that a logged check of an answer would write; with `canLog`, a button that composes them. */
export function Exposures({ subject, canLog }: { subject: ShownAnswer; canLog: boolean }) {
  const { parts, explanation } = useExposureParts(subject);
  const { answer, request } = subject;
  if (parts === undefined) return <p className={classes.text}>Explaining…</p>;
  if (parts === null) return <p className={classes.text}>{describeUnknownExposures(answer)}</p>;
  const { goes, stays } = whatGoes(request.user, request.tier);
  const others = parts.secondary?.length ?? 0;
  return (
    <div className={classes.exposures}>
      <Section title="What a logged check would write">
        <p className={classes.text}>
          {describeWritten(answer)} one exposure
          {parts.secondary === null
            ? "; its secondary exposures are not known here."
            : others === 0
              ? ", without secondary exposures."
              : exposuresLabels.carries(others)}
        </p>
        <ol className={classes.list} aria-label={exposuresLabels.list}>
          <Primary subject={subject} parts={parts} />
          {parts.secondary?.slice(0, maxDrawn).map((exposure) => {
            const { noun, word, rule } = secondaryText(exposure, explanation?.trace ?? null);
            return (
              <li key={`${exposure.gate} ${exposure.ruleID}`} className={classes.exposure}>
                <p className={classes.what}>
                  <b>{noun}</b>
                  <code>{exposure.gate}</code>
                  <span className={classes.word}>{word}</span>
                </p>
                <p className={classes.rule}>
                  {rule !== null && `${rule}; `}
                  <code>{exposure.ruleID === "" ? "no rule ID" : exposure.ruleID}</code>
                </p>
              </li>
            );
          })}
        </ol>
        {others > maxDrawn && <p className={classes.text}>And {formatNumber(others - maxDrawn)} more, not shown here.</p>}
      </Section>
      <div className={classes.notes}>
        <p className={classes.note}>
          <ShieldCheck size={14} aria-hidden />
          <span>
            Included: {goes.length === 0 ? "no field of the user" : goes.join(", ")}.
            {stays.length > 0 && (
              <>
                {" "}
                {exposuresLabels.stays} <code>{stays.join(", ")}</code> (private).
              </>
            )}
          </span>
        </p>
        <p className={classes.note}>
          <LockKeyhole size={14} aria-hidden />
          <span>{consequence(subject)}</span>
        </p>
        {canLog && <LogExposure subject={subject} secondary={parts.secondary} />}
        {parts.secondarySource === "answer" && explanation === null && (
          <p className={classes.note}>
            <span>
              Statsig sent these secondary exposures with the answer. Without rules on this machine they cannot be evaluated here.
            </span>
          </p>
        )}
      </div>
    </div>
  );
}

function Primary({ subject: { answer, request }, parts }: { subject: ShownAnswer; parts: ExposureParts }) {
  const noun = entityKindLabels[answer.kind].one;
  return (
    <li className={classes.exposure} data-is-primary>
      <p className={classes.what}>
        <b>{upperFirst(noun)}</b>
        <code>{answer.name}</code>
        <code className={classes.event}>statsig::{parts.eventName}</code>
      </p>
      <dl className={classes.metadata}>
        {answer.groupName !== null && answer.groupName !== "" && (
          <div>
            <dt>{answer.kind === "gate" || answer.kind === "config" ? "rule" : "group"}</dt>
            <dd>{answer.groupName}</dd>
          </div>
        )}
        {parts.metadata.slice(1).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value === "" ? "“”" : value}</code>
            </dd>
          </div>
        ))}
        <div>
          <dt>for</dt>
          <dd>{request.userLabel}</dd>
        </div>
      </dl>
    </li>
  );
}

function consequence({ answer, request }: ShownAnswer): string {
  const isCounted = answer.kind === "experiment" || answer.kind === "layer";
  return isCounted
    ? `Logging counts ${request.userLabel} in the experiment’s results.`
    : `Logging counts ${request.userLabel} among those who were shown this ${entityKindLabels[answer.kind].one}.`;
}
