import { Button } from "@mantine/core";
import { useState } from "react";
import { JsonEditor } from "#renderer/ui/json/json-editor.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import type { JsonObject } from "#shared/domain/json/json.ts";
import classes from "./json-dialog.module.css";

export type ReadObject =
  | { readonly kind: "read"; readonly value: JsonObject; readonly notes: readonly string[] }
  | { readonly kind: "unreadable"; readonly problem: string; readonly line: number | null; readonly column: number | null };

/** Edits an object as JSON; it can be applied only while it is valid. */
export function JsonDialog({
  title,
  lead,
  label,
  initial,
  read,
  action,
  onApply,
  onClose,
}: {
  title: string;
  lead: string;
  label: string;
  initial: JsonObject;
  read: (text: string) => ReadObject;
  action: string;
  onApply: (value: JsonObject) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState(() => JSON.stringify(initial, null, 2));
  const parsed = read(text);
  return (
    <OpenDialog onClose={onClose} title={title} size="lg">
      <p className={classes.lead}>{lead}</p>
      <div className={classes.editor}>
        <JsonEditor
          text={text}
          onChange={setText}
          label={label}
          problem={parsed.kind === "unreadable" ? { ...parsed, message: parsed.problem } : null}
        />
      </div>
      <p className={classes.notes} aria-live="polite">
        {parsed.kind === "read" && parsed.notes.join(" ")}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={parsed.kind !== "read"} onClick={() => parsed.kind === "read" && onApply(parsed.value)}>
          {action}
        </Button>
      </div>
    </OpenDialog>
  );
}
