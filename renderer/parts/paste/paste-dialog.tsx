import { Button, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { SubmitButton } from "#renderer/ui/submit-button.tsx";
import classes from "./paste-dialog.module.css";
import { type PastePlace, usePastedText } from "./pasted-text.ts";

/**
 * A dialog that takes a pasted text: a lead, the text, what was understood of it, and buttons. Mod+Enter submits. Cancel and Escape close it and keep the
 * text; once it is submitted, the next one starts empty.
 */
export function PasteDialog({
  place,
  title,
  lead,
  box,
  placeholder,
  submit,
  cancel,
  canSubmit,
  onSubmit,
  onPaste,
  onClose,
  start,
  children,
}: {
  place: PastePlace;
  title: string;
  lead?: ReactNode;
  /** The name of the field. */
  box: string;
  placeholder: string;
  /** The label of the button that uses the text. */
  submit: string;
  cancel: string;
  canSubmit: boolean;
  onSubmit: () => void;
  /** Takes a text before it is shown; true if it needs no field. */
  onPaste?: (pasted: string) => boolean;
  onClose: () => void;
  /** Buttons at the other end. */
  start?: ReactNode;
  /** What was understood. */
  children?: ReactNode;
}) {
  const [text, setText] = usePastedText(place);
  const submitText = () => {
    onSubmit();
    setText("");
  };
  return (
    <OpenDialog onClose={onClose} title={title} size="lg" onSubmit={canSubmit ? submitText : null}>
      {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      <Textarea
        aria-label={box}
        placeholder={placeholder}
        autosize
        minRows={6}
        maxRows={14}
        data-autofocus
        spellCheck={false}
        classNames={{ input: classes.box ?? "" }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => {
          if (onPaste?.(event.clipboardData.getData("text")) === true) event.preventDefault();
        }}
      />
      {children !== undefined && (
        <div className={classes.understood} aria-live="polite">
          {children}
        </div>
      )}
      <div className={classes.buttons}>
        {start !== undefined && <div className={classes.start}>{start}</div>}
        <Button variant="default" onClick={onClose}>
          {cancel}
        </Button>
        <SubmitButton label={submit} disabled={!canSubmit} onSubmit={submitText} />
      </div>
    </OpenDialog>
  );
}

/** Why a pasted text cannot be used. */
export function PasteProblem({ children }: { children: ReactNode }) {
  return <p className={classes.problem}>{children}</p>;
}
