import { isNoRule } from "#shared/domain/evaluation/rule-text.ts";
import type { ExplainedKind, ReasonsRequest } from "#shared/domain/explanation/explain-request.ts";
import type { Reason } from "#shared/domain/explanation/explain-result.ts";
import type { Explanation, RuleTrace } from "#shared/domain/explanation/explanation.ts";
import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { ParameterStoreExplanation } from "#shared/domain/explanation/parameter-store.ts";
import type { ReadFields } from "#shared/domain/explanation/read-fields.ts";
import type { Readiness } from "#shared/domain/explanation/readiness.ts";
import { type RuleNames, withNamesOf, withRuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { UserOverride } from "#shared/domain/explanation/user-override.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { OpenedSnapshot, OpenSnapshotStore } from "../definitions/open-snapshot-store.ts";
import { abridged, rulesFrom } from "./abridged.ts";
import { type PreparedDefinitions, prepareDefinitions } from "./engine/definitions/prepare.ts";
import { evaluatorFor, type UserEvaluator } from "./engine/engine.ts";
import type { EvaluationOptions } from "./engine/evaluate-specs.ts";
import { explainParameters } from "./engine/parameter-stores.ts";
import { searchFlips } from "./flips/flips.ts";
import { definitionKind } from "./readiness/field-usage.ts";
import { readFieldsOf } from "./readiness/read-fields.ts";
import { readinessFor } from "./readiness/readiness.ts";
import { overridesIn } from "./user-overrides.ts";

/** The user, time and snapshot of an evaluation. */
export interface HandlerUser {
  readonly projectId: string;
  readonly snapshotId: string;
  readonly user: StatsigUser;
  /** The tier of users without one; empty for none. */
  readonly tier: string;
  readonly nowMs: number;
  /** Rule names from earlier answers. */
  readonly ruleNames: RuleNames;
}

/** The evaluation of one name by one snapshot. */
export interface HandlerRequest extends HandlerUser {
  readonly kind: ExplainedKind;
  readonly name: string;
}

/** An answer, and the secondary exposures that a logged check would write; null when they are unknown. */
export type ExplainedExposures = Omit<Reason, "because"> & Pick<Explanation, "secondaryExposures">;

/** Evaluates definitions. Its calls block, so it runs in its own thread. */
export type ExplainHandler = ReturnType<typeof createExplainHandler>;

/** Prepared definitions of a large project take many megabytes. */
const maxPrepared = 3;

/** Every call returns null when the snapshot no longer exists. */
export function createExplainHandler({
  snapshots,
  elapsedMs,
}: {
  readonly snapshots: OpenSnapshotStore;
  readonly elapsedMs: () => number;
}) {
  const cache = new Map<string, Prepared>();

  function prepared({ projectId, snapshotId }: Pick<HandlerRequest, "projectId" | "snapshotId">): Prepared | null {
    const key = JSON.stringify([projectId, snapshotId]);
    const known = cache.get(key) ?? prepare(snapshots.open({ projectId, snapshotId }));
    if (known === null) return null;
    cache.delete(key);
    cache.set(key, known);
    for (const oldest of [...cache.keys()].slice(0, -maxPrepared)) cache.delete(oldest);
    return known;
  }

  return {
    explain(request: HandlerRequest): Explanation | null {
      const found = prepared(request);
      if (found === null) return null;
      return withRuleNames(abridged(explained(found, request)), request.ruleNames);
    },

    /** Returns the rules from `from` on, which `explain` leaves out of long lists. */
    moreRules({ from, ...request }: HandlerRequest & { readonly from: number }): RuleTrace[] | null {
      const found = prepared(request);
      return found && withNamesOf(rulesFrom(explained(found, request).trace, from), request.ruleNames);
    },

    reasons({ of, ...request }: HandlerUser & Pick<ReasonsRequest, "of">): Reason[] | null {
      const found = prepared(request);
      if (found === null) return null;
      const evaluator = evaluatorFor(found.definitions, request.user, optionsFor(found, request));
      return of.map(({ kind, name }) => {
        const explanation = withRuleNames(abridged(evaluator.explain(definitionKind(kind), name)), request.ruleNames);
        return { kind, name, ...decisionOf(explanation), because: explanation.because };
      });
    },

    exposures({ of, ...request }: HandlerUser & Pick<ReasonsRequest, "of">): ExplainedExposures[] | null {
      const found = prepared(request);
      if (found === null) return null;
      const evaluator = evaluatorFor(found.definitions, request.user, optionsFor(found, request));
      return of.map(({ kind, name }) => {
        const explanation = evaluator.explain(definitionKind(kind), name);
        return { kind, name, ...decisionOf(explanation), secondaryExposures: explanation.secondaryExposures };
      });
    },

    parameterStores(request: HandlerUser): ParameterStoreExplanation[] | null {
      const found = prepared(request);
      if (found === null) return null;
      const evaluator = namedEvaluatorFor(found, request);
      return [...found.definitions.parameterStores.keys()].map((name) => ({
        name,
        parameters: explainParameters(found.definitions, name, evaluator) ?? [],
      }));
    },

    overrides(request: HandlerUser): UserOverride[] | null {
      const found = prepared(request);
      return found && overridesIn(found.definitions, request.user, optionsFor(found, request));
    },

    readiness(request: HandlerRequest): Readiness | null {
      const found = prepared(request);
      return found && readinessFor(found.definitions, request);
    },

    readFields(request: Pick<HandlerRequest, "projectId" | "snapshotId">): ReadFields | null {
      const found = prepared(request);
      if (found === null) return null;
      found.readFields ??= readFieldsOf(found.definitions);
      return found.readFields;
    },

    flips(request: HandlerRequest): Generator<FlipProgress, FlipSummary, void> | null {
      const found = prepared(request);
      if (found === null) return null;
      const startedMs = elapsedMs();
      const { user, kind, name, ruleNames } = request;
      return searchFlips({
        prepared: found.definitions,
        payload: found.snapshot.payload,
        user,
        kind,
        name,
        options: optionsFor(found, request),
        named: (explanation) => withRuleNames(explanation, ruleNames),
        elapsedMs: () => elapsedMs() - startedMs,
      });
    },

    /** Returns why server SDKs load nothing, and a sentence for each spec that they drop. */
    notes(request: Pick<HandlerRequest, "projectId" | "snapshotId">): string[] | null {
      const found = prepared(request);
      return found && notesOn(found.definitions);
    },
  };
}

function decisionOf({ state, value, ruleId, groupName }: Explanation): Pick<Reason, "state" | "value" | "ruleId" | "groupName"> {
  return { state, ...(state === "default" && !isNoRule(ruleId) && { value }), ruleId, groupName };
}

/** Explains with the rule names of earlier answers. */
function namedEvaluatorFor({ definitions, ...found }: Prepared, request: HandlerUser): UserEvaluator {
  const evaluator = evaluatorFor(definitions, request.user, optionsFor(found, request));
  return { ...evaluator, explain: (kind, name) => withRuleNames(evaluator.explain(kind, name), request.ruleNames) };
}

function explained(found: Prepared, request: HandlerRequest): Explanation {
  return evaluatorFor(found.definitions, request.user, optionsFor(found, request)).explain(definitionKind(request.kind), request.name);
}

interface Prepared {
  readonly snapshot: OpenedSnapshot;
  readonly definitions: PreparedDefinitions;
  /** Null until somebody asks for it. */
  readFields: ReadFields | null;
}

function prepare(snapshot: OpenedSnapshot | null): Prepared | null {
  return snapshot && { snapshot, definitions: prepareDefinitions(snapshot.payload), readFields: null };
}

function optionsFor({ snapshot }: Pick<Prepared, "snapshot">, { nowMs, tier }: HandlerUser): EvaluationOptions {
  return { nowMs, ...(tier === "" ? {} : { tier }), ...(snapshot.idLists === null ? {} : { idLists: snapshot.idLists }) };
}

const maxNotes = 20;

function notesOn({ refusal, dropped }: PreparedDefinitions): string[] {
  const notes = [...dropped].slice(0, maxNotes).map(([spec, because]) => {
    const [kind = "", ...name] = spec.split(" ");
    return `Server SDKs drop the ${kind} “${name.join(" ")}”: ${because}.`;
  });
  const more = dropped.size > maxNotes ? [`They drop ${dropped.size - maxNotes} more.`] : [];
  return [...(refusal === null ? [] : [refusal]), ...notes, ...more];
}
