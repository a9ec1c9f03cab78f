import { Button } from "@mantine/core";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { useIsProtectedIn } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { isSendable } from "#shared/domain/events/event-problems.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useConfirmedWrite } from "../confirm/confirmed-write.tsx";
import { useFindingContext } from "../confirm/use-destination.ts";
import type { DraftKind } from "../drafts/draft-kind.ts";
import type { DraftList } from "../drafts/draft-list.ts";
import { DraftsEditor, draftLines, useDraftsUndo } from "../drafts/drafts-editor.tsx";
import { eventKind } from "../drafts/event-kind.tsx";
import { exposureKind } from "../drafts/exposure-kind.tsx";
import { useBatchContent } from "../events.queries.ts";
import { eventsLabels } from "../events-labels.ts";
import type { DraftView } from "../events-view.ts";
import classes from "./edit-batch.module.css";
import { missingBodyText } from "./missing-body-text.ts";
import { outboxLabels } from "./outbox-labels.ts";

/** Edits the drafts of a batch that is waiting or was refused. */
export function EditBatch({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const { data: content, error } = useBatchContent(batch.id);
  return (
    <OpenDialog
      onClose={onClose}
      title={outboxLabels.editing(formatCount(batch.count, batch.kind === "events" ? "event" : "exposure"))}
      size="62rem"
    >
      {error !== null && <p role="alert">{sentenceOf(error)}</p>}
      {content?.body === null && <p>{missingBodyText(content.batch)}</p>}
      {content !== undefined &&
        content.body !== null &&
        (batch.kind === "events" ? (
          <Editing
            kind={eventKind}
            batch={batch}
            drafts={content.events}
            toInput={(events) => ({ events: [...events] })}
            onClose={onClose}
          />
        ) : (
          <Editing
            kind={exposureKind}
            batch={batch}
            drafts={content.exposures}
            toInput={(exposures) => ({ exposures: [...exposures] })}
            onClose={onClose}
          />
        ))}
    </OpenDialog>
  );
}

type Content = Pick<Parameters<typeof client.events.outbox.edit>[0], "events" | "exposures">;

function Editing<Draft>({
  kind,
  batch,
  drafts,
  toInput,
  onClose,
}: {
  kind: DraftKind<Draft>;
  batch: Batch;
  drafts: readonly Draft[];
  toInput: (drafts: readonly Draft[]) => Content;
  onClose: () => void;
}) {
  const [list, setList] = useState<DraftList<Draft>>({ drafts, at: 0, text: null });
  const [view, setView] = useState<DraftView>("form");
  const offerUndo = useDraftsUndo(list, setList);
  const context = useFindingContext(batch);
  const isConfirmationNeeded = useIsProtectedIn(batch.projectId, batch.tier);
  const write = useConfirmedWrite();
  // Ctrl+Enter would send from the composer below this dialog.
  useCommand("run", () => {}, { enabled: false });
  const lines = draftLines(list, (draft) => kind.problems(draft, context));
  const canSend = list.text === null && lines.length > 0 && lines.every(({ findings }) => isSendable(findings));
  const save = () =>
    write.run({
      projectId: batch.projectId,
      write: (isConfirmed) => client.events.outbox.edit({ batchId: batch.id, isConfirmed, ...toInput(list.drafts) }),
      onDone: () => {
        announce("Changed. It keeps its place in the queue.");
        onClose();
      },
    });
  return (
    <div className={classes.editing}>
      <DraftsEditor kind={kind} list={list} lines={lines} view={view} onChange={setList} onView={setView} offerUndo={offerUndo} />
      {write.problem !== null && (
        <p role="alert" className={classes.problem}>
          {write.problem}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={() => setView(view === "form" ? "json" : "form")}>
          {view === "form" ? "Edit as JSON" : "Edit in the form"}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <WriteButton isConfirmationNeeded={isConfirmationNeeded} disabled={!canSend} loading={write.isWriting} onClick={save}>
          {eventsLabels.send(formatCount(list.drafts.length, kind.noun), `${batch.projectName}, ${batch.tier}`)}
          {isConfirmationNeeded && "…"}
        </WriteButton>
      </div>
      {write.dialog}
    </div>
  );
}
