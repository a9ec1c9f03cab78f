import { Modal, type ModalProps } from "@mantine/core";
import { useFocusReturn } from "./focus-return.ts";

/** Shows a dialog that is mounted only while it is open. Mantine's Modal returns the focus only if it stays mounted, so this component does it. */
export function OpenDialog(props: Omit<ModalProps, "opened" | "returnFocus">) {
  useFocusReturn();
  return <Modal opened returnFocus={false} {...props} />;
}
