import { Button } from "@mantine/core";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useProject } from "#renderer/session/session.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { isProtectedTier } from "#shared/domain/project/project.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useConfirmedWrite } from "../confirm/confirmed-write.tsx";
import { useOutboxActions } from "../events.queries.ts";
import { BatchContents } from "./batch-contents.tsx";
import { BatchItem, BatchWhat } from "./batch-item.tsx";
import { EditBatch } from "./edit-batch.tsx";
import type { OutboxLine } from "./outbox-order.ts";

type BatchDialog = "discard" | "resend" | "edit" | "contents";

/** A line of the outbox with what can be done about it. What may have arrived goes again only on an explicit word. */
export function OutboxLineItem({
  line,
  onOpenExchange,
  onOpenRun,
}: {
  line: OutboxLine;
  onOpenExchange: (exchangeId: string) => void;
  onOpenRun: () => void;
}) {
  if (line.is === "batch") return <OneBatch batch={line.batch} onOpenExchange={onOpenExchange} />;
  return (
    <BatchItem
      batch={line.first}
      count={line.count}
      note={`, rows of a file in ${formatCount(line.batches, "request")}`}
      actions={
        <button type="button" className="link" onClick={onOpenRun}>
          See the file’s run
        </button>
      }
    />
  );
}

function OneBatch({ batch, onOpenExchange }: { batch: Batch; onOpenExchange: (exchangeId: string) => void }) {
  const { sendNow, discard } = useOutboxActions();
  const write = useConfirmedWrite();
  const project = useProject();
  const [dialog, setDialog] = useState<BatchDialog | null>(null);
  const close = () => setDialog(null);
  const { id: batchId, state, exchangeId, kind, count, tier, runId } = batch;
  const countLabel = formatCount(count, kind === "events" ? "event" : "exposure");
  const isConfirmationNeeded = project !== undefined && isProtectedTier(project, tier);
  const failure = [sendNow, discard].find(({ error }) => error !== null)?.error ?? null;

  const resend = () => {
    close();
    write.run(
      (isConfirmed) => client.events.outbox.resend({ batchId, isConfirmed }),
      () => announce(`${countLabel} go out again.`),
    );
  };
  return (
    <>
      <BatchItem
        batch={batch}
        {...(batch.firstRow !== null && { note: `, rows ${batch.firstRow} to ${batch.lastRow}` })}
        actions={
          <>
            {state === "waiting" && (
              <button type="button" className="link" disabled={sendNow.isPending} onClick={() => sendNow.mutate({ batchId })}>
                Send now
              </button>
            )}
            {state === "refused" && (
              <button type="button" className="link" onClick={resend}>
                Send again
              </button>
            )}
            {state === "may_have_arrived" && (
              <button type="button" className="link" onClick={() => setDialog("resend")}>
                Send again…
              </button>
            )}
            {(state === "waiting" || state === "refused") && runId === null && (
              <button type="button" className="link" onClick={() => setDialog("edit")}>
                Edit…
              </button>
            )}
            {state !== "sending" && (
              <button type="button" className="link" onClick={() => setDialog("contents")}>
                What is in it
              </button>
            )}
            {exchangeId !== null && (
              <button type="button" className="link" onClick={() => onOpenExchange(exchangeId)}>
                Open exchange
              </button>
            )}
            {state !== "sending" && (
              <button type="button" className="link" onClick={() => setDialog("discard")}>
                {state === "may_have_arrived" ? "Leave it at that…" : "Discard…"}
              </button>
            )}
            {(write.problem ?? failure) !== null && (
              <span role="alert">
                <b>That did not work.</b> {write.problem ?? sentenceOf(failure)}
              </span>
            )}
          </>
        }
      />
      <ConfirmDialog
        isOpen={dialog === "discard"}
        title={state === "may_have_arrived" ? `Leave ${countLabel} at that?` : `Discard ${countLabel}?`}
        onClose={close}
        action={
          <Button
            onClick={() => {
              close();
              discard.mutate({ batchId }, { onSuccess: () => announce(`${countLabel} will not be sent.`) });
            }}
          >
            {state === "may_have_arrived" ? "Do not send again" : "Discard"}
          </Button>
        }
      >
        <p>
          <BatchWhat batch={batch} />
          {state === "may_have_arrived"
            ? `: whether ${count === 1 ? "it" : "they"} arrived stays unknown, and the ledger says so.`
            : `: never sent. The ledger keeps that ${count === 1 ? "it was" : "they were"} meant to be.`}
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={dialog === "resend"}
        title={`Send ${countLabel} again?`}
        onClose={close}
        action={
          <WriteButton isConfirmationNeeded={isConfirmationNeeded} onClick={resend}>
            Send {countLabel} again
          </WriteButton>
        }
      >
        <p>
          The request had left before the connection broke, so Statsig may have it already. It does not remove duplicates: sent again,
          everything in it may count twice. The exchange shows how far it came.
        </p>
      </ConfirmDialog>
      {dialog === "contents" && <BatchContents batchId={batchId} title={countLabel} onClose={close} />}
      {dialog === "edit" && <EditBatch batch={batch} onClose={close} />}
      {write.dialog(batch.projectId)}
    </>
  );
}
