import { NumberInput } from "@mantine/core";
import type { CSSProperties } from "react";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { clamp } from "#renderer/ui/clamp.ts";
import type { RulePlaces } from "#shared/domain/comparison/what-if.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import classes from "./rule-editor.module.css";
import { sliderStep } from "./slider-keys.ts";
import { whatIfLabels } from "./what-if-labels.ts";

/** The percentage of a rule: a box to type in, and a slider over the users by their place. */
export function PercentageBox({
  number,
  value,
  was,
  onChange,
}: {
  number: number;
  value: number;
  was: number | null;
  onChange: (percentage: number) => void;
}) {
  return (
    <NumberInput
      className={classes.box ?? ""}
      aria-label={percentageLabel(number, was)}
      value={value}
      min={0}
      max={100}
      step={1}
      decimalScale={4}
      clampBehavior="strict"
      suffix={" %"}
      data-edited={was !== null || undefined}
      onChange={(next) => {
        if (typeof next === "number") onChange(next);
      }}
    />
  );
}

function percentageLabel(number: number, was: number | null): string {
  return `${whatIfLabels.percentageOf(number)}${was === null ? "" : `, ${whatIfLabels.percentageNow(formatPercent(was))}`}`;
}

/** Moves with the arrow keys by 1 %, with Shift by 0.1 %. */
export function PlaceSlider({
  number,
  value,
  was,
  places,
  isCounted,
  onChange,
}: {
  number: number;
  value: number;
  /** The percentage of the rules; null if it is not edited. */
  was: number | null;
  places: RulePlaces | null;
  /** Whether the users were counted with these rules: then no places means that no user reaches the rule. */
  isCounted: boolean;
  onChange: (percentage: number) => void;
}) {
  const now = was ?? value;
  return (
    <div className={classes.place}>
      {places !== null ? (
        <Histogram places={places} now={now} edited={value} />
      ) : (
        isCounted && <p className={classes.reach}>{whatIfLabels.nobodyReaches}</p>
      )}
      <div className={classes.track} style={{ "--place": `${value}%` } as CSSProperties}>
        {was !== null && <i className={classes.was} style={{ left: `${was}%` }} aria-hidden="true" />}
        <input
          type="range"
          aria-label={`${percentageLabel(number, was)}, ${whatIfLabels.slider}`}
          aria-valuetext={formatPercent(value)}
          min={0}
          max={100}
          step="any"
          value={value}
          onKeyDown={(event) => {
            const step = sliderStep(event);
            if (step !== null) onChange(clamp(Math.round((value + step) * 10_000) / 10_000, 0, 100));
          }}
          onChange={(event) => onChange(Math.round(event.currentTarget.valueAsNumber))}
        />
      </div>
      <div className={classes.scale} aria-hidden="true">
        <span>0</span>
        <span>50</span>
        <span>100</span>
      </div>
    </div>
  );
}

function Histogram({ places: { places, unit }, now, edited }: { places: RulePlaces; now: number; edited: number }) {
  const highest = Math.max(1, ...places);
  const reach = places.reduce((sum, count) => sum + count, 0);
  const isIn = sumBelow(places, now);
  const moved = Math.round(Math.abs(sumBelow(places, edited) - isIn));
  return (
    <>
      <p className={classes.reach}>
        <StrongNames
          sentence={whatIfLabels.reached(reach, Math.round(isIn), moved, edited > now)}
          names={[reach, Math.round(isIn), moved].map((count) => formatNumber(count))}
        />{" "}
        <span className="third">{whatIfLabels.byUnit(unit)}</span>
      </p>
      <svg viewBox="0 0 100 44" preserveAspectRatio="none" className={classes.histogram} aria-hidden="true">
        {places.map((count, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the place
            key={at}
            x={at + 0.1}
            width="0.8"
            y={44 - (count * 44) / highest}
            height={(count * 44) / highest}
            data-place={at < Math.min(now, edited) ? "in" : at < Math.max(now, edited) ? (edited > now ? "come" : "go") : "out"}
          />
        ))}
      </svg>
    </>
  );
}

/** The users below a place; a percent that is cut by it counts in part. */
function sumBelow(places: readonly number[], cut: number): number {
  return places.reduce((sum, count, at) => sum + count * clamp(cut - at, 0, 1), 0);
}
