import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import classes from "./places-ruler.module.css";
import type { Slice } from "./slot-shares.ts";

/** The place of one of several units on the same line. All values are in percent. */
export interface RulerPlace {
  readonly who: string;
  /** `18.42 %`, `slot 810`. */
  readonly text: string;
  readonly at: number;
  readonly isIn: boolean;
  /** The cut-off that was applied to this unit; null if there is none. */
  readonly cut: number | null;
}

/**
 * Shows several units on one line from 0 to 100 %: the included part, every cut-off, and each unit's place. A cut-off other than the first one's is dashed.
 * The caller shows the same facts as text.
 */
export function PlacesRuler({
  places,
  slices,
  scale = 100,
}: {
  places: readonly RulerPlace[];
  /** The included parts, or the groups with their names. */
  slices: readonly (Slice & { readonly name?: string })[];
  /** The number at the end of the line. */
  scale?: number;
}) {
  const hasNames = slices.some(({ name }) => name !== undefined);
  const height = hasNames ? 20 : 9;
  const bottom = 16 + height;
  const cuts = [...new Set(places.flatMap(({ cut }) => (cut === null || hasNames ? [] : [cut])))];
  return (
    <div className={classes.plot} aria-hidden="true">
      <svg width="100%" height={bottom + 8} className={classes.svg} aria-hidden="true">
        <rect x="0" y="16" width="100%" height={height} className={classes.rest} />
        {slices.map(({ from, to, name }) => (
          <svg key={`${from} ${name}`} x={`${from}%`} y="16" width={`${to - from}%`} height={height} overflow="hidden" aria-hidden="true">
            <rect width="100%" height={height} className={name === undefined ? classes.let : classes.slice} />
            {name !== undefined && <line x1="0" x2="0" y1="0" y2={height} className={classes.edge} />}
            {name !== undefined && (
              <text x="6" y="14" className={classes.name}>
                {name}
              </text>
            )}
          </svg>
        ))}
        <line x1="0" x2="100%" y1={bottom} y2={bottom} className={classes.edge} />
        {cuts.map((cut, at) => {
          const shown = Math.min(cut, 100);
          return (
            <g key={cut} data-is-other={at > 0 || undefined} className={classes.cut}>
              <line x1={`${shown}%`} x2={`${shown}%`} y1="2" y2={bottom + 7} />
              <text x={`${shown}%`} y="10" dx={shown > 80 ? -5 : 5} textAnchor={shown > 80 ? "end" : "start"}>
                {formatPercent(cut)}
              </text>
            </g>
          );
        })}
        {places.map(({ who, at, isIn }) => (
          <svg key={who} x={`${at}%`} y="0" overflow="visible" className={classes.needle} data-is-in={isIn || undefined} aria-hidden="true">
            <line x1="0" x2="0" y1="8" y2={bottom + 4} />
            <path d="M-4.5 3 H4.5 L0 10 Z" />
          </svg>
        ))}
      </svg>
      <svg width="100%" height={14 * (places.length + 1)} className={classes.svg} aria-hidden="true">
        {[0, 25, 50, 75, 100].map((tick) => (
          <text key={tick} x={`${tick}%`} y="10" textAnchor={anchorOf(tick)} className={classes.tick}>
            {formatNumber((tick / 100) * scale)}
          </text>
        ))}
        {places.map(({ who, text, at, isIn }, row) => (
          <text
            key={who}
            x={`${at}%`}
            y={24 + row * 14}
            textAnchor={at < 20 ? "start" : at > 80 ? "end" : "middle"}
            className={classes.flag}
            data-is-in={isIn || undefined}
          >
            {who} {text}
          </text>
        ))}
      </svg>
    </div>
  );
}

function anchorOf(tick: number): "start" | "middle" | "end" {
  return tick === 0 ? "start" : tick === 100 ? "end" : "middle";
}
