import { VisuallyHidden } from "@mantine/core";
import { Check, Minus, X } from "lucide-react";
import { type Hop, hopLabels, hopStateLabels } from "#shared/domain/exchange/hop.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import classes from "./hops.module.css";

/** Shows the connection steps of a request. The failed step has a cross; the steps after it were not tried. */
export function Hops({ hops, label }: { hops: readonly Hop[]; label: string }) {
  return (
    <ol className={classes.hops} aria-label={label}>
      {hops.map(({ name, detail, state, ms }) => (
        <li key={name} className={classes.hop} data-state={state}>
          <span className={classes.dot}>{marks[state]}</span>
          <b>
            {hopLabels[name]}
            <VisuallyHidden>: {hopStateLabels[state]}</VisuallyHidden>
          </b>
          <span className={classes.detail}>{detail}</span>
          <span className={classes.ms}>{hopTime(state, ms)}</span>
        </li>
      ))}
    </ol>
  );
}

const marks = {
  passed: <Check size={12} strokeWidth={3} aria-hidden />,
  failed: <X size={12} strokeWidth={3} aria-hidden />,
  not_tried: <Minus size={12} aria-hidden />,
};

function hopTime(state: Hop["state"], ms: number | null): string {
  if (state === "not_tried") return hopStateLabels[state];
  if (ms === null) return "";
  return state === "failed" ? `after ${formatDuration(ms)}` : formatDuration(ms);
}
