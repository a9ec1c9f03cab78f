import { useEffect, useEffectEvent, useState } from "react";
import { percentLength } from "#renderer/ui/clamp.ts";
import { formatCountdown } from "#shared/domain/text/format-duration.ts";
import { answerLabels } from "../answer-labels.ts";
import classes from "./countdown.module.css";

interface CountdownProps {
  readonly fromMs: number;
  readonly waitMs: number;
  readonly over: string;
}

/** Shows the remaining time that a server asked to wait, as text and a thin line; `over` is shown at the end. Retries nothing by itself. */
export function Countdown(props: CountdownProps) {
  return <OneCountdown key={props.fromMs} {...props} />;
}

function OneCountdown({ fromMs, waitMs, over }: CountdownProps) {
  const leftMs = useTimeLeft(fromMs, waitMs);
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

/** Never more than `waitMs`, and never longer than it lasts: the time of day may be set back while it runs, or may have been since `fromMs`. */
function useTimeLeft(fromMs: number, waitMs: number): number {
  const untilMs = fromMs + waitMs;
  const [begin] = useState(() => ({ leftMs: Math.min(waitMs, untilMs - Date.now()), atMs: performance.now() }));
  const timeLeft = () => Math.min(begin.leftMs - (performance.now() - begin.atMs), untilMs - Date.now());
  const [leftMs, setLeftMs] = useState(timeLeft);
  const isOver = leftMs <= 0;
  const update = useEffectEvent(() => setLeftMs(timeLeft()));
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(update, 250);
    return () => clearInterval(timer);
  }, [isOver]);
  return leftMs;
}
