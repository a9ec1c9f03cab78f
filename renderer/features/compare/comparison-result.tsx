import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { type CompareState, shownComparison } from "#renderer/answer/comparison/compare-state.ts";
import { kindTitles } from "#renderer/answer/comparison/kind-titles.ts";
import type { Column } from "#renderer/answer/comparison/use-columns.ts";
import { Chip, Chips, Tools, ToolsDivider, ToolsFilter, ToolsLabel } from "#renderer/parts/many/tools.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import type { CompareSubject, ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { countParts, countRows, rowResult } from "#shared/domain/comparison/comparison-summary.ts";
import { listed, partLabel } from "#shared/domain/comparison/comparison-text.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import classes from "./compare.module.css";
import { DifferencePane } from "./difference/difference-pane.tsx";
import { type ComparisonFilter, entityKey, noFilter, tableRows } from "./table/comparison-rows.ts";
import { ComparisonTable } from "./table/comparison-table.tsx";

type ComparisonResultProps = {
  state: Exclude<CompareState, { is: "idle" }>;
  /** The columns of the rows that are shown. */
  columns: readonly Column[];
  /** False if the rows are not about what stands in the bar now. */
  isCurrent: boolean;
  onOpenInWhy: (row: ComparisonRow) => void;
  onOpenInWhatIf: (row: ComparisonRow) => void;
  /** Adds an edited copy as a column. */
  onTry: (subject: CompareSubject) => void;
};

const maxCauseChips = 5;
const maxNamedWithoutEffect = 3;

/** Shows the rows of a comparison with their filters, and the details of one of them beside the table. */
export function ComparisonResult({ state, columns, isCurrent, onOpenInWhy, onOpenInWhatIf, onTry }: ComparisonResultProps) {
  const shown = shownComparison(state);
  const { request, rows } = shown.comparison;
  const [filter, setFilter] = useState<ComparisonFilter>(noFilter);
  const [openFolds, setOpenFolds] = useState<ReadonlySet<ExplainedKind>>(new Set());
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const filterField = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const names = columns.map(({ name }) => name);
  const opened = isOpen ? rows.find((row) => entityKey(row) === selectedKey) : undefined;
  const close = () => {
    // In a narrow window the details replace the table, which must be drawn again before it can take the focus.
    flushSync(() => setOpen(false));
    list.current?.querySelector("table")?.focus();
  };
  useCommand("find", () => filterField.current?.select());
  useCommand("cancel", close, { enabled: opened !== undefined && state.is !== "running", label: compareLabels.closeDetails });
  if (rows.length === 0) return null;

  const table = tableRows(rows, filter, openFolds);
  const editTimes = shown.is === "done" ? shown.summary.editTimes : [];
  const liveDifferences = shown.is === "done" && shown.live.is === "checked" ? shown.live.summary.differing : [];
  const noEffect = shown.is === "done" ? shown.summary.noEffect.flat() : [];
  const toggleFold = (kind: ExplainedKind) =>
    setOpenFolds((open) => new Set(open.has(kind) ? [...open].filter((each) => each !== kind) : [...open, kind]));
  const isStale = !isCurrent || shown !== state;
  return (
    <div className={classes.result} data-not-current={isStale || undefined}>
      <Filters rows={rows} filter={filter} onFilter={setFilter} noEffect={noEffect} filterField={filterField} />
      <div className={classes.split} data-is-open={opened !== undefined || undefined} data-is-many={names.length > 2 || undefined}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: = is one more key of the table inside */}
        <div
          ref={list}
          className={classes.list}
          onKeyDown={(event) => {
            if (event.key !== "=" || event.target instanceof HTMLInputElement) return;
            setOpenFolds(openFolds.size > 0 ? new Set() : new Set(kindTitles.map(({ kind }) => kind)));
          }}
        >
          {table.length === 0 ? (
            <p className={classes.nothing}>
              {compareLabels.noMatch(filter.text.trim())}{" "}
              <button type="button" className="link" onClick={() => setFilter(noFilter)}>
                {compareLabels.showAll}
              </button>
            </p>
          ) : (
            <ComparisonTable
              label={compareLabels.answersOf(listed(names))}
              names={names}
              rows={table}
              editTimes={editTimes}
              liveDifferences={liveDifferences}
              selectedKey={selectedKey}
              onSelect={setSelectedKey}
              onOpen={(row) => {
                setSelectedKey(entityKey(row));
                setOpen(true);
              }}
              onFold={toggleFold}
            />
          )}
        </div>
        {opened !== undefined && (
          <DifferencePane
            key={entityKey(opened)}
            row={opened}
            request={request}
            names={names}
            editTimes={editTimes}
            liveDifferences={liveDifferences.filter(({ kind, name }) => kind === opened.kind && name === opened.name)}
            others={rows.filter((row) => row !== opened && rowResult(row) === "differs")}
            onClose={close}
            onOpenInWhy={() => onOpenInWhy(opened)}
            onOpenInWhatIf={() => onOpenInWhatIf(opened)}
            onTry={(way) => {
              const subject = request.subjects[way.subject];
              const time = way.cause.parts.find(({ part }) => part.kind === "time")?.reference;
              if (subject === undefined) return;
              onTry({
                ...subject,
                user: way.user,
                tier: way.tier ?? "",
                atMs: typeof time === "number" ? time : subject.atMs,
                userLabel: copyLabel(subject.userLabel),
              });
            }}
          />
        )}
      </div>
    </div>
  );
}

