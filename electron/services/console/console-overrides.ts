import type { ParameterStoresRequest } from "#shared/domain/explanation/explain-request.ts";
import {
  type ConsoleOverride,
  type ConsoleOverrides,
  consoleOverridesProblem,
  type UserOverride,
  withEffects,
} from "#shared/domain/explanation/user-override.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { newActionId } from "../action-id.ts";
import type { ConsoleApi, ConsoleRequest } from "./console-api.ts";
import { type AskedId, type ReadOverrides, readConsoleOverrides } from "./read-overrides.ts";

export interface ConsoleOverridesParts {
  readonly api: ConsoleApi;
  /** Returns where the rules name the user's IDs; null if there are no rules on this machine. */
  readonly overridesInRules: (request: ParameterStoresRequest, signal?: AbortSignal) => Promise<UserOverride[] | null>;
}

/** `again` reads also what was read less than two minutes ago. */
export type ConsoleOverridesRequest = ParameterStoresRequest & { readonly again: boolean };

/** An override is set to be tried at once, so its list is cached for a short time only. */
const freshForMs = 2 * 60_000;
/** One request for each ID of a user. */
const maxIds = 5;

/**
 * Reads which overrides of the console name one of a user's IDs, with one GET for each ID (statsig-http.md §15.2), and says what each does with the rules on
 * this machine. Requests nothing without a console key. Throws `NoSuchThing` for a removed project.
 */
export function createConsoleOverrides({ api, overridesInRules }: ConsoleOverridesParts) {
  const reader = api.reader<ReadOverrides>({ freshForMs });

  return {
    async read({ again, ...request }: ConsoleOverridesRequest, signal?: AbortSignal): Promise<ConsoleOverrides> {
      const project = api.requireProject(request.projectId);
      const ids = unitIds(request.user);
      const asked = ids.slice(0, maxIds);
      const read: ConsoleOverride[] = [];
      const readAtMs: number[] = [];
      const idTypes: string[] = [];
      const notes = ids
        .slice(maxIds)
        .map(({ idType }) => `The console was not asked about ${idType}: at most ${maxIds} IDs are asked about.`);
      let problem: string | null = null;
      let retryAtMs: number | null = null;
      if (!api.hasKey(project))
        return { hasKey: false, overrides: [], readAtMs: null, idTypes: [], problem: null, retryAtMs: null, notes: [] };
      const actionId = newActionId();
      for (const id of asked) {
        if (signal?.aborted) break;
        const reading = await reader.read(project, requestFor(id, actionId), { again });
        if (reading === null) break;
        const { outcome, atMs } = reading;
        if (outcome.kind === "failed") {
          problem ??= consoleOverridesProblem(outcome.because);
          retryAtMs = Math.max(retryAtMs ?? 0, Math.ceil(atMs + outcome.retryAfterMs));
          if (outcome.concernsAll) break;
          continue;
        }
        read.push(...outcome.value.overrides);
        notes.push(...outcome.value.notes);
        readAtMs.push(atMs);
        idTypes.push(id.idType);
      }
      const named = read.length === 0 ? [] : await overridesInRules(request, signal);
      return {
        hasKey: true,
        overrides: withEffects(read, named, request),
        readAtMs: readAtMs.length === 0 ? null : Math.min(...readAtMs),
        idTypes,
        problem,
        retryAtMs,
        notes: [...new Set(notes)],
      };
    },
  };
}

function requestFor(id: AskedId, actionId: string): ConsoleRequest<ReadOverrides> {
  const query = new URLSearchParams({ userId: id.value, idType: id.idType });
  return {
    path: `overrides?${query}`,
    kind: null,
    names: [],
    actionId,
    missing: "the console has no list of overrides at this address",
    parse: (body) => readConsoleOverrides(body, id),
  };
}
