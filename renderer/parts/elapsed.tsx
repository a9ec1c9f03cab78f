import { useEffect, useState } from "react";
import { formatElapsed } from "#shared/domain/text/format-duration.ts";

const tickMs = 100;

/** How long something has been running: `0.4 s`. Not announced, because it changes all the time. */
export function Elapsed({ sinceMs }: { sinceMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return <span className="num">{formatElapsed(nowMs - sinceMs)}</span>;
}
