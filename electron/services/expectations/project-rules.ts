import type { JsonObject } from "#shared/domain/json/json.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { SnapshotContents, SnapshotStore, StoredDefinitions } from "../definitions/snapshot-store.ts";
import { prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import type { SuiteRules } from "./judge-row.ts";

/** The rules of a project as they were stored, or why there are none. */
export type ProjectRules =
  | { readonly definitions: StoredDefinitions; readonly contents: SnapshotContents }
  | { readonly reason: string; readonly nextStep: string };

/** Rules that were confirmed within this time are not requested again. */
const freshForMs = 60_000;

/** Finds the newest rules of a project; requests them if they are older than a minute. */
export async function findProjectRules(
  { catalog, snapshots }: { readonly catalog: Pick<NameCatalog, "current">; readonly snapshots: Pick<SnapshotStore, "contents"> },
  projectId: string,
  signal?: AbortSignal,
): Promise<ProjectRules> {
  const { current, problem, nextStep } = await catalog.current(projectId, { maxAgeMs: freshForMs, signal });
  if (current === null)
    return {
      reason: problem ?? "The rules have not been loaded yet.",
      nextStep: nextStep ?? "Refresh the rules, or name a definitions file in the suite.",
    };
  const contents = await snapshots.contents(current);
  if (contents === null) return { reason: "The rules were removed meanwhile.", nextStep: "Run the tests again." };
  return { definitions: current, contents };
}

/** Finds a kept snapshot of a project. */
export async function findKeptRules(
  snapshots: Pick<SnapshotStore, "contents" | "find">,
  snapshot: { readonly projectId: string; readonly snapshotId: string },
): Promise<ProjectRules> {
  const definitions = await snapshots.find(snapshot);
  const contents = definitions === null ? null : await snapshots.contents(definitions);
  if (definitions === null || contents === null)
    return { reason: "These rules are no longer stored.", nextStep: "Choose rules of another time." };
  return { definitions, contents };
}

/** Prepares stored rules for evaluation; null if they cannot be read, which is damage, because the snapshot store accepted them. */
export function suiteRulesOf(
  { text, idLists }: SnapshotContents,
  options: Pick<SuiteRules, "tier" | "nowMs" | "ruleNames">,
): SuiteRules | null {
  const read = readDefinitions(text);
  return read.kind === "read" ? preparedSuiteRules(read.payload, idLists, options) : null;
}

export function preparedSuiteRules(
  payload: JsonObject,
  idLists: SnapshotContents["idLists"],
  { tier, nowMs, ruleNames }: Pick<SuiteRules, "tier" | "nowMs" | "ruleNames">,
): SuiteRules {
  return {
    prepared: prepareDefinitions(payload),
    idLists: idLists === null ? undefined : new Map(idLists.map(({ name, hashes }) => [name, new Set(hashes)])),
    tier,
    nowMs,
    ruleNames,
  };
}
