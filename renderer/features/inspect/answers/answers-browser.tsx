import { ActionIcon } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { X } from "lucide-react";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { FoldedNames } from "#renderer/answer/comparison/folded-names.tsx";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { useReasons } from "#renderer/answer/explain/explain.queries.ts";
import { NotEqualSign } from "#renderer/parts/many/headline.tsx";
import { Chip, Chips, Tools, ToolsDivider, ToolsFilter } from "#renderer/parts/many/tools.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { setOpenAnswer, useSession } from "#renderer/session/session.ts";
import { DataTable } from "#renderer/ui/data-table.tsx";
import { resultAttribute } from "#renderer/ui/keyboard/keep-focus.ts";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { countStates, type ShownState, stateLabels } from "#shared/domain/evaluation/state-label.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { findExchange } from "../check-state.ts";
import { inspectLabels } from "../inspect-labels.ts";
import { tryFlip } from "../try-flip-part.ts";
import type { CurrentRequest } from "../use-evaluation-request.ts";
import { AnswerView } from "./answer-view.tsx";
import classes from "./answers-browser.module.css";
import { answerColumns } from "./answers-columns.tsx";
import { answersLabels } from "./answers-labels.ts";
import { type AnswerRow, answerKey, filterAnswers, rowKey, shownName, tableRows } from "./answers-table.ts";
import type { ComparedAnswers } from "./compared-answers.ts";
import { comparedColumns } from "./compared-columns.tsx";
import { ComparedLine } from "./compared-line.tsx";
import { comparedRows, entryOf } from "./compared-rows.ts";

type AnswersBrowserProps = {
  label: string;
  answers: readonly Answer[];
  /** The exchanges the caller has; others are read from the history when an answer is opened. */
  exchanges: readonly Exchange[];
  request: CurrentRequest;
  /** Set if the answers are not about the current request. */
  outdated: Outdated | null;
  /** True while newer answers are awaited. */
  isStale?: boolean;
  /** Shown above the table (how many answers, for whom, the fingerprint) until an answer is opened. */
  head: ReactNode;
  /** The answers of another subject beside these. */
  compared?: ComparedAnswers | null;
  /** What else the text filter finds, shown above the table. */
  besides?: (text: string) => ReactNode;
  onCheckName: (name: string, kind: Answer["kind"]) => void;
};

