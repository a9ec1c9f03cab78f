import { redactText } from "#shared/domain/exchange/redact.ts";
import type { Agreement } from "#shared/domain/explanation/agreement.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { ExplainRequest, NoDefinitions, ParameterStoresRequest, ReasonsRequest } from "#shared/domain/explanation/explain-request.ts";
import type { ExplainResult, MoreRules, Reason } from "#shared/domain/explanation/explain-result.ts";
import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import { missingRulesStep } from "#shared/domain/explanation/missing-rules.ts";
import type { ParameterStoreExplanation } from "#shared/domain/explanation/parameter-store.ts";
import type { ReadFields } from "#shared/domain/explanation/read-fields.ts";
import type { Readiness } from "#shared/domain/explanation/readiness.ts";
import type { UserOverride } from "#shared/domain/explanation/user-override.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { CurrentDefinitions, NameCatalog } from "../catalog/catalog.ts";
import { describeUnusableFile } from "../definitions/definitions.ts";
import type { StoredDefinitions } from "../definitions/snapshot-store.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import type { PrepareReasons } from "../evaluate/evaluation-sender.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import { agreementOf } from "./agreement/agreement.ts";
import { type AgreementRequest, fetchOpinions } from "./agreement/opinions.ts";
import { prepareBestReasons } from "./best-reasons.ts";
import { definitionsInfo, noInfo } from "./definitions-info.ts";
import type { ExplainedExposures, HandlerRequest, HandlerUser } from "./explain-handler.ts";
import { type ExplainThread, ThreadStopped } from "./explain-thread.ts";

export interface ExplainParts {
  readonly projects: Pick<Projects, "list" | "require">;
  readonly vault: Pick<KeyVault, "list" | "knownSecrets">;
  readonly catalog: Pick<NameCatalog, "current" | "definitionsOf" | "ageMsOf" | "ruleNamesOf">;
  readonly evaluate: Evaluate;
  readonly thread: ExplainThread;
  readonly clock: Clock;
}

export type Explain = ReturnType<typeof createExplain>;

/** Definitions that were confirmed within this time are not requested again. */
const freshForMs = 60_000;
const maxFileCharacters = 60_000_000;

type SnapshotId = { readonly projectId: string; readonly snapshotId: string };

/**
 * Explains why a user gets an answer, by evaluating the project's definitions locally. Requests only definitions from Statsig; `agreement` also
 * requests answers. Logs no exposure. Every call throws `NoSuchThing` for a project or snapshot that no longer exists.
 */
