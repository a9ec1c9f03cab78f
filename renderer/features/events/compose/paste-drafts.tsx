import { Button } from "@mantine/core";
import { PasteDialog, PasteProblem } from "#renderer/parts/paste/paste-dialog.tsx";
import { usePastedText } from "#renderer/parts/paste/pasted-text.ts";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { DraftKind } from "../drafts/draft-kind.ts";
import { maxComposed } from "../drafts/draft-list.ts";
import { formatDrafts } from "../drafts/drafts-text.ts";

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
  const place = kind.noun === "event" ? "events" : "exposures";
  const [text, setText] = usePastedText(place);
  const read = text.trim() === "" ? null : kind.read(text);
  const isTooMany = read?.kind === "read" && read.drafts.length > maxComposed;
  const drafts = read?.kind === "read" && !isTooMany ? read.drafts : null;
  const rows = onPasteRows && (
    <Button
      variant="subtle"
      color="gray"
      disabled={text.trim() === ""}
      onClick={() => {
        onPasteRows(text);
        setText("");
      }}
    >
      Open as a file…
    </Button>
  );
  return (
    <PasteDialog
      place={place}
      title={`Paste ${kind.what}`}
      lead={
        <>
          Paste one {kind.noun}, a list, or the body of a request, as JSON or a JavaScript object.
          {rows !== undefined && " To map the columns of CSV or NDJSON rows, open them as a file."}
        </>
      }
      box={`Text with ${kind.what}`}
      placeholder={JSON.stringify(kind.toJson(kind.blank()))}
      submit={drafts === null ? "Add" : `Add ${formatCount(drafts.length, kind.noun)}`}
      cancel="Cancel"
      canSubmit={drafts !== null}
      onSubmit={() => drafts !== null && onAdd(drafts)}
      onClose={onClose}
      start={rows}
    >
      {read?.kind === "unreadable" && <PasteProblem>{read.problem}</PasteProblem>}
      {isTooMany && (
        <PasteProblem>
          {formatCount(read.drafts.length, kind.noun)} are too many; at most {maxComposed} can be composed. Send them from a file.
        </PasteProblem>
      )}
      {read?.kind === "read" && drafts !== null && (
        <>
          <p>
            <b>Understood: {formatCount(drafts.length, kind.noun)}.</b> {read.notes.join(" ")}
          </p>
          <JsonText text={formatDrafts(drafts.slice(0, 20).map(kind.toJson))} label="Parsed drafts" />
        </>
      )}
    </PasteDialog>
  );
}
