import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";

export function useSavedUsers() {
  return useQuery(orpc.users.list.queryOptions());
}

/** Returns the mutations of saved users. Each one that writes refreshes the list afterwards. */
export function useSavedUserActions() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: orpc.users.key() });
  return {
    save: useMutation(orpc.users.save.mutationOptions({ onSettled })),
    rename: useMutation(orpc.users.rename.mutationOptions({ onSettled })),
    duplicate: useMutation(orpc.users.duplicate.mutationOptions({ onSettled })),
    remove: useMutation(orpc.users.remove.mutationOptions({ onSettled })),
    importText: useMutation(orpc.users.importText.mutationOptions({ onSettled })),
    exportText: useMutation(orpc.users.exportText.mutationOptions()),
  };
}