export function createExplain({ projects, vault, catalog, evaluate, thread, clock }: ExplainParts) {
  async function explain(request: ExplainRequest, signal?: AbortSignal): Promise<ExplainResult> {
    return withDefinitions(request, { maxAgeMs: freshForMs, signal }, async (definitions) => {
      const explanation = await thread.explain(handlerRequest(request, definitions.current));
      if (explanation === null) return snapshotRemoved;
      return { is: "explained", explanation, definitions: await infoOf(request.projectId, definitions, request.snapshotId === null) };
    });
  }

  /** Calls `work` with the requested definitions. Returns what is missing if there are none. */
  async function withDefinitions<Result>(
    { projectId, snapshotId }: Pick<ExplainRequest, "projectId" | "snapshotId">,
    options: { readonly maxAgeMs: number; readonly signal?: AbortSignal | undefined },
    work: (definitions: FoundDefinitions) => Promise<Result | NoDefinitions>,
  ): Promise<Result | NoDefinitions> {
    projects.require(projectId);
    try {
      const definitions =
        snapshotId === null ? await catalog.current(projectId, options) : await requireSnapshot({ projectId, snapshotId });
      const { current } = definitions;
      return current === null ? noDefinitions(definitions) : await work({ ...definitions, current });
    } catch (failure) {
      if (failure instanceof ThreadStopped) return threadStopped(failure);
      throw failure;
    }
  }

  async function requireSnapshot(input: SnapshotId): Promise<FoundDefinitions> {
    const current = await thread.snapshots.find(input);
    if (current === null) throw new NoSuchThing("snapshot");
    return { current, problem: null, nextStep: null };
  }

  function handlerRequest(request: Omit<ExplainRequest, "atMs"> & { atMs?: number | null }, current: StoredDefinitions): HandlerRequest {
    const { kind, name } = request;
    return { ...handlerUser(request, current), kind, name };
  }

  function handlerUser(
    { projectId, user, tier, atMs }: Pick<ExplainRequest, "projectId" | "user" | "tier"> & { atMs?: number | null },
    { snapshotId }: StoredDefinitions,
  ): HandlerUser {
    const ruleNames = catalog.ruleNamesOf(projectId);
    return { projectId, snapshotId, user: userForRequest(user, tier), tier, nowMs: atMs ?? clock.nowMs(), ruleNames };
  }

  async function infoOf(
    projectId: string,
    { current, problem, nextStep }: CurrentDefinitions,
    isNewest: boolean,
  ): Promise<DefinitionsInfo> {
    const snapshots = await thread.snapshots.list(projectId);
    if (current === null) return { ...noInfo, snapshots, problem, nextStep };
    const notes = await thread.notes({ projectId, snapshotId: current.snapshotId });
    const confirmedAgeMs = isNewest ? catalog.ageMsOf(projectId) : Number.POSITIVE_INFINITY;
    return {
      ...definitionsInfo(current, { nowMs: clock.nowMs(), confirmedAgeMs, isNewest, notes: notes ?? [] }),
      snapshots,
      problem,
      nextStep,
    };
  }

  async function newestInfo(projectId: string, maxAgeMs: number, signal?: AbortSignal): Promise<DefinitionsInfo> {
    projects.require(projectId);
    return infoOf(projectId, await catalog.current(projectId, { maxAgeMs, signal }), true);
  }

  return {
    explain,

    moreRules({ from, ...request }: ExplainRequest & { readonly from: number }, signal?: AbortSignal): Promise<MoreRules> {
      return withDefinitions<MoreRules>(request, { maxAgeMs: Number.POSITIVE_INFINITY, signal }, async ({ current }) => {
        const rules = await thread.moreRules({ ...handlerRequest(request, current), from });
        return rules === null ? snapshotRemoved : { is: "rules", rules };
      });
    },

    async reasons({ of, ...request }: ReasonsRequest, signal?: AbortSignal): Promise<Reason[]> {
      const reasons = await withDefinitions<Reason[]>(request, { maxAgeMs: Number.POSITIVE_INFINITY, signal }, async ({ current }) => {
        return (await thread.reasons({ ...handlerUser(request, current), of })) ?? snapshotRemoved;
      });
      return "is" in reasons ? [] : reasons;
    },

    /** Prepares the best reasons there are for the answers of a call. */
    prepareReasons: (...input: Parameters<PrepareReasons>): ReturnType<PrepareReasons> =>
      prepareBestReasons({ catalog, clock, snapshots: thread.snapshots, reasons: thread.reasons }, ...input),

    /** Returns the exposures that logged checks of these names would cause; none without definitions. Requests definitions only if there are none. */
    async exposures({ of, ...request }: ReasonsRequest, signal?: AbortSignal): Promise<ExplainedExposures[]> {
      const exposures = await withDefinitions<ExplainedExposures[]>(
        request,
        { maxAgeMs: Number.POSITIVE_INFINITY, signal },
        async ({ current }) => (await thread.exposures({ ...handlerUser(request, current), of })) ?? snapshotRemoved,
      );
      return "is" in exposures ? [] : exposures;
    },

    async parameterStores(request: ParameterStoresRequest, signal?: AbortSignal): Promise<ParameterStoreExplanation[]> {
      const stores = await withDefinitions<ParameterStoreExplanation[]>(
        request,
        { maxAgeMs: Number.POSITIVE_INFINITY, signal },
        async ({ current }) => (await thread.parameterStores(handlerUser(request, current))) ?? snapshotRemoved,
      );
      return "is" in stores ? [] : stores;
    },

    /** Returns where the rules name one of the user's IDs; null without definitions. Requests definitions only if there are none. */
    async overrides(request: ParameterStoresRequest, signal?: AbortSignal): Promise<UserOverride[] | null> {
      const overrides = await withDefinitions<UserOverride[]>(
        request,
        { maxAgeMs: Number.POSITIVE_INFINITY, signal },
        async ({ current }) => (await thread.overrides(handlerUser(request, current))) ?? snapshotRemoved,
      );
      return "is" in overrides ? null : overrides;
    },

    readiness(request: Omit<ExplainRequest, "atMs">, signal?: AbortSignal): Promise<Readiness> {
      return withDefinitions(request, { maxAgeMs: Number.POSITIVE_INFINITY, signal }, async ({ current }) => {
        // The user without the tier from the top bar, because readiness shows what the user itself lacks.
        const readiness = await thread.readiness({ ...handlerRequest(request, current), user: request.user });
        return readiness ?? snapshotRemoved;
      });
    },

    /** Returns the fields that the rules of a stored snapshot read; none if it is no longer stored. Requests nothing. */
    async readFields({ projectId, snapshotId }: SnapshotId): Promise<ReadFields> {
      projects.require(projectId);
      try {
        return (await thread.readFields({ projectId, snapshotId })) ?? noReadFields;
      } catch (failure) {
        if (failure instanceof ThreadStopped) return noReadFields;
        throw failure;
      }
    },

    async *flips(request: ExplainRequest, signal?: AbortSignal): AsyncGenerator<FlipProgress, FlipSummary, void> {
      const definitions = await withDefinitions(request, { maxAgeMs: freshForMs, signal }, async ({ current }) =>
        handlerRequest(request, current),
      );
      if ("is" in definitions) return noFlips(definitions);
      try {
        return (yield* thread.flips(definitions, signal)) ?? noFlips(snapshotRemoved);
      } catch (failure) {
        if (failure instanceof ThreadStopped) return noFlips(threadStopped(failure));
        throw failure;
      }
    },

    async agreement(input: AgreementRequest, signal?: AbortSignal): Promise<Agreement> {
      const project = projects.require(input.request.projectId);
      const { projectId, tier, user } = input.request;
      const { kind, name } = input;
      const [explained, others] = await Promise.all([
        explain({ projectId, tier, user, kind, name, atMs: null, snapshotId: null }, signal),
        fetchOpinions({ evaluate, vault }, project, input, signal),
      ]);
      return agreementOf({ ...others, explained, request: input, nowMs: clock.nowMs() });
    },

    definitions: (projectId: string): Promise<DefinitionsInfo> => currentInfo(projectId),
    refreshDefinitions: (projectId: string, signal?: AbortSignal): Promise<DefinitionsInfo> => newestInfo(projectId, 0, signal),

    /** Opens a definitions file. Throws `UnusableInput` for any other file. */
    async openFile(input: { readonly projectId: string; readonly fileName: string; readonly text: string }) {
      const { projectId, text } = input;
      projects.require(projectId);
      const fileName = redactText(input.fileName, vault.knownSecrets());
      if (text.length > maxFileCharacters)
        throw new UnusableInput("file", `“${fileName}” is too large: it has more than 60 million characters.`);
      const stored = await thread.snapshots.store({
        projectId,
        source: "file",
        fileName,
        keyId: null,
        text,
        nowMs: clock.nowMs(),
        secrets: vault.knownSecrets(),
        projectIds: projects.list().map(({ id }) => id),
      });
      if (stored.kind === "unusable") throw new UnusableInput("file", describeUnusableFile(`“${fileName}”`, stored.problem));
      const { snapshotId } = stored.definitions;
      return { snapshotId, definitions: await infoOf(projectId, { current: stored.definitions, problem: null, nextStep: null }, false) };
    },
  };

  /** Describes the current definitions, also those from before this start, without a request. */
  async function currentInfo(projectId: string): Promise<DefinitionsInfo> {
    projects.require(projectId);
    const current = await thread.snapshots.newest(projectId);
    return current === null
      ? infoOf(projectId, { current, problem: null, nextStep: null }, true)
      : newestInfo(projectId, Number.POSITIVE_INFINITY);
  }
}

type FoundDefinitions = CurrentDefinitions & { readonly current: StoredDefinitions };

const noReadFields: ReadFields = { fields: [], isComplete: false };

const snapshotRemoved: NoDefinitions = {
  is: "no_definitions",
  reason: "These rules are no longer stored.",
  nextStep: "Refresh the rules, or choose another snapshot.",
};

function noDefinitions({ problem, nextStep }: CurrentDefinitions): NoDefinitions {
  return {
    is: "no_definitions",
    reason: `Why needs your project’s rules. ${problem ?? "They have not been loaded yet."}`,
    nextStep: missingRulesStep(nextStep),
  };
}

function threadStopped({ message }: ThreadStopped): NoDefinitions {
  return {
    is: "no_definitions",
    reason: message,
    nextStep: "Try again. If it keeps happening, these rules are too large to evaluate here.",
  };
}

function noFlips({ reason }: NoDefinitions): FlipSummary {
  return { isComplete: true, tried: 0, found: 0, outcome: "no_definitions", sentence: reason };
}
