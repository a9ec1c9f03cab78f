import { ActionIcon, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight, ArrowRight, ChevronRight, Copy, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { State } from "#renderer/parts/state/state.tsx";
import { setOpenRequest, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { partKey } from "#shared/domain/comparison/comparison-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import {
  type ComparedFact,
  type ComparedFacts,
  causeSentence,
  commonAnswers,
  compareEntries,
  comparisonMarkdown,
  factText,
  nameFact,
  notCheckedText,
} from "#shared/domain/history/entry-comparison.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { formatDayAndTime, formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { BackToList } from "./back-to-list.tsx";
import { caseOfEntries } from "./case-of-entries.ts";
import classes from "./compare-entries.module.css";
import historyClasses from "./history.module.css";
import { useHistoryEntry } from "./history.queries.ts";
import { compareEntriesLabels, requestTitle } from "./history-labels.ts";
import { compareInHistory } from "./history-view.ts";
import markClasses from "./mark-letter.module.css";
import { canRunAgain, runAgain } from "./run-again.ts";
import { useBestOfEntry } from "./use-best-of-entry.ts";
import { useCompareAfter } from "./use-compare-after.ts";
import { useDecision } from "./use-decision.ts";
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
  const { isRunning, compareAfter } = useCompareAfter();
  const [storedOfA, storedOfB] = commonAnswers(a, b);
  const [answerOfA, answerOfB] = [useBestOfEntry(a, storedOfA), useBestOfEntry(b, storedOfB)];
  const sides = [
    { entry: a, answer: answerOfA },
    { entry: b, answer: answerOfB },
  ] as const;
  const { cause, note } = useEntryCause(...sides);
  const [decisionOfA, decisionOfB] = [useDecision(sides[0]), useDecision(sides[1])];
  const areDecided = decisionOfA !== null && decisionOfB !== null;
  const groups = compareEntries(
    { ...sides[0], decision: areDecided ? decisionOfA : null },
    { ...sides[1], decision: areDecided ? decisionOfB : null },
  );
  const notes = [note, useOneOf("A", a), useOneOf("B", b)].filter((text) => text !== null);
  const sentence = cause === null ? compareEntriesLabels.searching : causeSentence(cause, answerOfA);
  const causing = new Set(cause?.is === "found" ? cause.cause.parts.map(({ part }) => partKey(part)) : []);
  const names: readonly [string, string] = [sideText(a), sideText(b)];
  const [nameOfA, nameOfB] = [answerOfA?.name ?? requestTitle(a.row), answerOfB?.name ?? requestTitle(b.row)];
  const isOneName = nameOfA === nameOfB;
  const title = `${answerText(sides[0])}${isOneName ? "" : ` ${nameOfA}`} → ${answerText(sides[1])} ${nameOfB}`;
  const copy = async () => {
    await navigator.clipboard.writeText(comparisonMarkdown({ title, sentence, names, groups }));
    announce(compareEntriesLabels.copied);
  };
  const checkBoth = () => compareAfter(async () => [await runAgain(a, {}), await runAgain(b, {})]);
  return (
    <>
      <div className={historyClasses.banner}>
        <BackToList />
        <span className={classes.sides}>
          <Letter of="A" /> <span className="ell">{names[0]}</span>
          <Letter of="B" /> <span className="ell">{names[1]}</span>
        </span>
        <span className={historyClasses.acts}>
          <Button
            variant="subtle"
            title={compareEntriesLabels.swap}
            leftSection={<ArrowLeftRight size={14} aria-hidden />}
            onClick={() => compareInHistory([b.row.exchangeId, a.row.exchangeId])}
          >
            <span className="wide-words">{compareEntriesLabels.swap}</span>
          </Button>
          <Button
            variant="default"
            title={compareEntriesLabels.copy}
            leftSection={<Copy size={14} aria-hidden />}
            onClick={() => void copy()}
          >
            <span className="wide-words">{compareEntriesLabels.copy}</span>
          </Button>
          {answerOfA !== null && answerOfB !== null && (
            <SaveAsCase
              content={() =>
                caseOfEntries(
                  [
                    { entry: a, answer: answerOfA },
                    { entry: b, answer: answerOfB },
                  ],
                  [{ title, text: sentence }],
                )
              }
            />
          )}
          {canRunAgain(a) && canRunAgain(b) && (
            <Button variant="default" leftSection={<RotateCw size={14} aria-hidden />} loading={isRunning} onClick={() => void checkBoth()}>
              {compareEntriesLabels.checkBoth}
            </Button>
          )}
          <ActionIcon aria-label={compareEntriesLabels.close} onClick={() => setOpenRequest(null)}>
            <X size={15} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={classes.body} tabIndex={0} aria-label={title}>
        <div className={classes.became}>
          <h2>
            <Outcome side={sides[0]} />
            {!isOneName && <code>{nameOfA}</code>}
            <ArrowRight size={16} aria-label={compareEntriesLabels.became} className={classes.arrow} />
            <Outcome side={sides[1]} />
            <code>{nameOfB}</code>
          </h2>
          <p role="status" className={classes.because}>
            {sentence}
          </p>
          {notes.length > 0 && <p className={classes.note}>{notes.join(" ")}</p>}
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

/** Says so if an entry is one of several requests of its action: the others are not compared. */
function useOneOf(side: "A" | "B", { row: { actionId } }: HistoryEntry): string | null {
  const hasBackground = useSession((state) => state.showsBackgroundRequests);
  const { data } = useQuery(orpc.history.page.queryOptions({ input: { filter: { actionId, hasBackground }, limit: 1 } }));
  return data === undefined || data.matching < 2 ? null : compareEntriesLabels.oneOf(side, data.matching);
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
          isProse={title === "Answer" && fact.label !== nameFact}
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
      {isUnfolded &&
        same.map((fact) => (
          <Fact key={fact.label} fact={fact} isCause={false} isProse={title === "Answer" && fact.label !== nameFact} sides={null} />
        ))}
    </tbody>
  );
}

function Fact({
  fact: { label, a, b, isSame },
  isCause,
  isProse,
  sides,
}: {
  fact: ComparedFact;
  isCause: boolean;
  /** True for what is said in words: other values are data. */
  isProse: boolean;
  sides: readonly [Side, Side] | null;
}) {
  return (
    <tr data-cause={isCause || undefined}>
      <th scope="row">
        {label} {isCause && <span className={classes.cause}>{compareEntriesLabels.cause}</span>}
      </th>
      <td>{sides === null ? <Value value={a} isProse={isProse} /> : <Outcome side={sides[0]} size={14} />}</td>
      <td>
        {!isSame && (
          <span className={classes.sign}>
            <span aria-hidden>≠</span>
            <span className="sr">{compareEntriesLabels.differs} </span>
          </span>
        )}
        {sides === null ? <Value value={b} isProse={isProse} /> : <Outcome side={sides[1]} size={14} />}
      </td>
    </tr>
  );
}

function Value({ value, isProse }: { value: ComparedFact["a"]; isProse: boolean }) {
  if (value === undefined) return <span className={classes.missing}>{isProse ? notCheckedText : factText(value)}</span>;
  if (value === "") return <span className={classes.missing}>{factText(value)}</span>;
  return isProse ? factText(value) : <code>{factText(value)}</code>;
}

function Letter({ of }: { of: "A" | "B" }) {
  return <b className={markClasses.letter}>{of}</b>;
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
