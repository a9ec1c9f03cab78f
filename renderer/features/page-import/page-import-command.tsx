import { useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";

const PageImportDialog = lazyPart(async () => (await import("./page-import-dialog.tsx")).PageImportDialog);

/** Shows *Import from a page* when its command runs. */
export function PageImportCommand() {
  const [isOpen, setOpen] = useState(false);
  useCommand("importPage", () => setOpen(true));
  return isOpen && <PageImportDialog onClose={() => setOpen(false)} />;
}
