import { Modal, type ModalProps } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useFocusReturn } from "./focus-return.ts";
import { NoticePlace } from "./notice-place.tsx";

export interface OpenDialogProps extends Omit<ModalProps, "opened" | "returnFocus" | "onSubmit"> {
  /** Called by Mod+Enter anywhere in the dialog, also in a field of several lines; null while there is nothing to submit. */
  onSubmit?: (() => void) | null;
}

/** Shows a dialog that is mounted only while it is open. Mantine's Modal returns the focus only if it stays mounted, so this component does it. */
export function OpenDialog({ onSubmit, children, ...props }: OpenDialogProps) {
  useFocusReturn();
  const submitWithKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    // React passes on the keys of a dialog that this one has opened.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    onSubmit?.();
  };
  return (
    <Modal opened returnFocus={false} {...(onSubmit !== undefined && { onKeyDown: submitWithKey })} {...props}>
      {children}
      <NoticePlace />
    </Modal>
  );
}
