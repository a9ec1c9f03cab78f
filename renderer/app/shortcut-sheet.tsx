import { useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";

const ShortcutDialog = lazyPart(async () => (await import("./shortcut-dialog.tsx")).ShortcutDialog);

/** Opens the list of keyboard shortcuts by its command. */
export function ShortcutSheet() {
  const [isOpen, setOpen] = useState(false);
  useCommand("shortcuts", () => setOpen(true));
  return isOpen && <ShortcutDialog onClose={() => setOpen(false)} />;
}
