import type { ReactNode } from "react";
import { bucketHad, cutOf, placeOf, placeText, rulerSentence, type Share } from "#shared/domain/explanation/bucket-text.ts";
import type { Bucket } from "#shared/domain/explanation/explanation.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import { emphasise } from "../../parts/emphasis.ts";
import classes from "./bucket-ruler.module.css";
import type { Slice } from "./slot-shares.ts";

/**
 * Shows a line from 0 to 100 % with the included part, the cut-off and this unit's position, and a sentence with the same facts.
 * `unitChoice` replaces the ID type at the right.
 */
export function BucketRuler({
  bucket,
  who,
  share = "rollout",
  slices = null,
  isHypothetical = false,
  unitChoice,
}: {
  bucket: Bucket;
  who: string;
  share?: Share;
  /** The included parts of the line if slots decide; null for a cut-off. */
  slices?: readonly Slice[] | null;
  /** True if another ID replaces the user's own. */
  isHypothetical?: boolean;
  unitChoice?: ReactNode;
}) {
  const place = bucket.cutOff === null ? bucketHad(bucket) : placeText(bucket);
  return (
    <figure className={classes.ruler}>
      <figcaption className={classes.caption}>
        <span className={classes.sentence}>
          {emphasise(rulerSentence(bucket, who, share), [place]).map(({ text, isStrong }) =>
            isStrong ? (
              <b key={text} className="num">
                {text}
              </b>
            ) : (
              text
            ),
          )}
        </span>
        <span className={classes.unit}>
          {unitChoice ?? (
            <>
              by <code>{bucket.idType}</code>
            </>
          )}
        </span>
      </figcaption>
      <RulerPlot
        cut={cutOf(bucket)}
        slices={slices ?? [{ from: 0, to: Math.min(cutOf(bucket) ?? 0, 100) }]}
        at={placeOf(bucket)}
        flag={`${shortened(who)} ${place}`}
        scale={bucket.cutOff === null ? bucket.of : 100}
        tone={isHypothetical ? "tried" : bucket.isIn ? "in" : "out"}
      />
    </figure>
  );
}

const ticks = Array.from({ length: 101 }, (_, at) => at).filter((at) => at % 2 === 0 || at % 5 === 0);

/** Shows the line, drawn with SVG attributes in percent: they need no measuring, and no styles that the page's policy could block. */
function RulerPlot({
  cut,
  slices,
  at,
  flag,
  scale,
  tone,
}: {
  /** The cut-off in percent; null if there is no single one. */
  cut: number | null;
  slices: readonly Slice[];
  at: number;
  flag: string;
  /** The number at the end of the line: 100 for percent, or the number of slots. */
  scale: number;
  tone: "in" | "out" | "tried";
}) {
  const shownCut = Math.min(cut ?? 0, 100);
  const isFlagBefore = at > 80;
  const isCutLabelBefore = shownCut > 92 || (at > shownCut && at - shownCut < 8);
  return (
    <div className={classes.plot} aria-hidden="true">
      <svg width="100%" height="38" className={classes.svg} aria-hidden="true">
        <rect x="0" y="16" width="100%" height="9" className={classes.rest} />
        {slices.map(({ from, to }) => (
          <rect key={from} x={`${from}%`} y="16" width={`${to - from}%`} height="9" className={classes.let} />
        ))}
        {ticks.map((tick) => (
          <line
            key={tick}
            x1={`${tick}%`}
            x2={`${tick}%`}
            y1="25"
            y2={tick % 50 === 0 ? 32 : tick % 10 === 0 ? 30 : 27.5}
            className={tick % 10 === 0 ? classes.ten : classes.two}
          />
        ))}
        <line x1="0" x2="100%" y1="25" y2="25" className={classes.ten} />
        {cut !== null && (
          <>
            <line x1={`${shownCut}%`} x2={`${shownCut}%`} y1="2" y2="32" className={classes.cutLine} />
            <text
              x={`${shownCut}%`}
              y="10"
              dx={isCutLabelBefore ? -5 : 5}
              textAnchor={isCutLabelBefore ? "end" : "start"}
              className={classes.cutLabel}
            >
              {formatPercent(cut)}
            </text>
          </>
        )}
        <svg x={`${at}%`} y="0" overflow="visible" className={classes.needle} data-tone={tone} aria-hidden="true">
          <line x1="0" x2="0" y1="8" y2="29" />
          <path d="M-4.5 3 H4.5 L0 10 Z" />
        </svg>
      </svg>
      <svg width="100%" height="14" className={classes.svg} aria-hidden="true">
        {[0, 25, 50, 75, 100]
          .filter((tick) => isClearOfFlag({ tick, at, isFlagBefore, width: flag.length * 1.3 }))
          .map((tick) => (
            <text key={tick} x={`${tick}%`} y="10" textAnchor={anchorOf(tick)} className={classes.tick}>
              {formatNumber((tick / 100) * scale)}
            </text>
          ))}
        <text
          x={`${at}%`}
          y="10"
          dx={isFlagBefore ? 4 : -4}
          textAnchor={isFlagBefore ? "end" : "start"}
          className={classes.flag}
          data-tone={tone}
        >
          {flag}
        </text>
      </svg>
    </div>
  );
}

/** True if a number of the scale does not overlap the flag. All values are in percent of the line. */
function isClearOfFlag({ tick, at, isFlagBefore, width }: { tick: number; at: number; isFlagBefore: boolean; width: number }): boolean {
  const [from, to] = isFlagBefore ? [at - width, at] : [at, at + width];
  const room = tick === 0 || tick === 100 ? 4 : 2.5;
  return tick < from - room || tick > to + room;
}

function anchorOf(tick: number): "start" | "middle" | "end" {
  return tick === 0 ? "start" : tick === 100 ? "end" : "middle";
}

const maxFlagLength = 18;

/** Shortens a long ID, which would cover the line. */
function shortened(who: string): string {
  return who.length > maxFlagLength ? `${who.slice(0, maxFlagLength - 1)}…` : who;
}
