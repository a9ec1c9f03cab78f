import { placeOf, placeText } from "#shared/domain/explanation/bucket-text.ts";
import classes from "./group-ruler.module.css";
import type { GroupLine } from "./group-slices.ts";

/** Shows the groups of an experiment on a line from 0 to 100 %, and this unit's position. The caller shows the same facts with `groupSentence`. */
export function GroupRuler({ line: { slices, bucket }, who }: { line: GroupLine; who: string }) {
  const at = bucket === null ? null : placeOf(bucket);
  const anchor = at === null || (at > 12 && at < 88) ? "middle" : at <= 12 ? "start" : "end";
  return (
    <div className={classes.groups} aria-hidden="true">
      <svg width="100%" height="54" className={classes.svg} aria-hidden="true">
        {slices.map(({ name, from, to, isOwn }) => (
          <svg key={`${name} ${from}`} x={`${from}%`} y="14" width={`${to - from}%`} height="20" overflow="hidden" aria-hidden="true">
            <rect x="0" y="0" width="100%" height="20" className={isOwn ? classes.own : classes.slice} />
            <line x1="0" x2="0" y1="0" y2="20" className={classes.edge} />
            <text x="8" y="14" className={isOwn ? classes.ownName : classes.name}>
              {name}
            </text>
          </svg>
        ))}
        <line x1="100%" x2="100%" y1="14" y2="40" className={classes.edge} />
        {[0, 25, 50, 75, 100]
          .filter((tick) => at === null || Math.abs(tick - at) > 9)
          .map((tick) => (
            <text
              key={tick}
              x={`${tick}%`}
              y="52"
              textAnchor={tick === 0 ? "start" : tick === 100 ? "end" : "middle"}
              className={classes.tick}
            >
              {tick}
            </text>
          ))}
        {at !== null && bucket !== null && (
          <>
            <line x1={`${at}%`} x2={`${at}%`} y1="9" y2="38" className={classes.needle} />
            <svg x={`${at}%`} y="2" overflow="visible" aria-hidden="true">
              <path d="M-4.5 3 H4.5 L0 10 Z" className={classes.head} />
            </svg>
            <text x={`${at}%`} y="52" textAnchor={anchor} className={classes.flag}>
              {`${who} ${placeText(bucket)}`}
            </text>
          </>
        )}
      </svg>
    </div>
  );
}
