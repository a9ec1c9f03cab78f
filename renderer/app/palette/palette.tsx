import { useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";

const PaletteDialog = lazyPart(async () => (await import("./palette-dialog.tsx")).PaletteDialog);

/** Shows the palette; its command opens and closes it. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  useCommand("palette", () => setOpen((wasOpen) => !wasOpen));
  return isOpen && <PaletteDialog onClose={() => setOpen(false)} />;
}
