import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { useProject } from "#renderer/session/session.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { offeredUsers, type SavedUser } from "#shared/domain/user/saved-user.ts";

export function useSavedUsers() {
  return useQuery(orpc.users.list.queryOptions());
}

/** Returns the saved users that the current project offers. */
export function useOfferedUsers(): readonly SavedUser[] {
  const kind = useProject()?.kind;
  return offeredUsers(useSavedUsers().data ?? [], kind);
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
    restore: useMutation(orpc.users.restore.mutationOptions({ onSettled })),
    importFile: useMutation({
      mutationFn: async ({ file, encoding }: { file: File; encoding: LegacyEncoding | null }) => {
        const { readFile } = await import("#renderer/parts/files/read-file.ts");
        return client.users.importText({ text: await readFile(file, encoding) });
      },
      onSettled,
    }),
    exportText: useMutation(orpc.users.exportText.mutationOptions()),
  };
}
