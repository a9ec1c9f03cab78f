import { useEffect, useState } from "react";
import { percentLength } from "#renderer/ui/clamp.ts";
import { formatCountdown } from "#shared/domain/text/format-duration.ts";
import { answerLabels } from "../answer-labels.ts";
import classes from "./countdown.module.css";

/** Shows the remaining time that a server asked to wait, as text and a thin line; `over` is shown at the end. Retries nothing by itself. */
export function Countdown({ fromMs, waitMs, over }: { fromMs: number; waitMs: number; over: string }) {
  const leftMs = useTimeLeft(fromMs + waitMs);
  return (
    <div className={classes.countdown}>
      <p>
        {leftMs > 0 ? (
          <>
            {answerLabels.checkAgainIn} <b className={classes.time}>{formatCountdown(leftMs)}</b>
          </>
        ) : (
          over
        )}
      </p>
      <svg width="100%" height="2" aria-hidden="true" className={classes.line}>
        <rect width="100%" height="2" fill="var(--gs-line)" />
        <rect width={percentLength(leftMs / waitMs)} height="2" fill="var(--gs-slow)" />
      </svg>
    </div>
  );
}

function useTimeLeft(untilMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const isOver = nowMs >= untilMs;
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setNowMs(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isOver]);
  return untilMs - nowMs;
}
