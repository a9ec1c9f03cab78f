import { ActionIcon } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { historyLabels } from "./history-labels.ts";

/** Removes the shown action or request from the history. It can be undone, as with Delete in the list. */
export function RemoveButton({ onRemove }: { onRemove: () => void }) {
  return (
    <ActionIcon aria-label={historyLabels.remove} title={`${historyLabels.remove} (Delete in the list)`} onClick={onRemove}>
      <Trash2 size={15} aria-hidden />
    </ActionIcon>
  );
}
