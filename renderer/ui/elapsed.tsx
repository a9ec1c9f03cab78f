import { useEffect, useState } from "react";

const tickMs = 100;

/** How long something has been running: `0.4 s`. Not announced: it changes all the time. */
export function Elapsed({ sinceMs }: { sinceMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="num">
      {(Math.max(0, nowMs - sinceMs) / 1000).toFixed(1)}
      {"\u00a0"}s
    </span>
  );
}
