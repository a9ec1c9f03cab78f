import { type CSSProperties, type KeyboardEvent, type ReactNode, useId } from "react";
import classes from "./data-table.module.css";
import { VirtualRows, type VirtualRowsView } from "./virtual-rows.tsx";

export interface DataColumn<Row> {
  readonly key: string;
  readonly head: ReactNode;
  /** A grid track: `7rem`, `minmax(8rem, 2fr)`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "end";
}

/**
 * A table of any length: only the rows in view exist, the head stays. With `onSelect` it is one stop of the Tab key and
 * the arrow keys move through it, `onOpen` answers Enter and a double click.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  rowHeightPx = 32,
  selectedKey = null,
  onSelect,
  onOpen,
  opensOnClick = false,
  onEndReached,
  headingOf,
}: {
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHeightPx?: number;
  selectedKey?: string | null;
  onSelect?: (row: Row) => void;
  onOpen?: (row: Row) => void;
  /** A single click opens, too. */
  opensOnClick?: boolean;
  /** The last rows have come into view: time for the next page. */
  onEndReached?: () => void;
  /** Gives the content of a row that heads the rows below it: drawn across all columns, and passed over by the keys. */
  headingOf?: (row: Row) => ReactNode | null;
}) {
  const id = useId();
  const selectedAt = selectedKey === null ? -1 : rows.findIndex((row) => rowKey(row) === selectedKey);

  const keyAt = (index: number) => {
    const row = rows[index];
    return row === undefined ? String(index) : rowKey(row);
  };
  const isHeading = (row: Row | undefined) => row !== undefined && headingOf !== undefined && headingOf(row) !== null;
  /** The row at `at`, or where that is a heading the next one in the direction of travel, else the next one back. */
  const nearestAnswering = (at: number, step: 1 | -1): number => {
    if (!isHeading(rows[at])) return at;
    const onward = at + step;
    return onward >= 0 && onward < rows.length && !isHeading(rows[onward]) ? onward : at - step;
  };

  const moveWithKeys = (event: KeyboardEvent, { scrollTo, viewportPx }: VirtualRowsView) => {
    if (onSelect === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(viewportPx() / rowHeightPx) - 1);
    const last = rows.length - 1;
    const to = {
      ArrowUp: selectedAt - 1,
      ArrowDown: selectedAt + 1,
      PageUp: selectedAt - page,
      PageDown: selectedAt + page,
      Home: 0,
      End: last,
    }[event.key];
    const current = rows[selectedAt];
    if (event.key === "Enter" && current !== undefined) onOpen?.(current);
    if (to === undefined) return;
    event.preventDefault();
    const at = nearestAnswering(Math.min(Math.max(to, 0), last), to < selectedAt ? -1 : 1);
    const next = rows[at];
    if (next === undefined) return;
    onSelect(next);
    scrollTo(at === 1 && isHeading(rows[0]) ? 0 : at);
  };

  const isGrid = onSelect !== undefined;
  const tracks: CSSProperties = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") };
  return (
    <VirtualRows count={rows.length} heightPx={() => rowHeightPx} keyOf={keyAt} className={classes.scroller} onEndReached={onEndReached}>
      {(view) => (
        <table
          className={classes.table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern of the ARIA practices is built on a table
          role="grid"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={isGrid && selectedAt >= 0 ? `${id}-${selectedAt}` : undefined}
          tabIndex={0}
          onKeyDown={(event) => moveWithKeys(event, view)}
        >
          <thead className={classes.head}>
            <tr aria-rowindex={1} className={classes.row} style={tracks}>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={classes.cell} data-align={column.align}>
                  {column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className={classes.body} style={{ height: view.totalPx }}>
            {view.rows.map(({ index, startPx }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const heading = headingOf?.(row) ?? null;
              if (heading !== null)
                return (
                  <tr
                    key={rowKey(row)}
                    aria-rowindex={index + 2}
                    className={classes.heading}
                    style={{ height: rowHeightPx, transform: `translateY(${startPx}px)` }}
                  >
                    <th colSpan={columns.length} scope="rowgroup" className={classes.cell}>
                      {heading}
                    </th>
                  </tr>
                );
              return (
                <tr
                  key={rowKey(row)}
                  id={`${id}-${index}`}
                  aria-rowindex={index + 2}
                  aria-selected={isGrid ? index === selectedAt : undefined}
                  className={classes.row}
                  data-selects={isGrid || undefined}
                  style={{ ...tracks, height: rowHeightPx, transform: `translateY(${startPx}px)` }}
                  onClick={() => {
                    onSelect?.(row);
                    if (opensOnClick) onOpen?.(row);
                  }}
                  onDoubleClick={() => onOpen?.(row)}
                >
                  {columns.map((column) => (
                    <td key={column.key} className={classes.cell} data-align={column.align}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </VirtualRows>
  );
}
