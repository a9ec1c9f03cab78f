import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { type NamedInConsole, type RuleNamesRead, ruleNamesProblem } from "#shared/domain/explanation/rule-names.ts";
import { newActionId } from "../action-id.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import { noteRuleName } from "../definitions/rule-names.ts";
import type { ConsoleApi, ConsoleReading } from "./console-api.ts";
import { type NamedRule, readConsoleRules } from "./console-rules.ts";

export interface ConsoleNames {
  /**
   * Reads the rule names of entities from the Console API. Returns no names if the project has no console key. Results are cached for ten
   * minutes, failures for one minute or as long as Statsig requests. Only reads. Throws `NoSuchThing` for a removed project.
   */
  read(input: { readonly projectId: string; readonly of: readonly NamedInConsole[] }, signal?: AbortSignal): Promise<RuleNamesRead>;
}

const freshForMs = 10 * 60_000;

const paths: Record<NamedInConsole["kind"], string> = {
  gate: "gates",
  segment: "segments",
  config: "dynamic_configs",
  experiment: "experiments",
};

export function createConsoleNames(api: ConsoleApi, catalog: Pick<NameCatalog, "addRuleNames">): ConsoleNames {
  const reader = api.reader<readonly NamedRule[]>({
    freshForMs,
    onRead: ({ id }, named) => catalog.addRuleNames(id, named),
  });
  return {
    async read({ projectId, of }, signal) {
      const project = api.requireProject(projectId);
      const readings: ConsoleReading<readonly NamedRule[]>[] = [];
      const actionId = newActionId();
      for (const { kind, name } of of) {
        if (signal?.aborted) break;
        const reading = await reader.read(project, {
          path: `${paths[kind]}/${encodeURIComponent(name)}`,
          kind: entityKind(kind),
          names: [name],
          actionId,
          missing: `the console has no ${kindLabels[kind]} “${name}”`,
          parse: readConsoleRules,
        });
        // The result without a usable console key has no problem text, because rule names are optional.
        if (reading === null) return { names: {}, readAtMs: null, problem: null };
        readings.push(reading);
        // All further requests would fail in the same way and only use up the rate limit.
        if (reading.outcome.kind === "failed" && reading.outcome.concernsAll) break;
      }
      return combine(readings);
    },
  };
}

function combine(readings: readonly ConsoleReading<readonly NamedRule[]>[]): RuleNamesRead {
  const names = new Map<string, string>();
  const readAtMs: number[] = [];
  const failed: string[] = [];
  for (const { outcome, atMs } of readings) {
    if (outcome.kind === "failed") failed.push(outcome.because);
    else {
      readAtMs.push(atMs);
      for (const { ruleId, name } of outcome.value) noteRuleName(names, ruleId, name);
    }
  }
  return {
    names: Object.fromEntries(names),
    readAtMs: readAtMs.length === 0 ? null : Math.min(...readAtMs),
    problem: failed[0] === undefined ? null : ruleNamesProblem(failed[0]),
  };
}

function entityKind(kind: NamedInConsole["kind"]): EntityKind {
  return kind === "segment" ? "gate" : kind;
}

const kindLabels: Record<NamedInConsole["kind"], string> = {
  gate: "gate",
  segment: "segment",
  config: "dynamic config",
  experiment: "experiment",
};
