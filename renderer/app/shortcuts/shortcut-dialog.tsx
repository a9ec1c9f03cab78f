import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { ShortcutList } from "./shortcut-list.tsx";

export function ShortcutDialog({ onClose }: { onClose: () => void }) {
  return (
    <OpenDialog onClose={onClose} title="Keyboard shortcuts" size="30rem">
      <ShortcutList />
    </OpenDialog>
  );
}