/** Shows many answers as a table with a state filter and a text filter, and one opened answer beside it. */
export function AnswersBrowser({
  label,
  answers: plainAnswers,
  exchanges,
  request,
  outdated,
  isStale = false,
  compared = null,
  head,
  besides,
  onCheckName,
}: AnswersBrowserProps) {
  const answers = useReasons(plainAnswers, request);
  const [state, setState] = useState<ShownState | null>(null);
  const [text, setText] = useState("");
  const [isOnlyDiffering, setOnlyDiffering] = useState(false);
  const [openFolds, setOpenFolds] = useState<ReadonlySet<EntityKind>>(new Set());
  const [selectedInList, setSelectedInList] = useState<string | null>(null);
  const openKey = useSession((session) => session.openAnswer);
  const selectedKey = selectedInFold(selectedInList) ?? openKey ?? selectedInList;
  const filterField = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const openedPart = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();

  const opened = openKey === null ? undefined : answers.find((answer) => answerKey(answer) === openKey);
  const isOpen = opened !== undefined;
  const isFiltering = compared !== null && isOnlyDiffering;
  const isCurrent = outdated === null && !isStale && compared?.isCurrent !== false;
  const entries = compared?.entries ?? null;
  // A step of the selection in thousands of rows takes no longer than in thirty.
  const { shown, rows } = useMemo(() => {
    const matching = filterAnswers(answers, { state, text });
    const left = isFiltering && entries !== null ? matching.filter((answer) => isDifferent(entries, answer)) : matching;
    return { shown: left, rows: entries === null ? tableRows(left) : comparedRows(left, entries, openFolds) };
  }, [answers, state, text, isFiltering, entries, openFolds]);
  const differing = useMemo(
    () => (entries === null ? 0 : answers.filter((answer) => isDifferent(entries, answer)).length),
    [answers, entries],
  );
  const tableWidth = isOpen ? 0 : width;
  const columns = useMemo(
    () => (compared === null ? answerColumns(answers, tableWidth) : comparedColumns(answers, compared, tableWidth)),
    [answers, compared, tableWidth],
  );
  const toggleFold = (kind: EntityKind) =>
    setOpenFolds((open) => new Set(open.has(kind) ? [...open].filter((each) => each !== kind) : [...open, kind]));
  const wasOpen = useRef(isOpen);
  const showAll = () => {
    setState(null);
    setText("");
    setOnlyDiffering(false);
  };
  const close = () => setOpenAnswer(null);
  // The focus follows. However the answer was closed, by its button or by Back, what was in it goes to the table; in a narrow window the list is gone while an
  // answer is open, and the answer takes it.
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) list.current?.querySelector("table")?.focus();
    const isListGone = list.current?.offsetParent === null;
    if (!wasOpen.current && isOpen && isListGone) openedPart.current?.querySelector<HTMLElement>(`[${resultAttribute}]`)?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  useCommand("find", () => filterField.current?.select());
  useCommand("cancel", close, { enabled: isOpen, label: "Close the open answer" });

  return (
    <div className={classes.browser} data-is-open={isOpen || undefined}>
      <div ref={list} className={classes.list}>
        {!isOpen && head}
        <Tools
          wraps
          isBeside={isOpen}
          isCurrent={isCurrent}
          end={
            <>
              <span aria-live="polite" className={classes.shown}>
                {shown.length < answers.length && answersLabels.shown(shown.length, answers.length)}
              </span>
              <ToolsFilter label={inspectLabels.filter} text={text} onText={setText} inputRef={filterField} />
            </>
          }
        >
          <Chips label={inspectLabels.filterByAnswer}>
            <Chip isOn={state === null} count={answers.length} onClick={() => setState(null)}>
              {answersLabels.all}
            </Chip>
            {countStates(answers).map((entry) => (
              <Chip
                key={entry.state}
                isOn={state === entry.state}
                count={entry.count}
                state={entry.state === "cancelled" ? "unreached" : entry.state}
                onClick={() => setState(entry.state)}
              >
                {stateLabels[entry.state]}
              </Chip>
            ))}
            {compared !== null && (
              <>
                {!isOpen && <ToolsDivider />}
                <Chip isOn={isOnlyDiffering} count={differing} onClick={() => setOnlyDiffering(!isOnlyDiffering)}>
                  <NotEqualSign size={13} />
                  {answersLabels.differs}
                </Chip>
              </>
            )}
          </Chips>
        </Tools>
        {!isOpen && state === null && besides?.(text)}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: = is one more key of the table inside, as in Compare */}
        <div
          ref={ref}
          className={classes.table}
          data-not-current={!isCurrent || undefined}
          onKeyDown={(event) => {
            if (event.key !== "=" || compared === null) return;
            setOpenFolds(openFolds.size > 0 ? new Set() : new Set(answers.map(({ kind }) => kind)));
          }}
        >
          {shown.length === 0 ? (
            <NoMatches state={state} text={text} isOnlyDiffering={isFiltering} onShowAll={showAll} />
          ) : (
            <DataTable<AnswerRow>
              label={label}
              columns={columns}
              rows={rows}
              rowKey={rowKey}
              selectedKey={selectedKey}
              onSelect={(row) => {
                setSelectedInList(rowKey(row));
                if (isOpen && row.is === "answer") setOpenAnswer(rowKey(row));
              }}
              onOpen={(row) => (row.is === "fold" ? toggleFold(row.kind) : setOpenAnswer(rowKey(row)))}
              opensOnClick
              headingOf={heading}
              restOf={(row) =>
                row.is === "fold" && !row.isOpen && !isOpen ? <Folded answers={row.answers} roomPx={width - foldedStartPx} /> : null
              }
            />
          )}
        </div>
      </div>
      {opened !== undefined && (
        <div ref={openedPart} className={classes.opened}>
          <AnswerView
            answer={opened}
            request={request}
            exchange={findExchange(opened, exchanges)}
            isStale={isStale}
            outdated={outdated}
            onTryFlip={(flip) => tryFlip({ answer: opened, request }, flip)}
            onCheckName={(name) => onCheckName(name, opened.kind)}
            {...(compared !== null && { comparison: <ComparedLine answer={opened} compared={compared} /> })}
            actions={
              <ActionIcon aria-label={answersLabels.close} title="Close (Esc)" onClick={close}>
                <X size={16} aria-hidden />
              </ActionIcon>
            }
          />
        </div>
      )}
    </div>
  );
}

type NoMatchesProps = { state: ShownState | null; text: string; isOnlyDiffering: boolean; onShowAll: () => void };

function NoMatches({ state, text, isOnlyDiffering, onShowAll }: NoMatchesProps) {
  const all = state === null ? answersLabels.noAnswer : `No answer with the state ${stateLabels[state]}`;
  const subject = isOnlyDiffering ? answersLabels.noneDiffers(all) : all;
  return (
    <p className={classes.nothing}>
      {subject}
      {text.trim() !== "" && answersLabels.noneContains(text.trim())}.{" "}
      <button type="button" className="link" onClick={onShowAll}>
        {answersLabels.showAll}
      </button>
    </p>
  );
}

/** The width of the column with the fold, and of the margins. */
const foldedStartPx = 220;

function Folded({ answers, roomPx }: { answers: readonly Answer[]; roomPx: number }) {
  return <FoldedNames names={answers.map((answer) => ({ name: shownName(answer), answer }))} roomPx={roomPx} />;
}

/** The row that folds the equal answers can be selected while an answer is open; the answer stays open. */
function selectedInFold(key: string | null): string | null {
  return key?.startsWith("fold ") === true ? key : null;
}

function isDifferent(entries: ComparedAnswers["entries"], answer: Answer): boolean {
  return entryOf(entries, answer).result === "differs";
}

function heading(row: AnswerRow): ReactNode | null {
  if (row.is !== "heading") return null;
  return (
    <>
      {row.title} <span className={classes.headingNote}>{row.note}</span>
    </>
  );
}
