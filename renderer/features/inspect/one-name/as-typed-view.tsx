import { useEffect } from "react";
import type { AsTyped } from "#renderer/answer/explain/explain.queries.ts";
import { explainedAsAnswer, shortWho } from "#renderer/answer/explain/explain-request.ts";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { CopyAnswer } from "#renderer/answer/share/copy-answer-part.ts";
import { type AnswerTab, AnswerTabs } from "#renderer/answer/tabs/answer-tabs.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { stateColour } from "#renderer/parts/state/state-look.ts";
import { goBackTo } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { conditionalReason, conditionalSentence } from "#shared/domain/evaluation/answer-text.ts";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import type { FieldChange } from "#shared/domain/evaluation/request-change.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import type { CheckRequest } from "../check-state.ts";
import { inspectLabels } from "../inspect-labels.ts";
import { asTypedLabels } from "./as-typed-labels.ts";
import classes from "./as-typed-view.module.css";

type AsTypedViewProps = {
  /** The last answer and its request, before the edits. */
  answer: Answer;
  then: CheckRequest;
  now: CheckRequest;
  asTyped: AsTyped;
  /** The edits since the answer. */
  edits: readonly FieldChange[];
  shownTab: readonly [AnswerTab, (tab: AnswerTab) => void];
};

/** Shows what the edited user would get by the rules on this machine, in the conditional. Nothing is sent; a check replaces it. */
export function AsTypedView({ answer, then, now, asTyped, edits, shownTab }: AsTypedViewProps) {
  const [tab, setTab] = shownTab;
  const plain: Answer = {
    ...explainedAsAnswer(answer, asTyped.explanation),
    ...{ exchangeId: null, httpStatus: null, isLogged: false, mayBeMissing: false, secondaryExposures: null },
  };
  // Every part that shows the reason has it in the tense of the sentence.
  const explained: Answer = { ...plain, because: conditionalReason(plain.because) };
  const subject = { answer: explained, request: now, isPast: false, snapshotId: asTyped.snapshotId };
  const before = { answer, request: then, isPast: false, snapshotId: asTyped.snapshotId };
  const who = shortWho(then.userLabel);
  const sentence = conditionalSentence(explained, now.userLabel, now.tier);
  const announcement = `Explained here: ${stateLabel(explained)}, ${explained.name}. ${sentence}`;
  useEffect(() => {
    const timer = setTimeout(() => announce(announcement), pauseMs);
    return () => clearTimeout(timer);
  }, [announcement]);
  return (
    <>
      <AnswerLine
        answer={explained}
        who={now.userLabel}
        tier={now.tier}
        unit={decidingUnit(explained, now.user)}
        sentence={sentence}
        copy={<CopyAnswer subject={{ ...subject, answer: plain }} isCurrent hasCurl={false} asTyped={asTyped} />}
        meta={
          <>
            <ProvenanceMark provenance={explained.provenance} />
            <span>{inspectLabels.asYouType}</span>
            <span className="num">{formatDuration(asTyped.elapsedMs)}</span>
            <span>nothing is sent</span>
            <span className={classes.until}>
              <Glyph state={answer.state} size={13} />
              <b style={{ color: stateColour(answer.state) }}>{stateLabel(answer)}</b> {untilText(edits)}
              <button
                type="button"
                className="link"
                onClick={() => {
                  goBackTo(then);
                  announce(`The edits are undone. This is the answer for ${who} again.`);
                }}
              >
                {asTypedLabels.undo}
              </button>
            </span>
          </>
        }
      />
      <AnswerTabs
        subject={subject}
        before={before}
        exchange={null}
        context={{ kind: answer.kind, names: [answer.name], keyKind: null, isLogging: false }}
        keyInfo={null}
        isOnlyExplained
        tab={tab}
        onTab={setTab}
      />
    </>
  );
}

/** The pause in typing after which the answer is announced, so that a screen reader does not speak at every key. */
const pauseMs = 600;

/** `until country = FR`, `until 3 edits`. */
function untilText(edits: readonly FieldChange[]) {
  const [only, ...others] = edits;
  if (only === undefined || others.length > 0) return `${asTypedLabels.until} ${edits.length} edits`;
  const name = only.path.at(-1) ?? "";
  return (
    <>
      {asTypedLabels.until} <code>{only.to === undefined ? `${name} was removed` : `${name} = ${formatValue(only.to)}`}</code>
    </>
  );
}
