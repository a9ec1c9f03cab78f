import { VisuallyHidden } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import {
  type CountBucket,
  type CountUnit,
  type HistoryCounts,
  type Span,
  spanOf,
  withoutTime,
  withSpan,
} from "#shared/domain/history/count-strip.ts";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import classes from "./count-strip.module.css";
import { stripLabels } from "./history-labels.ts";
import { searchHistory } from "./history-view.ts";
import { bucketText, labelsOf } from "./strip-time-labels.ts";

const reloadMs = 5000;
const heightPx = 42;
const minCapPx = 4;
const minAnsweredPx = 3;
/** Labels after this part of the strip end below their bar: beginning there, they would be cut. */
const lateFrom = 0.9;

/** The requests per hour or day that the search finds. Dragging over it, or its two sliders, limits the search to a time. */
export function CountStrip({ filter, text }: { filter: HistoryFilter; text: string }) {
  const counted = useQuery({
    ...orpc.history.counts.queryOptions({ input: { filter: { ...filter, text: withoutTime(filter.text) } } }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: reloadMs,
  });
  if (counted.data === undefined || counted.data.buckets.length === 0) return null;
  return <Strip {...counted.data} text={text} />;
}

/** The strip of some counts, for a search. */
export function Strip({ buckets, unit, countedSinceMs, later, text }: HistoryCounts & { text: string }) {
  const strip = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<{ from: number; to: number } | null>(null);
  const now = Date.now();
  const count = buckets.length;
  const searched = spanOf(text, buckets, now);
  const span = dragged === null ? searched : { first: Math.min(dragged.from, dragged.to), last: Math.max(dragged.from, dragged.to) };
  const shown = span ?? { first: 0, last: count - 1 };
  const search = (next: Span) => searchHistory(withSpan(text, next, buckets, unit));

  const bucketAt = (event: PointerEvent) => {
    const { left = 0, width = 1 } = strip.current?.getBoundingClientRect() ?? {};
    return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)));
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = bucketAt(event);
    // A drag that begins at an end of the span moves that end.
    const grip = span === null ? null : Math.abs(at - span.first) <= 1 ? span.last : Math.abs(at - span.last) <= 1 ? span.first : null;
    setDragged({ from: grip ?? at, to: at });
  };
  const move = (event: PointerEvent) => {
    if (dragged !== null) setDragged({ ...dragged, to: bucketAt(event) });
  };
  // The last move of a quick drag may not be drawn yet.
  const end = (event: PointerEvent) => {
    const to = bucketAt(event);
    if (dragged !== null) search({ first: Math.min(dragged.from, to), last: Math.max(dragged.from, to) });
    setDragged(null);
  };
  const clear = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || searched === null) return;
    event.preventDefault();
    event.stopPropagation();
    searchHistory(withoutTime(text));
  };
  const endText = (at: number) => bucketText(buckets[at], unit, now);
  const percent = (at: number) => `${(at / count) * 100}%`;
  return (
    <section className={classes.strip} aria-label={stripLabels.title(unit)}>
      <VisuallyHidden component="p">{stripLabels.summary(buckets, endText(0))}</VisuallyHidden>
      <div
        ref={strip}
        className={classes.chart}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={() => setDragged(null)}
      >
        {span !== null && (
          <div className={classes.span} style={{ left: percent(span.first), width: percent(span.last - span.first + 1) }} aria-hidden>
            <span className={classes.grip} data-side="first" />
            <span className={classes.grip} data-side="last" />
          </div>
        )}
        <Bars buckets={buckets} span={shown} unit={unit} />
        {(["first", "last"] as const).map((side) => (
          <input
            key={side}
            type="range"
            className={classes.slider}
            data-side={side}
            style={{ left: percent(side === "first" ? shown.first : shown.last + 1) }}
            aria-label={stripLabels[side]}
            aria-valuetext={endText(shown[side])}
            min={0}
            max={count - 1}
            value={shown[side]}
            onPointerDown={(event) => event.preventDefault()}
            onKeyDown={clear}
            onChange={({ currentTarget: { valueAsNumber: at } }) =>
              search(
                side === "first"
                  ? { first: Math.min(at, shown.last), last: shown.last }
                  : { first: shown.first, last: Math.max(at, shown.first) },
              )
            }
          />
        ))}
      </div>
      <div className={classes.labels} aria-hidden>
        {labelsOf(buckets, unit, now).map(({ at, label }) => (
          <span key={at} style={at < count * lateFrom ? { left: percent(at) } : { right: percent(count - 1 - at) }}>
            {label}
          </span>
        ))}
        {countedSinceMs !== null && (
          <span className={classes.limit}>{stripLabels.countedSince(formatDayAndTime(countedSinceMs, now))}</span>
        )}
      </div>
      {later > 0 && <p className={classes.later}>{stripLabels.later(later)}</p>}
    </section>
  );
}

function Bars({ buckets, span, unit }: { buckets: readonly CountBucket[]; span: Span; unit: CountUnit }) {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  return (
    <svg className={classes.bars} viewBox={`0 0 ${buckets.length} ${heightPx}`} preserveAspectRatio="none" aria-hidden>
      {buckets.map(({ startMs, count, unanswered }, at) => {
        if (count === 0) return null;
        const height = Math.max(2, (count / most) * (heightPx - 2));
        const cap = unanswered === 0 ? 0 : Math.max(minCapPx, (unanswered / count) * height);
        const isInside = at >= span.first && at <= span.last;
        // Below the cap, the part that was answered stays visible.
        const top = Math.min(heightPx - height, heightPx - cap - (unanswered < count ? minAnsweredPx : 0));
        return (
          <g key={startMs}>
            <title>{stripLabels.bucket(bucketText(buckets[at], unit, Date.now()), count, unanswered)}</title>
            <rect className={isInside ? classes.inside : classes.outside} x={at + 0.14} width={0.72} y={top} height={heightPx - top} />
            {cap > 0 && <rect className={classes.cap} x={at + 0.14} width={0.72} y={top} height={cap} />}
          </g>
        );
      })}
    </svg>
  );
}
