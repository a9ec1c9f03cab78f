import { CircleAlert, Clock3, FileQuestionMark, type LucideIcon, Send } from "lucide-react";
import type { ReactNode } from "react";
import { type Batch, type BatchState, batchStateLabels } from "#shared/domain/events/event-outbox.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import classes from "./batch-item.module.css";
import { maybeTwiceText } from "./maybe-twice-text.ts";
import { batchText, outboxLabels } from "./outbox-labels.ts";
import { RetryCountdown } from "./retry-countdown.tsx";

const icons: Partial<Record<BatchState, LucideIcon>> = {
  waiting: Clock3,
  sending: Send,
  refused: CircleAlert,
  may_have_arrived: FileQuestionMark,
};

/** One unsettled batch: its state, the reason and its actions. Batches that are sent automatically have a solid edge, others a hatched one. */
export function BatchItem({
  batch,
  count = batch.count,
  note,
  isProtected = false,
  actions,
}: {
  batch: Batch;
  /** Number of drafts, where the item stands for several batches. */
  count?: number;
  note?: ReactNode;
  /** True if its tier is protected now. */
  isProtected?: boolean;
  actions: ReactNode;
}) {
  const { state, kind, problem, createdAtMs, nextTryAtMs, changedAtMs, mayBeDuplicate } = batch;
  const Icon = icons[state] ?? Send;
  return (
    <article
      className={classes.item}
      data-is={state}
      aria-label={`${batchStateLabels[state]}: ${formatCount(count, kind === "events" ? "event" : "exposure")}`}
    >
      <h3>
        <Icon size={15} aria-hidden />
        <b>{batchStateLabels[state]}</b>
        <span>{formatCount(count, kind === "events" ? "event" : "exposure")}</span>
        <time className="num" dateTime={new Date(createdAtMs).toISOString()}>
          {formatTimeOfDay(createdAtMs)}
        </time>
      </h3>
      <p>
        <BatchWhat batch={batch} count={count} />
        {note}
      </p>
      <p>
        {problem ?? stateSentence(state)}
        {mayBeDuplicate && ` ${maybeTwiceText}`}
        {state === "waiting" && nextTryAtMs !== null && (
          <>
            {" "}
            <RetryCountdown sinceMs={changedAtMs} atMs={nextTryAtMs} />
          </>
        )}
      </p>
      {isProtected && state === "waiting" && <p>{outboxLabels.confirmedWhenStored(batch.tier)}</p>}
      <p className={classes.acts}>{actions}</p>
    </article>
  );
}

/** `purchase and 4 more for u-1036 in staging`. */
export function BatchWhat({ batch, count = batch.count }: { batch: Batch; count?: number }) {
  const [name, rest] = batchText(batch, count);
  return (
    <>
      <code>{name}</code>
      {rest}
    </>
  );
}

function stateSentence(state: BatchState): string {
  switch (state) {
    case "waiting":
      return outboxLabels.behindEarlier;
    case "sending":
      return "Being sent.";
    case "refused":
      return "Statsig refused it.";
    case "may_have_arrived":
      return "It was sent, but no response came back. Statsig does not remove duplicates, so it is not sent again automatically.";
    case "delivered":
      return "Delivered.";
    case "discarded":
      return "Discarded.";
  }
}
