import { useEffect, useState } from "react";
import { formatElapsed } from "#shared/domain/text/format-duration.ts";

const tickMs = 100;

/** Shows the time since a start: `0.4 s`. It changes all the time, so it is not announced. */
export function Elapsed({ sinceMs }: { sinceMs: number }) {
  return <OneElapsed key={sinceMs} sinceMs={sinceMs} />;
}

/** From its begin it counts by the clock that is never set. */
function OneElapsed({ sinceMs }: { sinceMs: number }) {
  const [begin] = useState(() => ({ elapsedMs: Math.max(0, Date.now() - sinceMs), atMs: performance.now() }));
  const [nowMs, setNowMs] = useState(begin.atMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return <span className="num">{formatElapsed(begin.elapsedMs + nowMs - begin.atMs)}</span>;
}
