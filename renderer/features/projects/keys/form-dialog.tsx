import { Button, Modal } from "@mantine/core";
import { type ReactNode, type SubmitEvent, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { dialogLabels } from "#renderer/ui/dialog-labels.ts";

/** A small form in a dialog. If `onSubmit` throws, the dialog stays open and shows the message. */
export function FormDialog({
  isOpen,
  title,
  action,
  onSubmit,
  onClose,
  children,
}: {
  isOpen: boolean;
  title: string;
  action: string;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}) {
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await onSubmit();
      onClose();
    } catch (error) {
      setFailure(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="28rem" centered closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={(event) => void submit(event)} autoComplete="off" noValidate style={{ display: "grid", gap: "0.75rem" }}>
        {children}
        {failure !== null && (
          <p role="alert" style={{ color: "var(--gs-unreached)" }}>
            {failure}
          </p>
        )}
        <div style={{ display: "flex", justifyContent: "flex-end", gap: "0.5rem" }}>
          <Button variant="default" onClick={onClose}>
            {dialogLabels.cancel}
          </Button>
          <Button type="submit" disabled={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
