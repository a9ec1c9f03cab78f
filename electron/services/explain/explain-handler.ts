import type { ExplainedKind, ReasonsAsking } from "#shared/domain/explanation/explain-request.ts";
import type { Reason } from "#shared/domain/explanation/explain-result.ts";
import type { Explanation, RuleTrace } from "#shared/domain/explanation/explanation.ts";
import type { FlipProgress, FlipSummary } from "#shared/domain/explanation/flip.ts";
import type { Readiness } from "#shared/domain/explanation/readiness.ts";
import { type RuleNames, withNamesOf, withRuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { OpenArchive, OpenedSnapshot } from "../definitions/open-archive.ts";
import { abridged, rulesFrom } from "./abridged.ts";
import { type PreparedDefinitions, prepareDefinitions } from "./engine/definitions/prepare.ts";
import { evaluatorFor } from "./engine/engine.ts";
import type { EvaluationOptions } from "./engine/evaluate-specs.ts";
import { searchFlips } from "./flips/flips.ts";
import { definitionKind } from "./readiness/field-usage.ts";
import { readinessFor } from "./readiness/readiness.ts";

/** For whom, when, and by which snapshot. */
export interface DeskUser {
  readonly projectId: string;
  readonly snapshotId: string;
  readonly user: StatsigUser;
  /** For users that name none; empty for none. */
  readonly tier: string;
  readonly nowMs: number;
  /** What earlier answers told. */
  readonly ruleNames: RuleNames;
}

/** What is asked of one snapshot. */
export interface DeskAsking extends DeskUser {
  readonly kind: ExplainedKind;
  readonly name: string;
}

/** What was decided, and which gates a logged check of it would tell of; null where that is not known. */
export type ExplainedExposures = Omit<Reason, "because"> & Pick<Explanation, "secondaryExposures">;

/** Everything that takes the definitions themselves. Blocks while it works: it has a thread of its own. */
export type ExplainDesk = ReturnType<typeof createExplainDesk>;

/** Of large projects each takes many megabytes. */
const mostPrepared = 3;

/** Each call gives null where the snapshot is gone. */
export function createExplainDesk({ archive, elapsedMs }: { readonly archive: OpenArchive; readonly elapsedMs: () => number }) {
  const shelf = new Map<string, Prepared>();

  function prepared({ projectId, snapshotId }: Pick<DeskAsking, "projectId" | "snapshotId">): Prepared | null {
    const key = JSON.stringify([projectId, snapshotId]);
    const known = shelf.get(key) ?? prepare(archive.open({ projectId, snapshotId }));
    if (known === null) return null;
    shelf.delete(key);
    shelf.set(key, known);
    for (const oldest of [...shelf.keys()].slice(0, -mostPrepared)) shelf.delete(oldest);
    return known;
  }

  return {
    explain(asking: DeskAsking): Explanation | null {
      const found = prepared(asking);
      if (found === null) return null;
      return withRuleNames(abridged(explained(found, asking)), asking.ruleNames);
    },

    /** Of long lists, what `explain` leaves out. */
    moreRules({ from, ...asking }: DeskAsking & { readonly from: number }): RuleTrace[] | null {
      const found = prepared(asking);
      return found && withNamesOf(rulesFrom(explained(found, asking).trace, from), asking.ruleNames);
    },

    reasons({ of, ...asking }: DeskUser & Pick<ReasonsAsking, "of">): Reason[] | null {
      const found = prepared(asking);
      if (found === null) return null;
      const evaluator = evaluatorFor(found.definitions, asking.user, optionsFor(found, asking));
      return of.map(({ kind, name }) => {
        const explanation = withRuleNames(abridged(evaluator.explain(definitionKind(kind), name)), asking.ruleNames);
        const { state, ruleId, groupName, because } = explanation;
        return { kind, name, state, ruleId, groupName, because };
      });
    },

    exposures({ of, ...asking }: DeskUser & Pick<ReasonsAsking, "of">): ExplainedExposures[] | null {
      const found = prepared(asking);
      if (found === null) return null;
      const evaluator = evaluatorFor(found.definitions, asking.user, optionsFor(found, asking));
      return of.map(({ kind, name }) => {
        const { state, ruleId, groupName, secondaryExposures } = evaluator.explain(definitionKind(kind), name);
        return { kind, name, state, ruleId, groupName, secondaryExposures };
      });
    },

    readiness(asking: DeskAsking): Readiness | null {
      const found = prepared(asking);
      return found && readinessFor(found.definitions, asking);
    },

    flips(asking: DeskAsking): Generator<FlipProgress, FlipSummary, void> | null {
      const found = prepared(asking);
      if (found === null) return null;
      const begunMs = elapsedMs();
      const { user, kind, name, ruleNames } = asking;
      return searchFlips({
        prepared: found.definitions,
        payload: found.snapshot.payload,
        user,
        kind,
        name,
        options: optionsFor(found, asking),
        named: (explanation) => withRuleNames(explanation, ruleNames),
        elapsedMs: () => elapsedMs() - begunMs,
      });
    },

    /** Specs that no engine can use, a sentence each; null where the snapshot is gone. */
    notes(asking: Pick<DeskAsking, "projectId" | "snapshotId">): string[] | null {
      const found = prepared(asking);
      return found && notesOn(found.definitions);
    },
  };
}

function explained(found: Prepared, asking: DeskAsking): Explanation {
  return evaluatorFor(found.definitions, asking.user, optionsFor(found, asking)).explain(definitionKind(asking.kind), asking.name);
}

interface Prepared {
  readonly snapshot: OpenedSnapshot;
  readonly definitions: PreparedDefinitions;
}

function prepare(snapshot: OpenedSnapshot | null): Prepared | null {
  return snapshot && { snapshot, definitions: prepareDefinitions(snapshot.payload) };
}

function optionsFor({ snapshot }: Prepared, { nowMs, tier }: DeskUser): EvaluationOptions {
  return { nowMs, ...(tier === "" ? {} : { tier }), ...(snapshot.idLists === null ? {} : { idLists: snapshot.idLists }) };
}

const mostNotes = 20;

function notesOn({ dropped }: PreparedDefinitions): string[] {
  const notes = [...dropped].slice(0, mostNotes).map(([spec, because]) => {
    const [kind = "", ...name] = spec.split(" ");
    return `The ${kind} “${name.join(" ")}” cannot be used: ${because}.`;
  });
  return dropped.size > mostNotes ? [...notes, `And ${dropped.size - mostNotes} more cannot be used.`] : notes;
}
