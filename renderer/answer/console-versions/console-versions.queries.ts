import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { canUseKey } from "#shared/domain/project/key-use.ts";
import { type ConsoleVersions, consoleVersionsProblem } from "#shared/domain/rules-draft/console-version.ts";
import { consoleLabels } from "../explain/console-labels.ts";
import type { VersionedEntity } from "./version-choices.ts";

export interface ConsoleVersionsState {
  /** Null before they are read. */
  readonly data: ConsoleVersions | null;
  /** Why they could not be read, as a sentence. */
  readonly problem: string | null;
  readonly isReading: boolean;
  /** Reads them again, whatever their age. */
  readonly again: () => void;
}

/** Reads the versions of a gate or dynamic config in the console. Requests nothing for null; the service answers from its cache for two minutes. */
export function useConsoleVersions(projectId: string, entity: VersionedEntity | null): ConsoleVersionsState {
  const input = { projectId, kind: entity?.kind ?? "gate", name: entity?.name ?? "none", again: false };
  const queries = useQueryClient();
  const options = orpc.whatIf.consoleVersions.queryOptions({ input, enabled: entity !== null });
  const { data = null, error, isFetching } = useQuery({ ...options, staleTime: 0 });
  const again = async () => {
    try {
      const read = await client.whatIf.consoleVersions({ ...input, again: true });
      queries.setQueryData(options.queryKey, read);
      announce(read.problem ?? consoleLabels.versionsReadAgain);
    } catch (failure) {
      announce(consoleVersionsProblem(sentenceOf(failure)));
    }
  };
  const problem = error === null ? (data?.problem ?? null) : consoleVersionsProblem(sentenceOf(error));
  return { data, problem, isReading: isFetching, again: () => void again() };
}

/** Returns the names of a project that can have versions in the console; none without a console key. */
export function useVersionedEntities(projectId: string): VersionedEntity[] {
  const kind = useSession(({ projects }) => projects.find(({ id }) => id === projectId)?.kind);
  const { data: keys = [] } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled: kind === "statsig" }));
  const hasKey = kind === "sandbox" || keys.some((key) => canUseKey(key.kind, "console"));
  const { data } = useQuery(orpc.catalog.names.queryOptions({ input: { projectId }, enabled: hasKey }));
  if (!hasKey) return [];
  return (data?.names ?? []).flatMap(({ kind: of, name }) => (of === "gate" || of === "config" ? [{ kind: of, name }] : []));
}
