import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./confirm-dialog.module.css";
import { dialogLabels } from "./dialog-labels.ts";
import { OpenDialog } from "./open-dialog.tsx";

/** Shows a confirmation for an action that cannot be undone. `action` is the button that does it; Cancel has the focus, and Escape closes. */
export function ConfirmDialog({
  isOpen,
  title,
  onClose,
  action,
  children,
}: {
  isOpen: boolean;
  title: string;
  onClose: () => void;
  action: ReactNode;
  children: ReactNode;
}) {
  if (!isOpen) return null;
  return (
    <OpenDialog onClose={onClose} title={title} size="28rem" centered>
      <div className={classes.body}>
        {children}
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {dialogLabels.cancel}
          </Button>
          {action}
        </div>
      </div>
    </OpenDialog>
  );
}
