import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { DraftKind } from "../drafts/draft-kind.ts";
import { maxComposed } from "../drafts/draft-list.ts";
import { formatDrafts } from "../drafts/drafts-text.ts";
import classes from "./paste-drafts.module.css";

/** Reads drafts from pasted text and shows what was understood before they are added. A table can be opened in the import tab instead. */
export function PasteDrafts<Draft>({
  kind,
  onAdd,
  onPasteRows,
  onClose,
}: {
  kind: DraftKind<Draft>;
  onAdd: (drafts: readonly Draft[]) => void;
  onPasteRows?: (text: string) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const read = text.trim() === "" ? null : kind.read(text);
  const isTooMany = read?.kind === "read" && read.drafts.length > maxComposed;
  const canAdd = read?.kind === "read" && !isTooMany;
  const addDrafts = () => canAdd && onAdd(read.drafts);
  return (
    <OpenDialog onClose={onClose} title={`Paste ${kind.what}`} size="lg">
      <p className={classes.lead}>
        Paste one {kind.noun}, a list, or the body of a request, as JSON or a JavaScript object.
        {onPasteRows !== undefined && " To map the columns of CSV or NDJSON rows, open them as a file."}
      </p>
      <Textarea
        aria-label={`Text with ${kind.what}`}
        placeholder={JSON.stringify(kind.toJson(kind.blank()))}
        rows={8}
        data-autofocus
        classNames={{ input: classes.box ?? "" }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.stopPropagation();
          addDrafts();
        }}
      />
      <div className={classes.understood} aria-live="polite">
        {read?.kind === "unreadable" && <p className={classes.problem}>{read.problem}</p>}
        {isTooMany && (
          <p className={classes.problem}>
            {formatCount(read.drafts.length, kind.noun)} are too many; at most {maxComposed} can be composed. Send them from a file.
          </p>
        )}
        {canAdd && (
          <>
            <p>
              <b>Understood: {formatCount(read.drafts.length, kind.noun)}.</b> {read.notes.join(" ")}
            </p>
            <JsonText text={formatDrafts(read.drafts.slice(0, 20).map(kind.toJson))} label="Parsed drafts" />
          </>
        )}
      </div>
      <div className={classes.buttons}>
        {onPasteRows !== undefined && (
          <Button variant="subtle" color="gray" disabled={text.trim() === ""} onClick={() => onPasteRows(text)}>
            Open as a file…
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!canAdd} onClick={addDrafts}>
          {canAdd ? `Add ${formatCount(read.drafts.length, kind.noun)}` : "Add"}
        </Button>
      </div>
    </OpenDialog>
  );
}
