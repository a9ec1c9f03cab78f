import type { EventTime } from "#shared/domain/event-time.ts";
import { briefTime } from "./moment.ts";

/** A word where there is no value. */
export function Nothing({ word }: { word: string }) {
  return <span className="quiet">{word}</span>;
}

export function TimeCell({ time }: { time: EventTime }) {
  return time.kind === "now" ? <Nothing word="when sent" /> : <span className="num">{briefTime(time)}</span>;
}
