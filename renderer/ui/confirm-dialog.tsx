import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./confirm-dialog.module.css";

/** Asks before something that cannot be taken back. `action` is the button that does it; Cancel has the focus and Escape closes. */
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
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="28rem" centered closeButtonProps={{ "aria-label": "Close" }}>
      <div className={classes.body}>
        {children}
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          {action}
        </div>
      </div>
    </Modal>
  );
}
