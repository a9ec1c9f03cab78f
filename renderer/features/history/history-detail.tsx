import { Button, Select } from "@mantine/core";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { useLaterReason } from "#renderer/answer/explain/explain.queries.ts";
import { ForgetUserButton } from "#renderer/answer/forget/forget-user-button.tsx";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { CopyAnswer } from "#renderer/answer/share/copy-answer-part.ts";
import { type AnswerTab, AnswerTabs, RequestTabs } from "#renderer/answer/tabs/answer-tabs.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { HistoryAction, HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { formatAgo } from "#shared/domain/text/format-duration.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDayTitle, formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { AnnotationRow } from "./annotation-row.tsx";
import { BackToList } from "./back-to-list.tsx";
import { caseOfEntry } from "./case-of-entries.ts";
import { CompareEntryWith } from "./compare-entry-with.tsx";
import classes from "./history.module.css";
import { useHistoryEntry } from "./history.queries.ts";
import { actionTitle, consoleReadText, historyLabels, importedText, pinnedTogether, requestTitle } from "./history-labels.ts";
import { lineKeyOf } from "./history-lines.ts";
import { changeHistoryView, selectInHistory } from "./history-view.ts";
import { pastSubject } from "./past-subject.ts";
import { PinButton } from "./pin-button.tsx";
import { RemoveButton } from "./remove-button.tsx";
import { useBestOfEntry } from "./use-best-of-entry.ts";

/** Shows one request of the history with its answers and its exchange. */
export function HistoryDetail({
  exchangeId,
  partOf,
  tab,
  onCheckAgain,
  onRemove,
}: {
  exchangeId: string;
  /** The action that it is one of several requests of. */
  partOf: HistoryAction | null;
  tab: AnswerTab;
  onCheckAgain: (entry: HistoryEntry) => void;
  /** Removes the line of the list that is shown; null if the request is not in the list. */
  onRemove: (() => void) | null;
}) {
  const entry = useHistoryEntry(exchangeId);
  return (
    <section className={classes.detail} aria-label={historyLabels.request}>
      {entry.isError && (
        <>
          <BackToList />
          <p className={classes.problem}>This request could not be read from the history: {entry.error.message}</p>
        </>
      )}
      {entry.isPending && <p className={classes.loading}>Loading…</p>}
      {entry.data !== undefined && (
        <Entry key={entry.data.exchange.id} entry={entry.data} partOf={partOf} tab={tab} onCheckAgain={onCheckAgain} onRemove={onRemove} />
      )}
    </section>
  );
}

/** Of a request with more answers, a case has the one that is shown. */
const maxAnswersOfCase = 100;

type EntryProps = {
  entry: HistoryEntry;
  partOf: HistoryAction | null;
  tab: AnswerTab;
  onCheckAgain: (entry: HistoryEntry) => void;
  onRemove: (() => void) | null;
};

