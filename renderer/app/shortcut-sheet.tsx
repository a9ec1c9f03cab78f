import { Modal } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { ShortcutList } from "./shortcut-list.tsx";

/** The list of keys, opened by `?` outside of inputs. */
export function ShortcutSheet() {
  const [isOpen, setOpen] = useState(false);
  useCommand("shortcuts", () => setOpen(true));
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title="Keyboard shortcuts"
      size="30rem"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <ShortcutList />
    </Modal>
  );
}
