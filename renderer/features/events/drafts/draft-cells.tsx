import type { EventTime } from "#shared/domain/events/event-time.ts";
import { briefTime } from "./moment.ts";

/** A word where there is no value. */
export function Nothing({ word }: { word: string }) {
  return <span className="subdued">{word}</span>;
}

export function TimeCell({ time }: { time: EventTime }) {
  if (time.kind === "now") return <Nothing word="when sent" />;
  const text = briefTime(time, Date.now());
  return (
    <span className="num" title={text}>
      {text}
    </span>
  );
}
