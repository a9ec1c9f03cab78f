import { Button } from "@mantine/core";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useIsProtectedIn, useSession } from "#renderer/session/session.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useConfirmedWrite } from "../confirm/confirmed-write.tsx";
import { useOutboxActions } from "../events.queries.ts";
import { BatchContents } from "./batch-contents.tsx";
import { BatchItem, BatchWhat } from "./batch-item.tsx";
import { EditBatch } from "./edit-batch.tsx";
import { outboxLabels } from "./outbox-labels.ts";
import type { OutboxLine } from "./outbox-order.ts";

type BatchDialog = "discard" | "resend" | "edit" | "contents";

/** An item of the outbox with its actions. A batch that may have arrived is sent again only after a confirmation. */
export function OutboxLineItem({
  line,
  onOpenExchange,
  onOpenRun,
}: {
  line: OutboxLine;
  onOpenExchange: (exchangeId: string) => void;
  onOpenRun: () => void;
}) {
  const { projectId, tier } = line.is === "batch" ? line.batch : line.first;
  const isProtected = useIsProtectedIn(projectId, tier);
  if (line.is === "batch") return <OneBatch batch={line.batch} onOpenExchange={onOpenExchange} />;
  return (
    <BatchItem
      batch={line.first}
      isProtected={isProtected}
      count={line.count}
      note={`, rows of a file in ${formatCount(line.batches, "request")}`}
      actions={
        <button type="button" className="link" onClick={onOpenRun}>
          Open the import
        </button>
      }
    />
  );
}

function OneBatch({ batch, onOpenExchange }: { batch: Batch; onOpenExchange: (exchangeId: string) => void }) {
  const { sendNow, discard } = useOutboxActions();
  const write = useConfirmedWrite();
  const isProjectThere = useSession(({ projects }) => projects.some(({ id }) => id === batch.projectId));
  const isConfirmationNeeded = useIsProtectedIn(batch.projectId, batch.tier);
  const [dialog, setDialog] = useState<BatchDialog | null>(null);
  const close = () => setDialog(null);
  const { id: batchId, state, exchangeId, kind, count, runId } = batch;
  const countLabel = formatCount(count, kind === "events" ? "event" : "exposure");
  const failure = [sendNow, discard].find(({ error }) => error !== null)?.error ?? null;

  const resend = () => {
    close();
    write.run({
      projectId: batch.projectId,
      write: (isConfirmed) => client.events.outbox.resend({ batchId, isConfirmed }),
      onDone: () => announce(`${countLabel} sent again.`),
    });
  };
  return (
    <>
      <BatchItem
        batch={batch}
        isProtected={isConfirmationNeeded}
        {...(batch.firstRow !== null && { note: `, rows ${batch.firstRow} to ${batch.lastRow}` })}
        actions={
          <>
            {state === "waiting" && isProjectThere && (
              <button type="button" className="link" disabled={sendNow.isPending} onClick={() => sendNow.mutate({ batchId })}>
                {outboxLabels.sendNow}
              </button>
            )}
            {state === "refused" && isProjectThere && (
              <button type="button" className="link" onClick={resend}>
                {isConfirmationNeeded ? outboxLabels.askToResend : outboxLabels.sendAgain}
              </button>
            )}
            {state === "may_have_arrived" && isProjectThere && (
              <button type="button" className="link" onClick={() => setDialog("resend")}>
                {outboxLabels.askToResend}
              </button>
            )}
            {(state === "waiting" || state === "refused") && runId === null && isProjectThere && (
              <button type="button" className="link" onClick={() => setDialog("edit")}>
                {outboxLabels.edit}
              </button>
            )}
            {state !== "sending" && (
              <button type="button" className="link" onClick={() => setDialog("contents")}>
                View contents
              </button>
            )}
            {exchangeId !== null && (
              <button type="button" className="link" onClick={() => onOpenExchange(exchangeId)}>
                Open exchange
              </button>
            )}
            {state !== "sending" && (
              <button type="button" className="link" onClick={() => setDialog("discard")}>
                {state === "may_have_arrived" ? "Dismiss…" : outboxLabels.askToDiscard}
              </button>
            )}
            {(write.problem ?? failure) !== null && (
              <span role="alert">
                <b>Failed.</b> {write.problem ?? sentenceOf(failure)}
              </span>
            )}
          </>
        }
      />
      <ConfirmDialog
        isOpen={dialog === "discard"}
        title={state === "may_have_arrived" ? `Dismiss ${countLabel}?` : outboxLabels.discardTitle(countLabel)}
        onClose={close}
        action={
          <Button
            onClick={() => {
              close();
              discard.mutate({ batchId }, { onSuccess: () => announce(`${countLabel} will not be sent.`) });
            }}
          >
            {state === "may_have_arrived" ? `Dismiss ${countLabel}` : outboxLabels.discard(countLabel)}
          </Button>
        }
      >
        <p>
          <BatchWhat batch={batch} />
          {state === "may_have_arrived"
            ? `: it stays unknown whether ${count === 1 ? "it" : "they"} arrived. Dismissed batches are not sent again.`
            : `: ${outboxLabels.willNotBeSent(count)}`}
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={dialog === "resend"}
        title={outboxLabels.resendTitle(countLabel)}
        onClose={close}
        action={
          <WriteButton isConfirmationNeeded={isConfirmationNeeded} onClick={resend}>
            {outboxLabels.resend(countLabel)}
          </WriteButton>
        }
      >
        <p>
          The connection failed after the request was sent, so Statsig may already have it. {outboxLabels.mayCountTwice} The exchange shows
          how far the request got.
        </p>
      </ConfirmDialog>
      {dialog === "contents" && <BatchContents batchId={batchId} title={countLabel} onClose={close} />}
      {dialog === "edit" && <EditBatch batch={batch} onClose={close} />}
      {write.dialog}
    </>
  );
}
