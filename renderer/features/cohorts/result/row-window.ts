import { type RefCallback, useEffect, useState } from "react";
import { clamp } from "#renderer/ui/clamp.ts";

/** Where rows stand, by arithmetic: a virtualizer that lists every row holds the page for seconds with a million of them, each time that more are known. */
export interface RowPlaces {
  readonly count: number;
  readonly totalPx: number;
  /** The distance from the top of all rows; of `count` it is `totalPx`. */
  readonly startOf: (index: number) => number;
  /** The row at a distance from the top. */
  readonly indexAt: (px: number) => number;
}

export interface RowWindow {
  readonly rows: readonly { readonly index: number; readonly start: number; readonly size: number }[];
  /** Scrolls by the smallest distance that shows a row. */
  readonly scrollTo: (index: number) => void;
}

const overscanRows = 6;
/** Until the scroller is measured, so that the first rows are asked for at once. */
const assumedHeightPx = 400;

/**
 * Returns a ref that gives `onLaidOut` the element after its first layout, and null when it goes: measuring it then costs nothing, and the layout is in the
 * frame after the task that mounted the element.
 */
export function refAfterLayout<E extends HTMLElement>(onLaidOut: (element: E | null) => void): RefCallback<E> {
  return (element) => {
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      observer.disconnect();
      onLaidOut(element);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      onLaidOut(null);
    };
  };
}

/** The rows in view of a scroller and near it, below a head that stays at its top. */
export function useRowWindow(scroller: HTMLElement | null, { count, startOf, indexAt }: RowPlaces): RowWindow {
  const [view, setView] = useState({ topPx: 0, heightPx: assumedHeightPx });
  useEffect(() => {
    if (scroller === null) return;
    const look = () => setView({ topPx: scroller.scrollTop, heightPx: scroller.clientHeight });
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [scroller]);
  const first = clamp(indexAt(view.topPx) - overscanRows, 0, count);
  const end = clamp(indexAt(view.topPx + view.heightPx) + overscanRows + 1, first, count);
  return {
    rows: Array.from({ length: end - first }, (_, at) => {
      const index = first + at;
      const start = startOf(index);
      return { index, start, size: startOf(index + 1) - start };
    }),
    scrollTo(index) {
      if (scroller === null) return;
      const headPx = scroller.querySelector("thead")?.clientHeight ?? 0;
      const [startPx, endPx] = [startOf(index), startOf(index + 1)];
      if (startPx < scroller.scrollTop) scroller.scrollTop = startPx;
      else if (headPx + endPx > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = headPx + endPx - scroller.clientHeight;
    },
  };
}
