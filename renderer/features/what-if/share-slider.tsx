import { NumberInput } from "@mantine/core";
import type { CSSProperties } from "react";
import { clamp } from "#renderer/ui/clamp.ts";
import { slotCount } from "#shared/domain/rules-draft/groups-split.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import type { LayerShare } from "./draft-edits.ts";
import classes from "./rule-editor.module.css";
import { sliderStep } from "./slider-keys.ts";
import { whatIfLabels } from "./what-if-labels.ts";

/** The share of an experiment in its layer: as much as it has, and as is free. */
export function ShareSlider({
  share: { experiment, slots, taken },
  was,
  onChange,
}: {
  share: LayerShare;
  was: LayerShare | null;
  onChange: (percent: number) => void;
}) {
  const percent = (slots.size * 100) / slotCount;
  const most = ((slotCount - taken.size) * 100) / slotCount;
  const before = was === null ? percent : (was.slots.size * 100) / slotCount;
  const label = whatIfLabels.shareInLayer(experiment);
  return (
    <div className={classes.place}>
      <div className={classes.share}>
        <span>{label}</span>
        {before !== percent && <s className={classes.old}>{formatPercent(before)}</s>}
        <NumberInput
          className={classes.box ?? ""}
          aria-label={label}
          value={percent}
          min={0}
          max={most}
          step={1}
          decimalScale={1}
          clampBehavior="strict"
          suffix={" %"}
          data-edited={before !== percent || undefined}
          onChange={(next) => {
            if (typeof next === "number" && next !== percent) onChange(next);
          }}
        />
      </div>
      <div className={classes.track} style={{ "--place": `${percent}%` } as CSSProperties}>
        {before !== percent && <i className={classes.was} style={{ left: `${before}%` }} aria-hidden="true" />}
        <input
          type="range"
          aria-label={`${label}, ${whatIfLabels.slider}`}
          aria-valuetext={formatPercent(percent)}
          min={0}
          max={100}
          step="any"
          value={percent}
          onKeyDown={(event) => {
            const step = sliderStep(event);
            if (step !== null) onChange(clamp(Math.round((percent + step) * 10) / 10, 0, most));
          }}
          onChange={(event) => onChange(clamp(Math.round(event.currentTarget.valueAsNumber), 0, most))}
        />
      </div>
      <p className="third">{whatIfLabels.shareHint(formatPercent(Math.max(0, most - percent)))}</p>
    </div>
  );
}
