import type { ReactNode } from "react";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { State } from "#renderer/parts/state/state.tsx";
import { composeExposure, useProjectId } from "#renderer/session/session.ts";
import { CopyButton, copyWithKey } from "#renderer/ui/copy-button.tsx";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { describeRule } from "#shared/domain/evaluation/rule-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { type LedgerRow, ledgerKindLabels } from "#shared/domain/events/event-ledger.ts";
import { exposureFromAnswer } from "#shared/domain/events/exposure-from-answer.ts";
import type { ExposurePreviewRow } from "#shared/domain/events/exposure-preview.ts";
import { wouldWriteSentence } from "#shared/domain/events/exposure-preview-text.ts";
import { formatDay, formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { type StatsigUser, userForRequest } from "#shared/domain/user/statsig-user.ts";
import { Outcome } from "../ledger/ledger.tsx";
import { copiedSentence } from "./copied-text.ts";
import classes from "./support.module.css";
import { supportLabels } from "./support-labels.ts";
import type { SupportLine } from "./support-lines.ts";
import { toggleLine, useSupport } from "./support-view.ts";

/** Puts one line into the case and the reply. */
export function LineChoice({ line: { id, name, text, part } }: { line: SupportLine }) {
  const isChosen = useSupport(({ lines }) => lines.has(id));
  const what = part === "answers" ? name : `${name}: ${text}`;
  return (
    <input
      type="checkbox"
      className={classes.choice}
      aria-label={supportLabels.choose(what)}
      checked={isChosen}
      onChange={() => toggleLine(id)}
    />
  );
}

/** A change or an override: its name, and the sentence. */
export function TextLine({ line }: { line: SupportLine }) {
  return (
    <div className={classes.line}>
      <LineChoice line={line} />
      <p>
        {line.part === "changes" && (
          <>
            <code>{line.name}</code> <span className="subdued">{entityKindLabels[line.row.kind].one}</span>{" "}
          </>
        )}
        {line.part === "changes" ? line.shown : line.text}
      </p>
      <CopyButton text={line.part === "changes" ? `${line.name} ${line.text}` : line.text} what={`Line on ${line.name}`} size={22} />
    </div>
  );
}

/** An event or exposure that this machine wrote for the person. */
export function WrittenLine({
  row,
  line,
  onOpenExchange,
}: {
  row: LedgerRow;
  line: SupportLine;
  onOpenExchange: (exchangeId: string) => void;
}) {
  const { atMs, kind, name, detail, outcome, exchangeId } = row;
  return (
    <>
      <LineChoice line={line} />
      <time className="num subdued">
        {formatDay(atMs, Date.now())} {formatTimeOfDay(atMs)}
      </time>
      <span>{ledgerKindLabels[kind].one}</span>
      <code className="ell">{name}</code>
      <span className="second ell">{detail}</span>
      <Outcome state={outcome} />
      {exchangeId === null ? (
        <span />
      ) : (
        <button type="button" className="link" onClick={() => onOpenExchange(exchangeId)}>
          Open exchange
        </button>
      )}
    </>
  );
}

export function AnswerLine({
  row,
  userLabel,
  tier,
  user,
  choice,
}: {
  row: ExposurePreviewRow;
  userLabel: string;
  tier: string;
  user: StatsigUser;
  choice: ReactNode;
}) {
  const { kind, name, answer, primary, secondary, writtenCount } = row;
  const projectId = useProjectId();
  const exposure = exposureFromAnswer(answer, userForRequest(user, tier));
  const sentence = answerSentence(answer, userLabel, tier);
  const copied = () => copiedSentence(answer, { user, userLabel, tier });
  return (
    <article className={classes.row} onKeyDown={copyWithKey}>
      {choice}
      <h4>
        <State state={answer.state} word={stateLabel(answer)} size={15} />
        <code className="ell">{name}</code>
        <span className="subdued">{entityKindLabels[kind].one}</span>
        <span className={classes.acts}>
          {writtenCount > 0 && <span className={classes.wrote}>sent {writtenCount === 1 ? "once" : `${writtenCount} times`}</span>}
          {exposure.kind === "draft" && (
            <button type="button" className="link" onClick={() => composeExposure(exposure.draft, projectId)}>
              {answerLabels.logExposure}
            </button>
          )}
          <CopyButton text={copied} what={`Answer for ${name}`} size={22} isInRow />
        </span>
      </h4>
      <p>{sentence}</p>
      <details className={classes.writes}>
        <summary>{wouldWriteSentence(row)}</summary>
        {primary !== null && (
          <dl className={classes.metadata}>
            {Object.entries(primary.metadata).map(([field, value]) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>
                </dd>
              </div>
            ))}
            {secondary?.map(({ gate, gateValue, ruleID }) => (
              <div key={`${gate} ${ruleID}`}>
                <dt>{gateValue === "true" ? "passes" : "fails"}</dt>
                <dd>
                  <code>{gate}</code> <span className="subdued">{describeRule(ruleID, null)}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </details>
    </article>
  );
}
