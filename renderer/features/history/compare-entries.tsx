import { ActionIcon, Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { ArrowRight, ChevronRight, Copy, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { State } from "#renderer/parts/state/state.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { partKey } from "#shared/domain/comparison/comparison-text.ts";
import { stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import {
  type ComparedFact,
  type ComparedFacts,
  causeSentence,
  commonAnswers,
  compareEntries,
  comparisonMarkdown,
  factText,
} from "#shared/domain/history/entry-comparison.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { formatDayAndTime, formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { BackToList } from "./back-to-list.tsx";
import classes from "./compare-entries.module.css";
import historyClasses from "./history.module.css";
import { useHistoryEntry } from "./history.queries.ts";
import { compareEntriesLabels, requestTitle } from "./history-labels.ts";
import { changeHistoryView } from "./history-view.ts";
import { canRunAgain, runAgain } from "./run-again.ts";
import { useEntryCause } from "./use-entry-cause.ts";

/** Shows what differs between two requests of the history, and why. */
export function CompareEntries({ ids: [idOfA, idOfB] }: { ids: readonly [string, string] }) {
  const [a, b] = [useHistoryEntry(idOfA), useHistoryEntry(idOfB)];
  const problem = a.error ?? b.error;
  // Of a changed pair, the entry of before is shown until the new one is read.
  const areRead = a.data?.row.exchangeId === idOfA && b.data?.row.exchangeId === idOfB;
  return (
    <section className={historyClasses.detail} aria-label={compareEntriesLabels.region}>
      {problem !== null && <p className={historyClasses.problem}>{sentenceOf(problem)}</p>}
      {a.data !== undefined && b.data !== undefined && areRead ? (
        <Comparison a={a.data} b={b.data} />
      ) : (
        problem === null && <p className={historyClasses.loading}>Loading…</p>
      )}
    </section>
  );
}

function Comparison({ a, b }: { a: HistoryEntry; b: HistoryEntry }) {
  const queries = useQueryClient();
  const [isRunning, setRunning] = useState(false);
  const [answerOfA, answerOfB] = commonAnswers(a, b);
  const sides = [
    { entry: a, answer: answerOfA },
    { entry: b, answer: answerOfB },
  ] as const;
  const { cause, note } = useEntryCause(...sides);
  const groups = compareEntries(...sides);
  const sentence = cause === null ? compareEntriesLabels.searching : causeSentence(cause, answerOfA);
  const causing = new Set(cause?.is === "found" ? cause.cause.parts.map(({ part }) => partKey(part)) : []);
  const names: readonly [string, string] = [sideText(a), sideText(b)];
  const title = `${answerText(sides[0])} → ${answerText(sides[1])} ${answerOfA?.name ?? requestTitle(a.row)}`;
  const close = () => changeHistoryView({ compared: null });
  const copy = async () => {
    await navigator.clipboard.writeText(comparisonMarkdown({ title, sentence, names, groups }));
    announce(compareEntriesLabels.copied);
  };
  const checkBoth = async () => {
    setRunning(true);
    try {
      const [again, other] = [await runAgain(a, {}), await runAgain(b, {})];
      await queries.invalidateQueries({ queryKey: orpc.history.key() });
      changeHistoryView({ compared: [again, other] });
    } catch (failure) {
      announce(compareEntriesLabels.notChecked(sentenceOf(failure)));
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      <div className={historyClasses.banner}>
        <BackToList />
        <span className={classes.sides}>
          <Letter of="A" /> <span className="ell">{names[0]}</span>
          <Letter of="B" /> <span className="ell">{names[1]}</span>
        </span>
        <span className={historyClasses.acts}>
          <Button variant="subtle" onClick={() => changeHistoryView({ compared: [b.row.exchangeId, a.row.exchangeId] })}>
            {compareEntriesLabels.swap}
          </Button>
          <Button variant="default" leftSection={<Copy size={14} aria-hidden />} onClick={() => void copy()}>
            {compareEntriesLabels.copy}
          </Button>
          {canRunAgain(a) && canRunAgain(b) && (
            <Button variant="default" leftSection={<RotateCw size={14} aria-hidden />} loading={isRunning} onClick={() => void checkBoth()}>
              {compareEntriesLabels.checkBoth}
            </Button>
          )}
          <ActionIcon aria-label={compareEntriesLabels.close} onClick={close}>
            <X size={15} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={classes.body} tabIndex={0} aria-label={title}>
        <div className={classes.became}>
          <h2>
            <Outcome side={sides[0]} />
            <ArrowRight size={16} aria-label={compareEntriesLabels.became} className={classes.arrow} />
            <Outcome side={sides[1]} />
            <code>{answerOfA?.name ?? requestTitle(a.row)}</code>
          </h2>
          <p role="status" className={classes.because}>
            {sentence}
          </p>
          {note !== null && <p className={classes.note}>{note}</p>}
        </div>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{compareEntriesLabels.what}</th>
              <th scope="col">
                <Letter of="A" /> {a.context.userLabel}, {a.context.tier}
              </th>
              <th scope="col">
                <Letter of="B" /> {b.context.userLabel}, {b.context.tier}
              </th>
            </tr>
          </thead>
          {groups.map((group) => (
            <Group key={group.title} group={group} causing={causing} sides={sides} />
          ))}
        </table>
      </section>
    </>
  );
}

type Side = { readonly entry: HistoryEntry; readonly answer: HistoryEntry["answers"][number] | null };

function Group({
  group: { title, facts },
  causing,
  sides,
}: {
  group: ComparedFacts;
  causing: ReadonlySet<string>;
  sides: readonly [Side, Side];
}) {
  const [isUnfolded, setUnfolded] = useState(false);
  const differing = facts.filter(({ isSame }) => !isSame);
  const same = facts.filter(({ isSame }) => isSame);
  return (
    <tbody>
      <tr className={classes.group}>
        <th scope="rowgroup" colSpan={3}>
          {title} <span>{compareEntriesLabels.differ(differing.length)}</span>
        </th>
      </tr>
      {differing.map((fact) => (
        <Fact
          key={fact.label}
          fact={fact}
          isCause={fact.key !== null && causing.has(fact.key)}
          sides={title === "Answer" && fact.label === "Answer" ? sides : null}
        />
      ))}
      {same.length > 0 && (
        <tr>
          <td>
            <button type="button" className={classes.fold} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
              <ChevronRight size={13} aria-hidden className={classes.chevron} data-unfolded={isUnfolded || undefined} />
              {compareEntriesLabels.same(same.length)}
            </button>
          </td>
          <td colSpan={2} className={classes.names}>
            {same.map(({ label }) => (
              <code key={label}>{label}</code>
            ))}
          </td>
        </tr>
      )}
      {isUnfolded && same.map((fact) => <Fact key={fact.label} fact={fact} isCause={false} sides={null} />)}
    </tbody>
  );
}

function Fact({
  fact: { label, a, b, isSame },
  isCause,
  sides,
}: {
  fact: ComparedFact;
  isCause: boolean;
  sides: readonly [Side, Side] | null;
}) {
  return (
    <tr data-cause={isCause || undefined}>
      <th scope="row">
        {label} {isCause && <span className={classes.cause}>{compareEntriesLabels.cause}</span>}
      </th>
      <td>{sides === null ? <Value value={a} /> : <Outcome side={sides[0]} size={14} />}</td>
      <td>
        {!isSame && (
          <span className={classes.sign}>
            <span aria-hidden>≠</span>
            <span className="sr">{compareEntriesLabels.differs} </span>
          </span>
        )}
        {sides === null ? <Value value={b} /> : <Outcome side={sides[1]} size={14} />}
      </td>
    </tr>
  );
}

function Value({ value }: { value: ComparedFact["a"] }) {
  return value === undefined ? <span className={classes.missing}>{factText(value)}</span> : <code>{factText(value)}</code>;
}

function Letter({ of }: { of: "A" | "B" }) {
  return <b className={classes.letter}>{of}</b>;
}

function Outcome({ side: { entry, answer }, size = 18 }: { side: Side; size?: number }) {
  return (
    <State state={answer?.state ?? entry.row.state} word={answer === null ? entry.row.word : stateLabel(answer)} size={size} isStrong />
  );
}

function answerText({ entry, answer }: Side): string {
  return answer === null ? entry.row.word : stateLabel(answer);
}

function sideText({ row, context }: HistoryEntry): string {
  const now = Date.now();
  const isToday = formatDayAndTime(row.atMs, now).startsWith(formatDayAndTime(now, now).split(",")[0] ?? "-");
  const time = isToday ? formatTimeOfDay(row.atMs) : formatDayAndTime(row.atMs, now);
  return [time, context.tier, context.userLabel].filter((part) => part !== "").join(", ");
}
