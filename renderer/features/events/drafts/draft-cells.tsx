import type { EventTime } from "#shared/domain/events/event-time.ts";
import { shortTimeText } from "./event-time-text.ts";

/** A word where there is no value. */
export function EmptyCell({ word }: { word: string }) {
  return <span className="subdued">{word}</span>;
}

export function TimeCell({ time }: { time: EventTime }) {
  if (time.kind === "now") return <EmptyCell word="when sent" />;
  const text = shortTimeText(time, Date.now());
  return (
    <span className="num" title={text}>
      {text}
    </span>
  );
}
