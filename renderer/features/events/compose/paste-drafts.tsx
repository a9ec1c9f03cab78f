import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { JsonText } from "#renderer/ui/json-text.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { DraftKind } from "../drafts/draft-kind.ts";
import { maxComposed } from "../drafts/draft-list.ts";
import { formatDrafts } from "../drafts/drafts-text.ts";
import classes from "./paste-drafts.module.css";

/** Drafts out of whatever is in the clipboard: what was understood is shown before it is taken. A table goes to where files are sent from. */
export function PasteDrafts<Draft>({
  kind,
  onTake,
  onPasteRows,
  onClose,
}: {
  kind: DraftKind<Draft>;
  onTake: (drafts: readonly Draft[]) => void;
  onPasteRows?: (text: string) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const read = text.trim() === "" ? null : kind.read(text);
  const isTooMany = read?.kind === "read" && read.drafts.length > maxComposed;
  const canTake = read?.kind === "read" && !isTooMany;
  const take = () => canTake && onTake(read.drafts);
  return (
    <OpenDialog onClose={onClose} title={`Paste ${kind.what}`} size="lg">
      <p className={classes.lead}>
        One {kind.noun}, a list, or the whole body of a request, in JSON or nearly so.
        {onPasteRows !== undefined && " Rows of CSV or NDJSON go to From a file, where columns are mapped."}
      </p>
      <Textarea
        aria-label={`Text with ${kind.what} in it`}
        placeholder={JSON.stringify(kind.toJson(kind.blank()))}
        rows={8}
        data-autofocus
        classNames={{ input: classes.box ?? "" }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.stopPropagation();
          take();
        }}
      />
      <div className={classes.understood} aria-live="polite">
        {read?.kind === "unreadable" && <p className={classes.problem}>{read.problem}</p>}
        {isTooMany && (
          <p className={classes.problem}>
            {formatCount(read.drafts.length, kind.noun)} are too many to compose; at most {maxComposed}. Send them from a file.
          </p>
        )}
        {canTake && (
          <>
            <p>
              <b>Understood: {formatCount(read.drafts.length, kind.noun)}.</b> {read.notes.join(" ")}
            </p>
            <JsonText text={formatDrafts(read.drafts.slice(0, 20).map(kind.toJson))} label="As understood" />
          </>
        )}
      </div>
      <div className={classes.buttons}>
        {onPasteRows !== undefined && (
          <Button variant="subtle" color="gray" disabled={text.trim() === ""} onClick={() => onPasteRows(text)}>
            Treat as a file…
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!canTake} onClick={take}>
          {canTake ? `Add ${formatCount(read.drafts.length, kind.noun)}` : "Add"}
        </Button>
      </div>
    </OpenDialog>
  );
}
