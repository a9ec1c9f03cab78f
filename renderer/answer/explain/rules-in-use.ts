import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { useOpenedFile } from "./explain-view.ts";

/** Returns the rules that a screen evaluates until others are chosen: null for the newest ones; for a project that has none, the opened definitions file. */
export function useDefaultRules(projectId: string): string | null {
  const file = useOpenedFile(projectId);
  const { data } = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } }));
  return file !== null && data?.snapshotId === null ? file.snapshotId : null;
}

/** Returns the names in rules, or the known names of the project for null; undefined until they are read. */
export function useNamesIn(projectId: string, snapshotId: string | null): Catalog | undefined {
  const input = snapshotId === null ? { projectId } : { projectId, snapshotId };
  return useQuery(orpc.catalog.names.queryOptions({ input, staleTime: 0 })).data;
}

/** True if a project has no rules on this machine, and they cannot be read now. Names of answers may be known; they cannot be evaluated here. */
export function isWithoutRules({ definitionsAtMs, problem }: Pick<Catalog, "definitionsAtMs" | "problem">): boolean {
  return definitionsAtMs === null && problem !== null;
}
