import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import classes from "./timing.module.css";
import { timingParts } from "./timing-parts.ts";

/** Shows the duration of each part: one bar over a time scale, and the numbers below. */
export function Timing({ timing }: { timing: Exchange["timing"] }) {
  const parts = timingParts(timing);
  const allMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (allMs === 0) return null;
  const share = (ms: number) => (ms / allMs) * 100;
  const tickMs = tickFor(allMs);
  const ticks = Array.from({ length: Math.floor(allMs / tickMs) + 1 }, (_, index) => share(index * tickMs));
  return (
    <div>
      <svg width="100%" height="18" role="img" aria-label={timingSentence(timing)} className={classes.plot}>
        <line x1="0" x2="100%" y1="17.5" y2="17.5" stroke="var(--gs-line)" />
        {parts.map(({ name, ms }, index) => {
          const fromMs = parts.slice(0, index).reduce((sum, part) => sum + part.ms, 0);
          return (
            <rect
              key={name}
              x={`${share(fromMs)}%`}
              y="3"
              width={`${Math.max(0.5, share(ms))}%`}
              height="11"
              data-phase={name}
              className={classes.bar}
            />
          );
        })}
        {ticks.map((at) => (
          <line key={at} x1={`${at}%`} x2={`${at}%`} y1="14" y2="18" stroke="var(--gs-ink-3)" shapeRendering="crispEdges" />
        ))}
      </svg>
      <ol className={classes.legend}>
        {parts.map(({ name, label, ms }) => (
          <li key={name}>
            <i data-phase={name} className={classes.key} aria-hidden="true" />
            {label}
            <b>{ms.toFixed(1)}</b>
          </li>
        ))}
        <li className={classes.sum}>
          total<b>{formatDuration(timing.totalMs)}</b>
        </li>
      </ol>
    </div>
  );
}

function timingSentence({ phases, totalMs }: Exchange["timing"]): string {
  const wait = phases.find(({ name }) => name === "wait");
  const inAll = `${formatDuration(totalMs)} in total`;
  return wait === undefined ? inAll : `${inAll}, of which ${formatDuration(wait.ms)} waiting for Statsig`;
}

/** Returns the smallest interval of 1, 2 or 5 times a power of ten that gives at most ten intervals. */
function tickFor(totalMs: number): number {
  const power = 10 ** Math.floor(Math.log10(totalMs));
  return [1, 2, 5].map((step) => (step * power) / 10).find((tick) => totalMs / tick <= 10) ?? power;
}