/** `a copy of Nora`; a copy of a copy is one copy. */
function copyLabel(userLabel: string): string {
  return userLabel.startsWith(compareLabels.aCopyOf) ? userLabel : `${compareLabels.aCopyOf}${userLabel}`.slice(0, 200);
}

type FiltersProps = {
  rows: readonly ComparisonRow[];
  filter: ComparisonFilter;
  onFilter: (filter: ComparisonFilter) => void;
  noEffect: Parameters<typeof partLabel>[0][];
  filterField: React.Ref<HTMLInputElement>;
};

function Filters({ rows, filter, onFilter, noEffect, filterField }: FiltersProps) {
  const counts = countRows(rows);
  const parts = countParts(rows);
  const results = [
    { result: "all", label: compareLabels.all, count: counts.total },
    { result: "differs", label: compareLabels.differ, count: counts.differing },
    { result: "same", label: compareLabels.theSame, count: counts.same },
    ...(counts.undecided > 0 ? [{ result: "undecided", label: compareLabels.undecided, count: counts.undecided } as const] : []),
  ] as const;
  const named = [...new Set(noEffect.map(partLabel))];
  const more = named.length > maxNamedWithoutEffect ? ` ${compareLabels.andMore(named.length - maxNamedWithoutEffect)}` : "";
  return (
    <Tools
      end={
        <ToolsFilter
          label={compareLabels.filter}
          text={filter.text}
          onText={(text) => onFilter({ ...filter, text })}
          inputRef={filterField}
        />
      }
    >
      <Chips label={compareLabels.byDifference}>
        {results.map(({ result, label, count }) => (
          <Chip key={result} isOn={filter.result === result} count={count} onClick={() => onFilter({ ...filter, result })}>
            {label}
          </Chip>
        ))}
      </Chips>
      {parts.length > 0 && <ToolsDivider />}
      {parts.length > 0 && <ToolsLabel>{compareLabels.becauseOf}</ToolsLabel>}
      {parts.length > 0 && (
        <Chips label={compareLabels.byCause}>
          {parts.slice(0, maxCauseChips).map(({ key, part, count }) => (
            <Chip
              key={key}
              isOn={filter.partKey === key}
              count={count}
              onClick={() => onFilter({ ...filter, partKey: filter.partKey === key ? null : key })}
            >
              <code>{partLabel(part)}</code>
            </Chip>
          ))}
        </Chips>
      )}
      {named.length > 0 && (
        <ToolsLabel title={named.join(", ")}>
          {compareLabels.noEffect} <code>{named.slice(0, maxNamedWithoutEffect).join(", ")}</code>
          {more}
        </ToolsLabel>
      )}
    </Tools>
  );
}
