import { useMediaQuery } from "@mantine/hooks";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { clamp } from "#renderer/ui/clamp.ts";
import type { CohortGroup, CohortRow, CohortState, CohortView } from "#shared/domain/cohort/cohort.ts";
import { formatCount, formatPercent } from "#shared/domain/text/format-number.ts";
import { fieldLabel } from "#shared/domain/user/user-mapping.ts";
import { AnswerCell, BreakingName, PendingCell } from "../answer-cell.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
import { type Line, linesOf, rowHeightPx, userPlaces } from "./matrix-lines.ts";
import { type RowWindow, refAfterLayout, useRowWindow } from "./row-window.ts";
import { barParts, isLit, SplitBar } from "./split-bar.tsx";
import classes from "./users-matrix.module.css";

const pageRows = 100;
const fieldWidthPx = 112;
const entityWidthPx = 124;
/** Fields beyond these are in the user, one key away. */
const maxFieldColumns = 5;
const maxFieldColumnsNarrow = 2;

const noRows: RowWindow["rows"] = [];

/** Users × entities, virtual in both directions: arrows move the cell, Enter opens the user and the entity in Why. */
export function UsersMatrix({
  state,
  view,
  groupBy,
  selectedEntity,
  onSort,
  onOpen,
}: {
  state: CohortState;
  view: CohortView;
  groupBy: string | null;
  selectedEntity: number | null;
  onSort: (by: NonNullable<CohortView["sort"]>["by"]) => void;
  onOpen: (row: number, entity: number) => void;
}) {
  const { cohortId, shares } = state;
  const isNarrow = useMediaQuery("(max-width: 1100px)") ?? false;
  const fields = state.columns.slice(0, isNarrow ? maxFieldColumnsNarrow : maxFieldColumns);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [cell, setCell] = useState<{ readonly line: number; readonly column: number }>({ line: 0, column: 0 });
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [scrollerRef] = useState(() => refAfterLayout<HTMLDivElement>(setScroller));
  const groupsQuery = useQuery({
    ...orpc.cohorts.groups.queryOptions({ input: { cohortId, path: groupBy ?? "", view } }),
    enabled: groupBy !== null && state.phase !== "running",
  });
  const groups = groupBy === null || state.phase === "running" ? null : (groupsQuery.data ?? []);
  const counted = useQuery({
    ...orpc.cohorts.rows.queryOptions({ input: { cohortId, view, from: 0, count: 1 } }),
    enabled: groups === null,
    placeholderData: (previous) => previous,
  });
  const isWhole = view.filter === "" && view.outcome === null;
  const matching = isWhole ? state.users : (counted.data?.matching ?? 0);
  const lines = groups === null ? null : linesOf(groups, unfolded);
  const count = lines === null ? matching : lines.count;
  const lineAt = (index: number): Line => (lines === null ? { is: "user", group: -1, at: index } : lines.at(index));

  const places = lines ?? userPlaces(count);
  const rows = useRowWindow(scroller, places);
  const columns = useVirtualizer({
    horizontal: true,
    count: fields.length + shares.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => (index < fields.length ? fieldWidthPx : entityWidthPx),
    overscan: 3,
  });
  const selectedColumn = selectedEntity === null ? null : fields.length + selectedEntity;
  useEffect(() => {
    if (selectedColumn !== null) columns.scrollToIndex(selectedColumn);
  }, [selectedColumn, columns]);
  // Rendered in slices, after the frame of the table, so that no set of rows holds the page.
  const shownRows = useDeferredValue(scroller === null ? noRows : rows.rows, noRows);
  const shownColumns = columns.getVirtualItems();
  const users = useUserRows(
    { cohortId, view, groupBy, groups, known: state.users },
    rows.rows.map(({ index }) => lineAt(index)),
  );
  const toggle = (group: number) =>
    setUnfolded((before) => {
      const next = new Set(before);
      if (!next.delete(group)) next.add(group);
      return next;
    });
  const canSort = (column: number) => {
    const field = fields[column];
    return state.phase !== "running" && (field === undefined || field.values !== null);
  };
  const sortKeyOf = (column: number) => {
    const field = fields[column];
    return field === undefined ? { entity: column - fields.length } : { path: field.path };
  };
  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowHeightPx) - 2);
    const lastColumn = fields.length + shares.length - 1;
    const to = {
      ArrowUp: { ...cell, line: cell.line - 1 },
      ArrowDown: { ...cell, line: cell.line + 1 },
      PageUp: { ...cell, line: cell.line - page },
      PageDown: { ...cell, line: cell.line + page },
      ArrowLeft: { ...cell, column: cell.column - 1 },
      ArrowRight: { ...cell, column: cell.column + 1 },
      Home: event.ctrlKey ? { line: 0, column: 0 } : { ...cell, column: 0 },
      End: event.ctrlKey ? { line: count - 1, column: lastColumn } : { ...cell, column: lastColumn },
    }[event.key];
    const line = count > 0 && cell.line !== headLine ? lineAt(cell.line) : null;
    if ((event.key === " " || event.key === "Enter") && cell.line === headLine) {
      event.preventDefault();
      if (canSort(cell.column)) onSort(sortKeyOf(cell.column));
    }
    if (event.key === "Enter" && line?.is === "user") {
      const user = users(line);
      if (user !== undefined) onOpen(user.row, Math.max(0, cell.column - fields.length));
    }
    if ((event.key === " " || event.key === "Enter") && line?.is === "group") {
      event.preventDefault();
      toggle(line.group);
    }
    if (to === undefined) return;
    event.preventDefault();
    // The names of the columns are above the first line.
    const first = event.key === "ArrowUp" || cell.line === headLine ? headLine : 0;
    const next = { line: clamp(to.line, first, count - 1), column: clamp(to.column, 0, lastColumn) };
    setCell(next);
    if (next.line !== headLine) rows.scrollTo(next.line);
    columns.scrollToIndex(next.column);
  };
  const cellId = (line: number, column: number) => `cohort-cell-${line}-${column}`;
  const widthPx = columns.getTotalSize();

  const failure = groups === null ? counted.error : groupsQuery.error;
  if (failure !== null) return <p className={classes.nothing}>{sentenceOf(failure)}</p>;
  if (count === 0 && (counted.isSuccess || isWhole))
    return (
      <p className={classes.nothing}>{view.filter === "" ? cohortsLabels.noUserHasAnswer : cohortsLabels.noUserMatches(view.filter)}</p>
    );
  return (
    <div ref={scrollerRef} className={classes.scroller}>
      <table
        className={classes.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern of the ARIA practices is built on a table
        role="grid"
        aria-label={cohortsLabels.usersTable}
        aria-rowcount={count + 1}
        aria-colcount={fields.length + shares.length}
        aria-activedescendant={count > 0 ? cellId(cell.line, cell.column) : undefined}
        tabIndex={0}
        onKeyDown={move}
      >
        <thead className={classes.head} style={{ width: widthPx }}>
          <tr aria-rowindex={1}>
            {shownColumns.map(({ index, start, size }) => {
              const field = fields[index];
              const entity = shares[index - fields.length];
              const by = sortKeyOf(index);
              const sort =
                view.sort !== null && JSON.stringify(view.sort.by) === JSON.stringify(by)
                  ? view.sort.isDescending
                    ? "descending"
                    : "ascending"
                  : undefined;
              return (
                <th
                  key={index}
                  scope="col"
                  id={cellId(headLine, index)}
                  aria-colindex={index + 1}
                  aria-sort={sort}
                  data-current={(cell.line === headLine && cell.column === index) || undefined}
                  className={classes.heading}
                  data-selected={entity !== undefined && index - fields.length === selectedEntity ? true : undefined}
                  style={{ transform: `translateX(${start}px)`, width: size }}
                >
                  <button
                    type="button"
                    tabIndex={-1}
                    disabled={!canSort(index)}
                    onClick={() => onSort(by)}
                    title={entity?.name ?? field?.path}
                  >
                    {entity === undefined ? fieldLabel(field?.path ?? "") : <BreakingName name={entity.name} />}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className={classes.body} style={{ height: places.totalPx, width: widthPx }}>
          {shownRows.map(({ index, start, size }) => {
            const line = lineAt(index);
            const group = line.is === "group" ? groups?.[line.group] : undefined;
            const user = line.is === "user" ? users(line) : undefined;
            return (
              <tr
                key={index}
                aria-rowindex={index + 2}
                className={classes.row}
                data-is-group={line.is === "group" || undefined}
                style={{ transform: `translateY(${start}px)`, height: size, width: widthPx }}
              >
                {line.is === "group" && group !== undefined && (
                  <td
                    colSpan={fields.length}
                    id={cellId(index, 0)}
                    className={classes.groupName}
                    data-current={cell.line === index || undefined}
                    style={{ width: fields.length * fieldWidthPx }}
                  >
                    <button
                      type="button"
                      tabIndex={-1}
                      aria-expanded={unfolded.has(line.group)}
                      disabled={group.value === null}
                      onClick={() => toggle(line.group)}
                    >
                      {unfolded.has(line.group) ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
                      <code>
                        {group.value === null ? cohortsLabels.otherValues : group.value === "" ? cohortsLabels.notSet : group.value}
                      </code>
                    </button>
                    <span>{formatCount(group.users, "user")}</span>
                  </td>
                )}
                {shownColumns.map(({ index: column, start: left, size: width }) => {
                  const entityAt = column - fields.length;
                  if (line.is === "group" && entityAt < 0) return null;
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
                    <td
                      key={column}
                      id={cellId(index, column)}
                      aria-colindex={column + 1}
                      className={classes.cell}
                      data-current={(cell.line === index && cell.column === column) || undefined}
                      data-selected={(entityAt >= 0 && entityAt === selectedEntity) || undefined}
                      style={{ transform: `translateX(${left}px)`, width }}
                      onClick={() => {
                        setCell({ line: index, column });
                        if (user !== undefined && entityAt >= 0) onOpen(user.row, entityAt);
                      }}
                    >
                      {group !== undefined ? (
                        <GroupCell state={state} group={group} entity={entityAt} />
                      ) : user === undefined ? (
                        <PendingCell />
                      ) : entityAt < 0 ? (
                        <code className="ell">
                          {(user.cells[column] ?? "") === "" ? <span className="subdued">{cohortsLabels.notSet}</span> : user.cells[column]}
                        </code>
                      ) : (
                        <AnswerCell share={shares[entityAt]} code={user.codes[entityAt] ?? 0} />
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The line of the names of the columns, which sort. */
const headLine = -1;

/** The share of a group that passes, is in a group or gets the value of a rule. */
function GroupCell({ state, group, entity }: { state: CohortState; group: CohortGroup; entity: number }) {
  const share = state.shares[entity];
  if (share === undefined) return null;
  const parts = barParts(share, group.counts[entity] ?? []);
  const lit = parts.reduce((sum, part) => sum + (isLit(part.state) ? part.users : 0), 0);
  return (
    <span className={classes.share}>
      <SplitBar parts={parts} isSmall label={cohortsLabels.entityFor(share.name, group.value ?? cohortsLabels.otherValues)} />
      <b>{formatPercent((100 * lit) / Math.max(1, group.users), { decimals: 0 })}</b>
    </span>
  );
}

/** Loads the pages of the users in view. */
function useUserRows(
  {
    cohortId,
    view,
    groupBy,
    groups,
    known,
  }: { cohortId: string; view: CohortView; groupBy: string | null; groups: readonly CohortGroup[] | null; known: number },
  lines: readonly Line[],
): (line: Extract<Line, { is: "user" }>) => CohortRow | undefined {
  const keyOf = (group: number, page: number) => `${group} ${page}`;
  const wanted = new Map<string, { group: number; page: number }>();
  for (const line of lines) {
    if (line.is !== "user") continue;
    const page = Math.floor(line.at / pageRows);
    wanted.set(keyOf(line.group, page), { group: line.group, page });
  }
  const pages = [...wanted];
  const results = useQueries({
    queries: pages.map(([, { group, page }]) => {
      const value = group < 0 ? undefined : groups?.[group]?.value;
      const ofGroup = groupBy === null || value === undefined || value === null ? view : { ...view, group: { path: groupBy, value } };
      // A page that was not full yet is another one when more users are known.
      const upTo = Math.min(known, (page + 1) * pageRows);
      return {
        ...orpc.cohorts.rows.queryOptions({ input: { cohortId, view: ofGroup, from: page * pageRows, count: pageRows } }),
        queryKey: ["cohort-rows", cohortId, ofGroup, page, upTo],
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 30_000,
      };
    }),
  });
  const rows = new Map(pages.map(([key], at) => [key, results[at]?.data?.rows]));
  return ({ group, at }) => rows.get(keyOf(group, Math.floor(at / pageRows)))?.[at % pageRows];
}