function Entry({ entry, partOf, tab, onCheckAgain, onRemove }: EntryProps) {
  const { row, context, exchange, answers } = entry;
  const [shownAt, setShownAt] = useState(0);
  const answer = answers[shownAt];
  const best = useBestOfEntry(entry, answer ?? null);
  const subject = best === null ? null : pastSubject(entry, best);
  const later = useLaterReason(subject);
  const evidence = { exchange, context, tab, onTab: (chosen: AnswerTab) => changeHistoryView({ tab: chosen }) };
  const annotation = <AnnotationRow row={row} isOfSeveral={partOf !== null} />;
  const now = Date.now();
  // Of an action of several requests, the action is checked again.
  const canCheckAgain =
    context.purpose === "everything"
      ? partOf === null
      : context.kind !== null && (context.purpose === "check" || context.purpose === "imported");
  return (
    <>
      <div className={classes.banner}>
        <BackToList />
        {subject === null && <ProvenanceMark provenance={{ kind: context.imported === undefined ? "history" : "imported", ofMs: null }} />}
        <span className={classes.when} title={formatAgo(now - row.atMs)}>
          {formatDayTitle(row.atMs, now)} at {formatTimeOfDay(row.atMs)}
          {partOf === null ? "." : `, ${historyLabels.partOf} `}
          {partOf !== null && (
            <button type="button" className="link" onClick={() => selectInHistory(lineKeyOf(partOf))}>
              {actionTitle(partOf)}
            </button>
          )}
          {answer !== undefined && partOf === null && <span className={classes.aside}> The answer may have changed.</span>}
        </span>
        <span className={classes.acts}>
          <PinButton exchangeId={exchange.id} isPinned={row.isPinned} together={partOf === null ? "" : pinnedTogether(partOf)} />
          {onRemove !== null && <RemoveButton onRemove={onRemove} />}
          {subject !== null && best !== null && (
            <SaveAsCase content={() => caseOfEntry(entry, answers.length > maxAnswersOfCase ? [best] : answers.with(shownAt, best))} />
          )}
          {context.user !== null && <ForgetUserButton user={withoutPrivate(context.user)} />}
          <CompareEntryWith entry={entry} />
          {canCheckAgain && (
            <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={() => onCheckAgain(entry)}>
              {historyLabels.checkAgain}
            </Button>
          )}
        </span>
      </div>
      {context.imported !== undefined && subject !== null && <p className={classes.origin}>{importedText(context)}</p>}
      {answers.length > 1 && <AnswerPicker answers={answers} shownAt={shownAt} onShow={setShownAt} />}
      {subject === null ? (
        <>
          <div className={classes.bare}>
            <h2>
              <State state={row.state} word={row.word} size={20} isStrong />
              <code>{row.name === "" ? row.endpoint : requestTitle(row)}</code>
            </h2>
            <p>{purposeSentence(entry)}</p>
          </div>
          {annotation}
          <RequestTabs {...evidence} projectId={context.projectId}>
            <p className={classes.loading}>{purposeSentence(entry)}</p>
          </RequestTabs>
        </>
      ) : (
        <>
          <AnswerLine
            answer={subject.answer}
            who={context.userLabel}
            tier={context.tier}
            sentence={[answerSentence(subject.answer, context.userLabel, context.tier), later].filter((part) => part !== null).join(" ")}
            unit={decidingUnit(subject.answer, subject.request.user)}
            copy={<CopyAnswer subject={subject} isCurrent hasCurl={false} />}
          />
          {annotation}
          <AnswerTabs {...evidence} subject={subject} />
        </>
      )}
    </>
  );
}

/** Above this number, answers are chosen from a searchable list instead of buttons. */
const maxAnswerButtons = 24;

function AnswerPicker({ answers, shownAt, onShow }: { answers: readonly Answer[]; shownAt: number; onShow: (at: number) => void }) {
  if (answers.length > maxAnswerButtons)
    return (
      <div className={classes.several}>
        <Select
          aria-label="Answer"
          className={classes.choice ?? ""}
          searchable
          limit={200}
          data={answers.map((answer, at) => ({ value: String(at), label: `${answer.name}: ${stateLabel(answer)}` }))}
          value={String(shownAt)}
          onChange={(at) => onShow(Number(at ?? 0))}
        />
        <span className={classes.subdued}>{formatNumber(answers.length)} answers in this request</span>
      </div>
    );
  return (
    <div className={classes.several}>
      {answers.map((answer, at) => (
        <button key={`${answer.kind} ${answer.name}`} type="button" aria-pressed={at === shownAt} onClick={() => onShow(at)}>
          <State state={answer.state} word={stateLabel(answer)} size={14} />
          <code>{answer.name}</code>
        </button>
      ))}
    </div>
  );
}

function purposeSentence({ context, exchange }: HistoryEntry): string {
  switch (context.purpose) {
    case "definitions":
      if (exchange.endpoint === "console") return consoleReadText(exchange, context);
      return `The rules of ${context.projectName} were read. Nothing was logged.`;
    case "test":
      return `A key of ${context.projectName} was tested. Nothing was logged.`;
    case "everything":
      return `Part of a check of everything for ${context.userLabel} in ${context.tier}.`;
    case "check":
      return `Check for ${context.userLabel} in ${context.tier}.`;
    case "send":
      return `Sent to ${context.projectName}.`;
    case "imported":
      return importedText(context);
  }
}
