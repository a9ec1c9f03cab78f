import { SegmentedControl } from "@mantine/core";
import type { LedgerFilter } from "#shared/domain/event-ledger.ts";
import classes from "./day-bars.module.css";
import { useLedgerDays } from "./events.queries.ts";
import { type DayBar, dayBars, dayStarts } from "./ledger-filter.ts";

const shownDays = 14;
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric" });
const wholeDay = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/** How much was written on each of the last days: small bars with their numbers. */
export function DayBars({ filter, days, onDays }: { filter: LedgerFilter; days: number | null; onDays: (days: number | null) => void }) {
  const startsMs = dayStarts(Date.now(), shownDays);
  const counts = useLedgerDays({ ...filter, fromMs: null, toMs: null }, startsMs).data;
  const bars = counts === undefined ? [] : dayBars(startsMs, counts);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  return (
    <div className={classes.days}>
      <ol className={classes.bars} aria-label={`Written on each of the last ${shownDays} days`}>
        {bars.map((bar) => (
          <li key={bar.startMs} className={classes.day}>
            <span className="sr">{sentence(bar)}</span>
            <span className={classes.number} aria-hidden="true">
              {bar.total === 0 ? "" : bar.total.toLocaleString("en-US", { notation: "compact" })}
            </span>
            <svg className={classes.bar} aria-hidden="true">
              <rect width="100%" height="1" y="31" fill="var(--gs-line-strong)" />
              <rect width="100%" height={(bar.total / most) * 31} y={31 - (bar.total / most) * 31} fill="var(--gs-record-text)" />
            </svg>
            <span className={classes.date} aria-hidden="true">
              {weekday.format(bar.startMs)}
            </span>
          </li>
        ))}
      </ol>
      <SegmentedControl
        aria-label="Days shown"
        value={String(days)}
        onChange={(chosen) => onDays(chosen === "null" ? null : Number(chosen))}
        data={[
          { value: "1", label: "Today" },
          { value: "7", label: "7 days" },
          { value: "null", label: "All" },
        ]}
      />
    </div>
  );
}

function sentence({ startMs, total, parts }: DayBar): string {
  if (total === 0) return `${wholeDay.format(startMs)}: nothing`;
  return `${wholeDay.format(startMs)}: ${total}, of them ${parts.event} events, ${parts.exposure} custom exposures, ${parts.evaluation} logged evaluations`;
}
