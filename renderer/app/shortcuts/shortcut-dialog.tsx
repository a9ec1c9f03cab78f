import { commandLabels } from "#renderer/session/commands.ts";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { ShortcutList } from "./shortcut-list.tsx";

export function ShortcutDialog({ onClose }: { onClose: () => void }) {
  return (
    <OpenDialog onClose={onClose} title={commandLabels.shortcuts} size="30rem">
      <ShortcutList />
    </OpenDialog>
  );
}
