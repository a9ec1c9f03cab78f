import { ActionIcon } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pin } from "lucide-react";
import { orpc } from "#renderer/host/client.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { historyLabels } from "./history-labels.ts";

/** Pins the action of a request, or unpins it, and says so: in the list it is only a mark. `together` names the other requests that are pinned with it. */
export function PinButton({ exchangeId, isPinned, together }: { exchangeId: string; isPinned: boolean; together: string }) {
  const queries = useQueryClient();
  const pin = useMutation(
    orpc.history.pin.mutationOptions({
      onSuccess: (_, { isPinned: isNow }) => announce(isNow ? historyLabels.isPinnedNow(together) : historyLabels.isUnpinnedNow),
      onSettled: () => queries.invalidateQueries({ queryKey: orpc.history.key() }),
    }),
  );
  return (
    <ActionIcon
      aria-label={historyLabels.pin(together)}
      title={historyLabels.pin(together)}
      aria-pressed={isPinned}
      onClick={() => pin.mutate({ exchangeId, isPinned: !isPinned })}
    >
      <Pin size={15} fill={isPinned ? "currentColor" : "none"} aria-hidden />
    </ActionIcon>
  );
}
