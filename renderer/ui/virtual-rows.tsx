import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useEffectEvent, useRef } from "react";

/** A row in view or near it. `startPx` is its distance from the top of all rows. */
export interface VirtualRow {
  readonly index: number;
  readonly key: string;
  readonly startPx: number;
}

export interface VirtualRowsView {
  readonly rows: readonly VirtualRow[];
  /** The height of all rows, rendered or not. */
  readonly totalPx: number;
  /** Scrolls by the smallest distance that shows a row. */
  readonly scrollTo: (index: number) => void;
  /** Sets the height of a row that is not as high as its others, until it is set again. */
  readonly setHeight: (index: number, heightPx: number) => void;
  /** Returns the height of the visible part. */
  readonly viewportPx: () => number;
}

/**
 * Shows any number of rows in a scroller; only those near the view are rendered. `children` renders them inside an element of the height
 * `totalPx`, each moved down by its `startPx`. It also chooses the elements (options, table rows) and handles keys.
 */
export function VirtualRows({
  count,
  heightPx,
  keyOf,
  className,
  style,
  shownIndex,
  headPx = 0,
  onEndReached,
  children,
}: {
  count: number;
  heightPx: (index: number) => number;
  keyOf: (index: number) => string;
  className?: string | undefined;
  style?: CSSProperties;
  /** The row to scroll to when this number changes; -1 for none. */
  shownIndex?: number;
  /** The height of a head above the rows that stays at the top of the scroller. */
  headPx?: number;
  /** Called when the last rows come near the view, to load more. */
  onEndReached?: (() => void) | undefined;
  children: (view: VirtualRowsView) => ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: heightPx,
    getItemKey: keyOf,
    overscan: 12,
    scrollPaddingEnd: headPx,
  });
  const items = virtual.getVirtualItems();
  const isEndNear = count > 0 && (items.at(-1)?.index ?? -1) >= count - 1;
  const reachEnd = useEffectEvent(() => onEndReached?.());
  // biome-ignore lint/correctness/useExhaustiveDependencies: with more rows, the end may still be near
  useEffect(() => {
    if (isEndNear) reachEnd();
  }, [isEndNear, count]);
  useEffect(() => {
    if (shownIndex !== undefined && shownIndex >= 0) virtual.scrollToIndex(shownIndex);
  }, [shownIndex, virtual]);
  return (
    <div ref={scroller} className={className} style={style}>
      {children({
        rows: items.map(({ index, key, start }) => ({ index, key: String(key), startPx: start })),
        totalPx: virtual.getTotalSize(),
        scrollTo: (index) => virtual.scrollToIndex(index),
        setHeight: (index, px) => virtual.resizeItem(index, px),
        viewportPx: () => scroller.current?.clientHeight ?? 0,
      })}
    </div>
  );
}
