import { Segments } from "#renderer/ui/segments.tsx";
import type { LedgerFilter } from "#shared/domain/events/event-ledger.ts";
import { formatCompactNumber, formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatLongWeekday, formatWeekday } from "#shared/domain/text/format-time.ts";
import { useLedgerDays } from "../events.queries.ts";
import classes from "./day-bars.module.css";
import { type DayBar, dayBars, dayStarts } from "./ledger-filter.ts";
import { ledgerLabels } from "./ledger-labels.ts";

const shownDays = 14;
const barHeightPx = 32;

/** Shows the number of ledger rows on each of the last days as bars, and chooses the days shown in the list. */
export function DayBars({
  filter,
  days,
  matching,
  onDays,
}: {
  filter: LedgerFilter;
  days: number | null;
  /** Number of rows that match the filter, days included. */
  matching: number;
  onDays: (days: number | null) => void;
}) {
  const startsMs = dayStarts(Date.now(), shownDays);
  const counts = useLedgerDays({ ...filter, fromMs: null, toMs: null }, startsMs).data;
  const bars = counts === undefined ? [] : dayBars(startsMs, counts);
  const highest = Math.max(1, ...bars.map(({ total }) => total));
  return (
    <div className={classes.days}>
      <ol className={classes.bars} aria-label={`Rows per day, last ${shownDays} days`}>
        {bars.map((bar) => (
          <li key={bar.startMs} className={classes.day}>
            <span className="sr">{sentence(bar)}</span>
            <span className={classes.number} aria-hidden="true">
              {bar.total === 0 ? "" : formatCompactNumber(bar.total)}
            </span>
            <svg className={classes.bar} aria-hidden="true">
              <rect
                width="100%"
                height={barPx(bar.total, highest)}
                y={barHeightPx - barPx(bar.total, highest)}
                fill="var(--gs-record-text)"
              />
            </svg>
            <span className={classes.date} aria-hidden="true">
              {formatWeekday(bar.startMs)}
            </span>
          </li>
        ))}
      </ol>
      <p className={classes.matching}>
        <b className="num">{formatNumber(matching)}</b> {ledgerLabels.within(days)}
      </p>
      <Segments
        label="Days shown"
        value={days === null ? "all" : days === 1 ? "1" : "7"}
        onChange={(chosen) => onDays(chosen === "all" ? null : Number(chosen))}
        choices={[
          { value: "1", label: ledgerLabels.today },
          { value: "7", label: "7 days" },
          { value: "all", label: "All" },
        ]}
      />
    </div>
  );
}

/** Returns the height of a bar; a day with any rows gets at least 2 px. */
function barPx(total: number, highest: number): number {
  return total === 0 ? 0 : Math.max(2, (total / highest) * barHeightPx);
}

function sentence({ startMs, total, parts }: DayBar): string {
  if (total === 0) return `${formatLongWeekday(startMs)}: no rows`;
  const counts = [
    formatCount(parts.event, "event"),
    formatCount(parts.exposure, "custom exposure"),
    formatCount(parts.evaluation, "logged evaluation"),
  ];
  return `${formatLongWeekday(startMs)}: ${formatCount(total, "row")}: ${counts.join(", ")}`;
}
