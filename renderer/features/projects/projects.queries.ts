import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import type { Project, ProjectDraft } from "#shared/domain/project/project.ts";

export function useProjects(): readonly Project[] {
  return useQuery(orpc.projects.list.queryOptions()).data ?? [];
}

export function useKeys(projectId: string) {
  return useQuery(orpc.keys.list.queryOptions({ input: { projectId } }));
}

export function useKeyStorage() {
  return useQuery(orpc.keys.storage.queryOptions());
}

/**
 * The calls that change projects and keys. Each throws the error of its call, and reloads the shown data in any case.
 * They are not TanStack mutations, because those keep their variables, and some of these are keys.
 */
export function useProjectActions() {
  const queryClient = useQueryClient();
  const refreshed = async <Result>(call: Promise<Result>): Promise<Result> => {
    try {
      return await call;
    } finally {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: orpc.projects.key() }),
        queryClient.invalidateQueries({ queryKey: orpc.keys.key() }),
        // A new key may make explanations possible.
        queryClient.invalidateQueries({ queryKey: orpc.explain.key() }),
      ]);
    }
  };
  return {
    createProject: (draft: ProjectDraft) => refreshed(client.projects.create(draft)),
    updateProject: (projectId: string, draft: ProjectDraft, consent: string | null = null) =>
      refreshed(client.projects.update({ projectId, draft, consent })),
    removeProject: (projectId: string) => refreshed(client.projects.remove({ projectId })),
    addKey: (projectId: string, key: string, label: string) => refreshed(client.keys.add({ projectId, key, label })),
    renameKey: (keyId: string, label: string) => refreshed(client.keys.rename({ keyId, label })),
    replaceKey: (keyId: string, key: string) => refreshed(client.keys.replace({ keyId, key })),
    forgetKey: (keyId: string) => refreshed(client.keys.forget({ keyId })),
    unlock: (passphrase: string) => refreshed(client.keys.unlock({ passphrase })),
    lock: () => refreshed(client.keys.lock()),
    protectWithPassphrase: (passphrase: string) => refreshed(client.keys.protectWithPassphrase({ passphrase })),
    protectWithSystem: () => refreshed(client.keys.protectWithSystem()),
  };
}
