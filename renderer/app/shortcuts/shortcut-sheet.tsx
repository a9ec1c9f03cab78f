import { useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";

const ShortcutDialog = lazyPart(async () => (await import("./shortcut-dialog.tsx")).ShortcutDialog);

/** Shows the keyboard shortcuts in a dialog when the `shortcuts` command runs. */
export function ShortcutSheet() {
  const [isOpen, setOpen] = useState(false);
  useCommand("shortcuts", () => setOpen(true));
  return isOpen && <ShortcutDialog onClose={() => setOpen(false)} />;
}
