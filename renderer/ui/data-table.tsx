import {
  type ComponentProps,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import classes from "./data-table.module.css";
import { VirtualRows, type VirtualRowsView } from "./virtual-rows.tsx";

export interface DataColumn<Row> {
  readonly key: string;
  readonly head: ReactNode;
  /** The width as a grid track: `7rem`, `minmax(8rem, 2fr)`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "end";
}

/**
 * Shows a table of any length: only the rows near the view are rendered, and the head stays visible. With `onSelect` it is one Tab stop and
 * the arrow keys move the selection; texts that are cut in the other rows are shown in full in the selected one. `onOpen` is called on Enter and on a
 * double click.
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
  isSelectedCut = false,
  onEndReached,
  headingOf,
  restOf,
}: {
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  rowHeightPx?: number;
  selectedKey?: string | null;
  onSelect?: (row: Row) => void;
  onOpen?: (row: Row) => void;
  /** True if a single click also opens. */
  opensOnClick?: boolean;
  /** True if the selected row stays as high as the others, because what it cuts is shown in full beside the table. */
  isSelectedCut?: boolean;
  /** Called when the last rows come into view, to load the next page. */
  onEndReached?: () => void;
  /** Returns the content of a heading row, or null for other rows. A heading spans all columns, and the keys skip it. */
  headingOf?: (row: Row) => ReactNode | null;
  /** Returns the content of one cell that replaces all columns after the first, or null for other rows. */
  restOf?: (row: Row) => ReactNode | null;
}) {
  const id = useId();
  const [headPx, setHeadPx] = useState(0);
  /** The key of a row that was selected here and is still to be shown in full: it may grow. */
  const keyToShow = useRef<string | null>(null);
  const selectedAt = selectedKey === null ? -1 : rows.findIndex((row) => rowKey(row) === selectedKey);

  const keyAt = (index: number) => {
    const row = rows[index];
    return row === undefined ? String(index) : rowKey(row);
  };
  const isHeading = (row: Row | undefined) => row !== undefined && headingOf !== undefined && headingOf(row) !== null;
  /** Returns `at`, or if that is a heading, the next row in the direction of `step`, or else the previous one. */
  const nearestSelectable = (at: number, step: 1 | -1): number => {
    if (!isHeading(rows[at])) return at;
    const next = at + step;
    return next >= 0 && next < rows.length && !isHeading(rows[next]) ? next : at - step;
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
    const at = nearestSelectable(Math.min(Math.max(to, 0), last), to < selectedAt ? -1 : 1);
    const next = rows[at];
    if (next === undefined) return;
    keyToShow.current = rowKey(next);
    onSelect(next);
    scrollTo(at === 1 && isHeading(rows[0]) ? 0 : at);
  };

  const isGrid = onSelect !== undefined;
  const tracks: CSSProperties = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") };
  return (
    <VirtualRows
      count={rows.length}
      heightPx={() => rowHeightPx}
      keyOf={keyAt}
      className={classes.scroller}
      headPx={headPx}
      onEndReached={onEndReached}
    >
      {(view) => (
        <table
          className={classes.table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the grid pattern of the ARIA practices is built on a table
          role="grid"
          aria-label={label}
          data-cuts-selected={isSelectedCut || undefined}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={isGrid && selectedAt >= 0 ? `${id}-${selectedAt}` : undefined}
          tabIndex={0}
          onKeyDown={(event) => moveWithKeys(event, view)}
        >
          <thead ref={(head) => setHeadPx(head?.offsetHeight ?? 0)} className={classes.head}>
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
              const rest = restOf?.(row) ?? null;
              return (
                <BodyRow
                  key={rowKey(row)}
                  id={`${id}-${index}`}
                  aria-rowindex={index + 2}
                  aria-selected={isGrid ? index === selectedAt : undefined}
                  data-selects={isGrid || undefined}
                  style={{ ...tracks, transform: `translateY(${startPx}px)` }}
                  heightPx={rowHeightPx}
                  onHeight={(px) => {
                    view.setHeight(index, px);
                    if (keyToShow.current !== rowKey(row)) return;
                    keyToShow.current = null;
                    view.scrollTo(index);
                  }}
                  onClick={() => {
                    keyToShow.current = rowKey(row);
                    onSelect?.(row);
                    if (opensOnClick) onOpen?.(row);
                  }}
                  onDoubleClick={() => onOpen?.(row)}
                >
                  {(rest === null ? columns : columns.slice(0, 1)).map((column) => (
                    <td key={column.key} className={classes.cell} data-align={column.align}>
                      {column.cell(row)}
                    </td>
                  ))}
                  {rest !== null && (
                    <td colSpan={columns.length - 1} className={classes.cell} data-rest>
                      {rest}
                    </td>
                  )}
                </BodyRow>
              );
            })}
          </tbody>
        </table>
      )}
    </VirtualRows>
  );
}

/** A row of `heightPx`; the selected one is as high as its texts need. `onHeight` is called with its height, and with `heightPx` once it is not selected any more. */
function BodyRow({ heightPx, onHeight, style, ...row }: ComponentProps<"tr"> & { heightPx: number; onHeight: (px: number) => void }) {
  const element = useRef<HTMLTableRowElement>(null);
  const isSelected = row["aria-selected"] === true;
  const setHeight = useEffectEvent(onHeight);
  useLayoutEffect(() => {
    if (!isSelected || element.current === null) return;
    const tr = element.current;
    const observer = new ResizeObserver(() => setHeight(tr.offsetHeight));
    observer.observe(tr);
    return () => {
      observer.disconnect();
      setHeight(heightPx);
    };
  }, [isSelected, heightPx]);
  const height = isSelected ? { minHeight: heightPx } : { height: heightPx };
  return <tr {...row} ref={element} className={classes.row} style={{ ...style, ...height }} />;
}
