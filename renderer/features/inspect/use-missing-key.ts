import { useQuery } from "@tanstack/react-query";
import { useKeyToSend } from "#renderer/answer/current/used-key.ts";
import { orpc } from "#renderer/host/client.ts";
import type { MissingKey } from "#shared/domain/evaluation/answer-fix.ts";
import type { UsedKey } from "#shared/domain/evaluation/evaluation-request.ts";
import { canUseKey, findKeyFor, type KeyUse } from "#shared/domain/project/key-use.ts";
import type { CurrentRequest } from "./use-evaluation-request.ts";

/**
 * Returns what would keep the current request from being sent, if it is its key. `was` is what kept the shown answer from it: while that is null, nothing is
 * looked up, and until the keys are known nothing has changed.
 */
export function useMissingKey({ projectId, keyId }: CurrentRequest, use: KeyUse, was: MissingKey | null): MissingKey | null {
  const enabled = was !== null;
  const { data: keys } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled }));
  const { data: storage } = useQuery(orpc.keys.storage.queryOptions({ enabled }));
  if (was === null || keys === undefined || storage === undefined) return was;
  const key = keyId === null ? findKeyFor(use, keys) : keys.find(({ id }) => id === keyId);
  if (key === undefined || !canUseKey(key.kind, use)) return "keys";
  return storage.isLocked ? "unlock" : null;
}

/**
 * Returns the key that the current request would be sent with; null if the project has none for it any more. `was` is the key of the shown answer: without one
 * nothing is looked up, and until the keys are known nothing has changed.
 */
export function useUsedKey(request: CurrentRequest, use: KeyUse, was: UsedKey | null | undefined): UsedKey | null | undefined {
  const key = useKeyToSend(request, use, { enabled: was != null });
  return key === undefined ? was : key;
}
