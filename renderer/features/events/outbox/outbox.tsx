import { Button } from "@mantine/core";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { unsettled, useOutbox, useOutboxActions } from "../events.queries.ts";
import { eventsLabels } from "../events-labels.ts";
import classes from "./outbox.module.css";
import { outboxLabels } from "./outbox-labels.ts";
import { OutboxLineItem } from "./outbox-line.tsx";
import { outboxLines } from "./outbox-order.ts";

/** The outbox: batches that are not settled. None is lost, and none is sent twice without a confirmation. */
export function Outbox({
  onOpenExchange,
  onOpenRuns,
  onOpenLedger,
}: {
  onOpenExchange: (exchangeId: string) => void;
  onOpenRuns: () => void;
  onOpenLedger: () => void;
}) {
  const projectId = useProjectId();
  const { data: outbox, error } = useOutbox(projectId);
  const { sendNow } = useOutboxActions();
  if (error !== null)
    return (
      <p role="alert" className={classes.problem}>
        The outbox could not be read: {sentenceOf(error)}
      </p>
    );
  if (outbox === undefined) return null;
  const lines = outboxLines(outbox.batches);
  if (lines.length === 0)
    return (
      <EmptyState
        title={outboxLabels.empty}
        actions={
          <Button variant="default" onClick={onOpenLedger}>
            Open the ledger
          </Button>
        }
      >
        <p>
          What you send is stored on disk first. If Statsig cannot be reached or asks to wait, it stays here and is retried, even after a
          restart. If Statsig refuses it, it stays here with the reason. Delivered batches move to the ledger.
        </p>
      </EmptyState>
    );
  const waiting = outbox.counts.waiting;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.outbox} aria-label={eventsLabels.outbox} tabIndex={0}>
      <div className={classes.head}>
        <h2>{formatNumber(unsettled(outbox.counts))} not settled</h2>
        <span className={classes.note}>
          Kept on disk until settled. Items that need your decision come first; the rest are sent in this order.
        </span>
        {waiting > 0 && (
          <Button variant="default" className={classes.now ?? ""} loading={sendNow.isPending} onClick={() => sendNow.mutate({ projectId })}>
            Send all now
          </Button>
        )}
      </div>
      {lines.map((line) => (
        <OutboxLineItem key={line.key} line={line} onOpenExchange={onOpenExchange} onOpenRun={onOpenRuns} />
      ))}
      {outbox.hasMore && <p className={classes.more}>There are more. They appear as these are settled.</p>}
    </section>
  );
}
