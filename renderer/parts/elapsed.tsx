import { useEffect, useState } from "react";
import { formatElapsed } from "#shared/domain/text/format-duration.ts";

const tickMs = 100;

/** Shows the time since a start: `0.4 s`. It changes all the time, so it is not announced. */
export function Elapsed({ sinceMs }: { sinceMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return <span className="num">{formatElapsed(nowMs - sinceMs)}</span>;
}
