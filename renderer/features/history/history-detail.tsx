import { ActionIcon, Button, Select } from "@mantine/core";
import { Pin, RotateCw } from "lucide-react";
import { useState } from "react";
import { AnswerLine } from "#renderer/answer/answer-line.tsx";
import { AnswerSummary } from "#renderer/answer/answer-summary.tsx";
import { type AnswerTab, AnswerTabs } from "#renderer/answer/answer-tabs.tsx";
import { CodeView } from "#renderer/answer/code-view.tsx";
import { ExchangeView } from "#renderer/answer/exchange/exchange-view.tsx";
import { type Explained, type ExplainSubject, useExplained } from "#renderer/answer/explain-slots.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { State } from "#renderer/parts/state.tsx";
import { timeOfDay } from "#renderer/parts/time-text.ts";
import { composeExposure, useProjectHosts } from "#renderer/session/session.ts";
import { stateLabel } from "#shared/domain/evaluation/answer-words.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { exposureFromAnswer } from "#shared/domain/events/exposure-from-answer.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { unitIds, userForRequest } from "#shared/domain/user/statsig-user.ts";
import classes from "./history.module.css";
import { useHistoryEntry, usePin } from "./history.queries.ts";
import { ageText, dayTitle } from "./history-days.ts";
import { changeHistoryView } from "./history-view.ts";

/** One request of the history with the evidence it was kept with. */
export function HistoryDetail({
  exchangeId,
  tab,
  onCheckAgain,
}: {
  exchangeId: string;
  tab: AnswerTab;
  onCheckAgain: (entry: HistoryEntry) => void;
}) {
  const entry = useHistoryEntry(exchangeId);
  return (
    <section className={classes.detail} aria-label="Request">
      {entry.isError && <p className={classes.problem}>This request could not be read from the history: {entry.error.message}</p>}
      {entry.isPending && <p className={classes.loading}>Reading…</p>}
      {entry.data !== undefined && <Entry key={entry.data.exchange.id} entry={entry.data} tab={tab} onCheckAgain={onCheckAgain} />}
    </section>
  );
}

function Entry({ entry, tab, onCheckAgain }: { entry: HistoryEntry; tab: AnswerTab; onCheckAgain: (entry: HistoryEntry) => void }) {
  const { row, context, exchange, answers } = entry;
  const hosts = useProjectHosts(context.projectId);
  const pin = usePin();
  const [shownAt, setShownAt] = useState(0);
  const answer = answers[shownAt];
  const explanation = useExplained(answer === undefined ? null : explainSubject(entry, answer), () => changeHistoryView({ tab: "why" }));
  const now = Date.now();
  return (
    <>
      <div className={classes.banner}>
        <ProvenanceMark provenance={{ kind: "history", ofMs: null }} />
        <span className={classes.when}>
          asked {dayTitle(row.atMs, now).toLowerCase()} at {timeOfDay(row.atMs)}, {ageText(row.atMs, now)}; it may answer otherwise now
        </span>
        <span className={classes.acts}>
          <ActionIcon
            aria-label={row.isPinned ? "Unpin" : "Pin: keep when the history is cleared"}
            aria-pressed={row.isPinned}
            onClick={() => pin.mutate({ exchangeId: exchange.id, isPinned: !row.isPinned })}
          >
            <Pin size={15} fill={row.isPinned ? "currentColor" : "none"} aria-hidden />
          </ActionIcon>
          {context.kind !== null && context.purpose === "check" && (
            <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={() => onCheckAgain(entry)}>
              Check again
            </Button>
          )}
        </span>
      </div>
      {answers.length > 1 && <AnswerPicker answers={answers} shownAt={shownAt} onShow={setShownAt} />}
      {answer === undefined ? (
        <div className={classes.bare}>
          <h2>
            <State state={row.state} word={row.word} size={20} isStrong />
            <code>{row.endpoint}</code>
          </h2>
          <p>{purposeSentence(entry)}</p>
        </div>
      ) : (
        <AnswerLine answer={fromHistory(answer)} who={context.userLabel} tier={context.tier} unit={findUnit(entry, answer)} />
      )}
      <AnswerTabs
        tab={tab}
        onTab={(chosen) => changeHistoryView({ tab: chosen })}
        end={
          explanation.end(tab) ?? (
            <span>
              request <code className={classes.request}>{exchange.id.slice(0, 13)}</code>
            </span>
          )
        }
        notes={explanation.notes}
        panels={{
          ...explanation.panels,
          summary: () =>
            answer === undefined ? (
              <p className={classes.loading}>{purposeSentence(entry)}</p>
            ) : (
              <AnswerSummary
                answer={fromHistory(answer)}
                exchange={exchange}
                unit={findUnit(entry, answer)}
                way={explanation.way}
                evidence={explanation.evidence}
                {...exposureActions(entry, answer, explanation)}
              />
            ),
          exchange: () => <ExchangeView exchange={exchange} />,
          code: () => <CodeView exchange={exchange} context={context} hosts={hosts} />,
        }}
      />
    </>
  );
}

