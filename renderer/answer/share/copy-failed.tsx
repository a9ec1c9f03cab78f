import { Button, Textarea } from "@mantine/core";
import { useEffect, useRef } from "react";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import classes from "./copy-failed.module.css";
import { shareLabels } from "./share-labels.ts";

/** Shows a text that the browser did not let the page copy, selected, so that the person can. */
export function CopyFailed({ text, onClose }: { text: string; onClose: () => void }) {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // After the dialog has moved the focus into itself.
    const timer = setTimeout(() => box.current?.select());
    return () => clearTimeout(timer);
  }, []);
  return (
    <OpenDialog onClose={onClose} title={shareLabels.couldNotCopy} size="36rem" centered>
      <div className={classes.body}>
        <Textarea ref={box} aria-label={shareLabels.couldNotCopy} value={text} readOnly autosize minRows={6} maxRows={18} data-autofocus />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {shareLabels.close}
          </Button>
        </div>
      </div>
    </OpenDialog>
  );
}
