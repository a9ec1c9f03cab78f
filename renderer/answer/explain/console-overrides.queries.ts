import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { ParameterStoresRequest } from "#shared/domain/explanation/explain-request.ts";
import { type ConsoleOverrides, consoleOverridesProblem, withLastRead } from "#shared/domain/explanation/user-override.ts";
import { consoleLabels } from "./console-labels.ts";

/** The service limits how often it calls the Console API, and answers from its cache in between. */
const staleTimeMs = 30_000;

export interface ConsoleOverridesState {
  /** Null before they are read. */
  readonly data: ConsoleOverrides | null;
  readonly problem: string | null;
  readonly isReading: boolean;
  /** Reads them again, whatever their age. */
  readonly again: () => void;
}

/** Reads which overrides of the console name one of the user's IDs. Requests nothing without a console key, or while not enabled. */
export function useConsoleOverrides(
  { projectId, tier, user, snapshotId }: ParameterStoresRequest,
  { enabled = true }: { readonly enabled?: boolean } = {},
): ConsoleOverridesState {
  const input = { projectId, tier, user, snapshotId, again: false };
  const queries = useQueryClient();
  const options = orpc.explain.consoleOverrides.queryOptions({ input, enabled });
  const {
    data = null,
    error,
    isFetching,
  } = useQuery({
    ...options,
    queryFn: async ({ signal }) =>
      withLastRead(queries.getQueryData(options.queryKey), await client.explain.consoleOverrides(input, { signal })),
    staleTime: staleTimeMs,
  });
  const again = async () => {
    try {
      const read = await client.explain.consoleOverrides({ ...input, again: true });
      queries.setQueryData(options.queryKey, (before) => withLastRead(before, read));
      announce(read.problem ?? consoleLabels.readAgainDone);
    } catch (failure) {
      announce(consoleOverridesProblem(sentenceOf(failure)));
    }
  };
  const problem = error === null ? (data?.problem ?? null) : consoleOverridesProblem(sentenceOf(error));
  return { data, problem, isReading: isFetching, again: () => void again() };
}
