import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import type { EvaluationRequest, UsedKey } from "#shared/domain/evaluation/evaluation-request.ts";
import { canUseKey, findKeyFor, type KeyUse } from "#shared/domain/project/key-use.ts";

/**
 * Returns the key that a request would be sent with now; null if the project has none for it, undefined until the keys are known. With `enabled` false nothing is
 * looked up.
 */
export function useKeyToSend(
  { projectId, keyId }: Pick<EvaluationRequest, "projectId" | "keyId">,
  use: KeyUse,
  { enabled = true }: { readonly enabled?: boolean } = {},
): UsedKey | null | undefined {
  const { data: keys } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled }));
  if (keys === undefined || !enabled) return undefined;
  const key = keyId === null ? findKeyFor(use, keys) : keys.find(({ id }) => id === keyId);
  if (key === undefined || !canUseKey(key.kind, use)) return null;
  return { id: key.id, lastFour: key.lastFour };
}
