import { useEffect, useState } from "react";
import { percentLength } from "#renderer/ui/clamp.ts";
import { formatCountdown } from "#shared/domain/text/format-duration.ts";
import classes from "./batch-item.module.css";
import { outboxLabels } from "./outbox-labels.ts";

/** Counts down to the next attempt, as text and as a thin progress bar. */
export function RetryCountdown({ sinceMs, atMs }: { sinceMs: number; atMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const leftMs = Math.max(0, atMs - nowMs);
  const wholeMs = Math.max(1, atMs - sinceMs);
  return (
    <>
      {leftMs > 0 ? (
        <>
          {outboxLabels.nextAttempt} <b className="num">{formatCountdown(leftMs)}</b>.
        </>
      ) : (
        "Trying now."
      )}
      <svg width="100%" height="2" aria-hidden="true" className={classes.progress}>
        <rect width="100%" height="2" fill="var(--gs-line)" />
        <rect width={percentLength(1 - leftMs / wholeMs)} height="2" fill="var(--gs-accent)" />
      </svg>
    </>
  );
}
