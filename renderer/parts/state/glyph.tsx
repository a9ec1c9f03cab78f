import { Ban, CircleQuestionMark, type LucideIcon, SearchX, ShieldX, Timer, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import classes from "./glyph.module.css";
import { stateColour } from "./state-look.ts";

/** Shows the icon of a state: filled for a pass, a value or a group, outlined for a fail, a default or no group, and a separate icon without an answer. */
export function Glyph({ state, size = 16 }: { state: AnswerState; size?: number }) {
  const Sign = signs[state];
  if (Sign !== undefined)
    return <Sign size={size} color={stateColour(state)} strokeWidth={size > 18 ? 1.9 : 2.1} aria-hidden className={classes.glyph} />;
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" color={stateColour(state)} aria-hidden="true" className={classes.glyph}>
      {shapes[state]}
    </svg>
  );
}

const signs: Partial<Record<AnswerState, LucideIcon>> = {
  not_found: SearchX,
  unknown: CircleQuestionMark,
  not_sent: Ban,
  unreached: Unplug,
  refused: ShieldX,
  slow_down: Timer,
};

const round = { fill: "none", strokeLinecap: "round", strokeLinejoin: "round" } as const;
const line = { ...round, stroke: "currentColor", strokeWidth: 1.6 } as const;
/** The style of shapes in the background colour, so that they look cut out of a filled icon. */
const cut = { ...round, stroke: "var(--gs-cut, var(--gs-screen))", strokeWidth: 1.7 } as const;
const filledSquare = <rect x="1" y="1" width="14" height="14" rx="3" fill="currentColor" />;
const outlinedSquare = <rect x="1.8" y="1.8" width="12.4" height="12.4" rx="2.6" {...line} />;
const braces =
  "M6.6 4.3c-1.2 0-1.6.5-1.6 1.5v.9c0 .7-.3 1.1-1 1.3.7.2 1 .6 1 1.3v.9c0 1 .4 1.5 1.6 1.5M9.4 4.3c1.2 0 1.6.5 1.6 1.5v.9c0 .7.3 1.1 1 1.3-.7.2-1 .6-1 1.3v.9c0 1-.4 1.5-1.6 1.5";
const smallBraces =
  "M6.8 4.8c-1 0-1.4.4-1.4 1.3v.6c0 .7-.3 1.1-1 1.3.7.2 1 .6 1 1.3v.6c0 .9.4 1.3 1.4 1.3M9.2 4.8c1 0 1.4.4 1.4 1.3v.6c0 .7.3 1.1 1 1.3-.7.2-1 .6-1 1.3v.6c0 .9-.4 1.3-1.4 1.3";

const shapes: Partial<Record<AnswerState, ReactNode>> = {
  pass: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.9 8.3 7.1 10.5 11.2 5.8" {...cut} />
    </>
  ),
  fail: (
    <>
      <circle cx="8" cy="8" r="6.2" {...line} />
      <path d="M5.9 5.9 10.1 10.1M10.1 5.9 5.9 10.1" {...line} />
    </>
  ),
  value: (
    <>
      {filledSquare}
      <path d={braces} {...cut} strokeWidth={1.4} />
    </>
  ),
  default: (
    <>
      {outlinedSquare}
      <path d={smallBraces} {...line} strokeWidth={1.3} />
    </>
  ),
  group: (
    <>
      {filledSquare}
      <path d="M8 12.2V8.6M8 8.6 4.8 5.2M8 8.6l3.2-3.4M4.6 7.2v-2.2h2.2M11.4 7.2v-2.2H9.2" {...cut} strokeWidth={1.4} />
    </>
  ),
  no_group: (
    <>
      {outlinedSquare}
      <path d="M5.2 8h5.6" {...line} />
    </>
  ),
};
