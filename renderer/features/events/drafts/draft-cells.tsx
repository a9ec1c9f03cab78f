import type { EventTime } from "#shared/domain/events/event-time.ts";
import { shortTimeText } from "./form/event-time-text.ts";

/** Dim text in a cell without a value. */
export function EmptyCell({ text }: { text: string }) {
  return <span className="subdued">{text}</span>;
}

export function TimeCell({ time }: { time: EventTime }) {
  if (time.kind === "now") return <EmptyCell text="when sent" />;
  const text = shortTimeText(time, Date.now());
  return (
    <span className="num" title={text}>
      {text}
    </span>
  );
}
