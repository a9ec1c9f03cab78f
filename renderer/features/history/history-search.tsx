import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type UIEvent, useId, useRef, useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { moveInFilteredList } from "#renderer/ui/keyboard/list-keys.ts";
import { completionsOf, keptField, partAt, type QueryCompletion, withCompletion } from "#shared/domain/history/complete-query.ts";
import { type HistoryQuery, parseHistoryQuery, type QueryProblem } from "#shared/domain/history/history-query.ts";
import { queryFields } from "#shared/domain/history/query-fields.ts";
import { historyLabels } from "./history-labels.ts";
import classes from "./history-search.module.css";
import { searchHistory } from "./history-view.ts";
import { SearchCompletions } from "./search-completions.tsx";

const maxCompletions = 12;

/** The search of the history: fields and words, with completion of both. What cannot be understood is marked where it stands and explained below. */
export function HistorySearch({ text, children }: { text: string /** What stands at the right end. */; children: ReactNode }) {
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(-1);
  useCommand("find", () => input.current?.select(), { label: historyLabels.search });

  const query = parseHistoryQuery(text);
  const part = isOpen ? partAt(text, Math.min(caret, text.length)) : null;
  const kept = keptField(part);
  const values = useQuery({
    ...orpc.history.values.queryOptions({ input: { field: kept ?? "user", text: part?.typed ?? "", limit: maxCompletions } }),
    enabled: kept !== null,
    staleTime: 0,
  });
  const completions = part === null ? [] : completionsOf(part, kept === null ? [] : (values.data ?? [])).slice(0, maxCompletions);
  const isShown = completions.length > 0;
  const chosen = isShown ? completions[active] : undefined;
  const hasNone = kept !== null && part?.typed === "" && values.data?.length === 0;
  // What is still being typed is not a mistake yet.
  const isTyped = (one: QueryProblem) => isOpen && one.from < caret && caret <= one.to;
  const problem = query.problems.find((one) => !isTyped(one));

  const moveTo = (next: { text: string; caret: number }) => {
    searchHistory(next.text);
    setCaret(next.caret);
    setActive(-1);
    setTimeout(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const take = (completion: QueryCompletion) => {
    if (part === null) return;
    moveTo(withCompletion(text, part, completion));
    setOpen(part.is === "name");
    input.current?.focus();
  };
  const open = () => {
    setCaret(input.current?.selectionStart ?? text.length);
    setActive(-1);
    setOpen(true);
  };
  const handleKeys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" && event.altKey) {
      event.preventDefault();
      return open();
    }
    if (event.key === "Escape") {
      const isClosing = isShown || hasNone || (kept !== null && values.isFetching);
      if (!isClosing && text === "") return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      return isClosing ? undefined : searchHistory("");
    }
    if (event.key === "Enter" && chosen === undefined && query.problems.some(isTyped)) {
      event.preventDefault();
      return setOpen(false);
    }
    if (!isShown || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return moveInFilteredList(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = active + (event.key === "ArrowDown" ? 1 : -1);
      return setActive(next >= completions.length ? -1 : next < -1 ? completions.length - 1 : next);
    }
    if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && chosen !== undefined)) {
      event.preventDefault();
      if (chosen !== undefined) take(chosen);
      else setOpen(false);
    }
  };

  return (
    <>
      <div ref={field} className={classes.search}>
        <Search size={14} aria-hidden className={classes.icon} />
        <div className={classes.field}>
          <div ref={marks} className={classes.marks} aria-hidden>
            <Marks text={text} query={query} problem={problem} />
          </div>
          <input
            ref={input}
            type="text"
            role="combobox"
            className={classes.input}
            aria-label={historyLabels.search}
            aria-expanded={isShown}
            aria-controls={isShown ? `${id}-list` : undefined}
            aria-autocomplete="list"
            aria-activedescendant={chosen === undefined ? undefined : `${id}-${active}`}
            aria-invalid={problem !== undefined}
            aria-describedby={hasNone ? `${id}-none` : `${id}-problem`}
            placeholder={historyLabels.searchHint}
            autoComplete="off"
            autoCorrect="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={500}
            value={text}
            onChange={({ currentTarget: { value, selectionStart } }) => {
              searchHistory(value);
              setCaret(selectionStart ?? value.length);
              setActive(-1);
              setOpen(value !== "");
            }}
            onSelect={({ currentTarget: { selectionStart } }) => {
              if (selectionStart === null || selectionStart === caret) return;
              setCaret(selectionStart);
              setActive(-1);
            }}
            onKeyDown={handleKeys}
            onBlur={() => setOpen(false)}
            onScroll={({ currentTarget }: UIEvent<HTMLInputElement>) => {
              if (marks.current !== null) marks.current.scrollLeft = currentTarget.scrollLeft;
            }}
          />
        </div>
        {children}
        {text !== "" && (
          <ActionIcon size={22} aria-label={historyLabels.clearSearch} onClick={() => moveTo({ text: "", caret: 0 })}>
            <X size={13} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <SearchCompletions
        target={field}
        isOpen={isShown || hasNone}
        none={hasNone ? historyLabels.noValues(queryFields[kept].example) : null}
        setOpen={setOpen}
        id={id}
        completions={completions}
        active={active}
        onTake={take}
      />
      <div id={`${id}-problem`} role="status">
        {problem !== undefined && <Problem text={text} problem={problem} onText={(next) => moveTo({ text: next, caret: next.length })} />}
      </div>
    </>
  );
}

/** Underlines the fields that are understood and the part that is not, behind the text of the field. */
function Marks({ text, query, problem }: { text: string; query: HistoryQuery; problem: QueryProblem | undefined }) {
  const fields = query.terms.filter(({ is }) => is === "field");
  const marked = [...fields, ...(problem === undefined ? [] : [problem])].toSorted((a, b) => a.from - b.from);
  return marked.map((part, at) => (
    <span key={part.from}>
      {text.slice(marked[at - 1]?.to ?? 0, part.from)}
      <span className={"sentence" in part ? classes.wrong : classes.understood}>{text.slice(part.from, part.to)}</span>
    </span>
  ));
}

function Problem({ text, problem, onText }: { text: string; problem: QueryProblem; onText: (text: string) => void }) {
  const { from, to, sentence, suggestion } = problem;
  const part = text.slice(from, to);
  return (
    <p className={classes.problem}>
      {!sentence.startsWith(part) && <code>{part} </code>}
      {sentence} {historyLabels.listIsOfBefore}
      {suggestion !== null && (
        <>
          {" "}
          <button type="button" className="link" onClick={() => onText(text.slice(0, from) + suggestion + text.slice(to))}>
            {historyLabels.searchInstead(suggestion)}
          </button>
        </>
      )}
    </p>
  );
}
