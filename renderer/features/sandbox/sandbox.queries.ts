import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";

/** SDKs can write to the sandbox too, so it is polled while its screen is shown. */
const pollIntervalMs = 2_000;
const maxReceived = 500;

export function useSandboxInfo() {
  return useQuery(orpc.sandbox.info.queryOptions({ refetchInterval: pollIntervalMs, staleTime: 0 }));
}

export function useReceived() {
  return useQuery(orpc.sandbox.received.queryOptions({ input: { limit: maxReceived }, refetchInterval: pollIntervalMs, staleTime: 0 }));
}

export function useReset(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    await client.sandbox.reset();
    await queryClient.invalidateQueries({ queryKey: orpc.sandbox.key() });
  };
}