/** More than this many answers are searched for rather than looked through. */
const maxAnswerButtons = 24;

function AnswerPicker({ answers, shownAt, onShow }: { answers: readonly Answer[]; shownAt: number; onShow: (at: number) => void }) {
  if (answers.length > maxAnswerButtons)
    return (
      <div className={classes.several}>
        <Select
          aria-label="Answer shown"
          className={classes.choice ?? ""}
          searchable
          limit={200}
          data={answers.map((answer, at) => ({ value: String(at), label: `${answer.name}: ${stateLabel(answer)}` }))}
          value={String(shownAt)}
          onChange={(at) => onShow(Number(at ?? 0))}
        />
        <span className={classes.subdued}>{answers.length.toLocaleString("en-US")} answers came with this request</span>
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

/** An answer that is read again comes from the history, whatever it came from then. */
function fromHistory(answer: Answer): Answer {
  return { ...answer, provenance: { kind: "history", ofMs: null } };
}

/** What was asked then, to be explained as of then. */
function explainSubject({ context }: HistoryEntry, answer: Answer): ExplainSubject {
  const { projectId, keyId, tier, user, userLabel } = context;
  return { answer, asked: { projectId, keyId, tier, user: user ?? {}, userLabel, isLogging: false }, isPast: true };
}

/** The exposure is composed for the user that was asked about then, and counts in the tier that was asked in. */
function exposureActions({ context }: HistoryEntry, answer: Answer, { secondaryExposures }: Explained) {
  const exposure =
    context.user === null ? null : exposureFromAnswer(answer, userForRequest(context.user, context.tier), secondaryExposures);
  return exposure?.kind === "draft" ? { onLogExposure: () => composeExposure(exposure.draft, context.projectId) } : {};
}

function findUnit({ context }: HistoryEntry, answer: Answer) {
  const units = unitIds(context.user ?? {});
  return units.find(({ idType }) => idType.toLowerCase() === (answer.idType ?? "userID").toLowerCase()) ?? units[0] ?? null;
}

function purposeSentence({ context, exchange }: HistoryEntry): string {
  switch (context.purpose) {
    case "definitions":
      if (exchange.endpoint === "console")
        return `What the console calls the rules of ${context.names.join(", ")} in ${context.projectName} was read. Nothing was logged or changed.`;
      return `Definitions of ${context.projectName} were read, to know its names. Nothing was logged.`;
    case "test":
      return `A key of ${context.projectName} was tried. Nothing was logged.`;
    case "everything":
      return `Part of everything for ${context.userLabel} in ${context.tier}.`;
    case "check":
      return `Asked for ${context.userLabel} in ${context.tier}.`;
    case "send":
      return `Sent to ${context.projectName}.`;
  }
}
