import { useState } from "react";
import { flushSync } from "react-dom";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";

const PaletteDialog = lazyPart(async () => (await import("./palette-dialog.tsx")).PaletteDialog);

/** Shows the palette; its command opens and closes it. It has the focus at once: the next key may come before another frame, and belongs to its field. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  useCommand("palette", () => flushSync(() => setOpen((wasOpen) => !wasOpen)));
  return isOpen && <PaletteDialog onClose={() => setOpen(false)} />;
}
