import type { Outline, OutlineRequest, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import {
  type ConsoleVersion,
  type ConsoleVersions,
  type ConsoleVersionsRequest,
  consoleVersionsProblem,
  maxVersions,
  type VersionedKind,
} from "#shared/domain/rules-draft/console-version.ts";
import { newActionId } from "../action-id.ts";
import type { ConsoleApi } from "./console-api.ts";
import { type ReadVersions, readConsoleVersions } from "./read-versions.ts";
import { versionChanges, versionRules } from "./version-edits.ts";

export interface ConsoleVersionsParts {
  readonly api: ConsoleApi;
  /** Returns the entity as the newest rules on this machine have it. */
  readonly outline: (request: OutlineRequest, signal?: AbortSignal) => Promise<Outline>;
}

/** Old versions never change; new ones are made by people. */
const freshForMs = 2 * 60_000;

const paths: Record<VersionedKind, string> = { gate: "gates", config: "dynamic_configs" };
const nouns: Record<VersionedKind, string> = { gate: "gate", config: "dynamic config" };

/**
 * Reads the newest versions of a gate or dynamic config by one GET, each with what it changed and with the edits that make the rules on this machine have it,
 * or why they cannot. Requests nothing without a console key. Throws `NoSuchThing` for a removed project.
 */
export function createConsoleVersions({ api, outline }: ConsoleVersionsParts) {
  const reader = api.reader<ReadVersions>({ freshForMs });

  return {
    async read({ projectId, kind, name, again }: ConsoleVersionsRequest, signal?: AbortSignal): Promise<ConsoleVersions> {
      const project = api.requireProject(projectId);
      const reading = await reader.read(
        project,
        {
          path: `${paths[kind]}/${encodeURIComponent(name)}/versions?limit=${maxVersions}&page=1`,
          ...{ kind, names: [name], actionId: newActionId(), parse: readConsoleVersions },
          missing: `the console has no ${nouns[kind]} “${name}”`,
        },
        { again },
      );
      const nothing = { versions: [], total: null, readAtMs: null, problem: null, retryAtMs: null };
      if (reading === null) return { ...nothing, hasKey: false };
      const { outcome, atMs } = reading;
      if (outcome.kind === "failed") {
        const retryAtMs = Math.ceil(atMs + outcome.retryAfterMs);
        return { ...nothing, hasKey: true, problem: consoleVersionsProblem(outcome.because), retryAtMs };
      }
      const { versions, total } = outcome.value;
      const [newest] = versions;
      if (newest === undefined) return { ...nothing, hasKey: true, total, readAtMs: atMs };
      const loaded = await loadedSpec({ projectId, kind, name }, signal);
      return {
        hasKey: true,
        versions: versions.slice(0, maxVersions).map((version, at): ConsoleVersion => {
          const { number, atMs: madeAtMs, by } = version;
          const before = versions[at + 1];
          return {
            ...{ number, atMs: madeAtMs, by },
            changes: before === undefined ? null : versionChanges(before, version),
            rules: versionRules(version, newest, loaded),
          };
        }),
        total,
        readAtMs: atMs,
        problem: null,
        retryAtMs: null,
      };
    },
  };

  async function loadedSpec(
    of: Pick<ConsoleVersionsRequest, "projectId" | "kind" | "name">,
    signal?: AbortSignal,
  ): Promise<SpecOutline | null> {
    const read = await outline({ ...of, rules: { snapshotId: null, edits: [] } }, signal);
    return read.is === "no_rules" ? null : read.before;
  }
}
