import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedRow, Part } from "#shared/domain/comparison/comparison.ts";
import { isUnitIdPart } from "#shared/domain/comparison/comparison-text.ts";
import type { Bucket } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { IdLists } from "../explain/engine/conditions/operators.ts";
import { answersOf, type Comparison, compareSubjects } from "./compare.ts";
import type { ChangedSpec, CompareCalls, CompareEnd, CompareSteps, LoadedSubject } from "./compare-calls.ts";
import { explainedKindOf } from "./entity-kinds.ts";
import { equalWays } from "./equal-ways.ts";
import { keyView } from "./key-view.ts";
import { isSpecChanged } from "./mixed-rules.ts";
import { preparedRules } from "./prepared-rules.ts";
import { specKey } from "./reachable-specs.ts";
import type { Subject } from "./subject.ts";
import { createDraftRules } from "./what-if/draft-rules.ts";
import { createWhatIfHandler } from "./what-if/what-if-handler.ts";

interface Loaded {
  readonly payload: JsonObject;
  readonly idLists: IdLists | null;
}

/** Rules of a large project take many megabytes: those of four subjects, and of a search for the time of an edit. */
const maxLoaded = 6;
/** So often the thread looks for a cancellation, and sends what it has. */
const maxStepMs = 25;
const maxRowsOfStep = 500;

/** The work of the thread that compares. Its calls block. */
export function createCompareHandler({ elapsedMs }: { readonly elapsedMs: () => number }): CompareCalls {
  const loaded = new Map<string, Loaded>();

  function keep(rulesId: string): Loaded | undefined {
    const rules = loaded.get(rulesId);
    if (rules === undefined) return undefined;
    loaded.delete(rulesId);
    loaded.set(rulesId, rules);
    return rules;
  }

  function rulesOf(rulesId: string): Loaded {
    const rules = keep(rulesId);
    if (rules === undefined) throw new Error("The rules of a subject were not loaded.");
    return rules;
  }

  const drafts = createDraftRules(rulesOf);

  function subjectOf({ rulesId, key, edits = [], ...subject }: LoadedSubject): Subject {
    const { payload, idLists } = drafts.fitting({ rulesId, edits });
    return { ...subject, key: key && keyView(key, payload), targetApp: null, rules: payload, idLists };
  }

  return {
    ...createWhatIfHandler(rulesOf, drafts),

    misfits({ ruleNames, ...draft }) {
      const edited = drafts.edited(draft, ruleNames);
      return "misfits" in edited ? [...edited.misfits] : [];
    },

    missing: async (rulesIds) => rulesIds.filter((rulesId) => keep(rulesId) === undefined),

    async load({ rulesId, text, idLists }) {
      const reading = readDefinitions(text);
      if (reading.kind !== "read") throw new Error("A stored snapshot has no definitions.");
      loaded.set(rulesId, {
        payload: reading.payload,
        idLists: idLists && new Map(idLists.map(({ name, hashes }) => [name, new Set(hashes)])),
      });
      for (const oldest of [...loaded.keys()].slice(0, -maxLoaded)) loaded.delete(oldest);
    },

    *compare(subjects): Generator<CompareSteps, CompareEnd, void> {
      const [reference, ...others] = subjects.map(subjectOf);
      if (reference === undefined) return { total: 0, noEffect: [], changedSpecs: [] };
      const comparisons = others.map((other) => compareSubjects(reference, other));
      const all = [reference, ...others].map(({ rules }) => preparedRules(rules));
      const entities = [
        ...new Map(comparisons.flatMap((each) => each.entities.map((entity) => [specKey(entity), entity] as const))).values(),
      ].flatMap((entity) => {
        const kind = explainedKindOf(all, entity);
        return kind === null ? [] : [{ entity, kind }];
      });
      const effects = createEffects(comparisons);
      let rows: ComparisonRow[] = [];
      let stepAtMs = elapsedMs();
      for (const [done, { entity, kind }] of entities.entries()) {
        if (rows.length >= maxRowsOfStep || elapsedMs() - stepAtMs > maxStepMs) {
          yield { rows, done, total: entities.length };
          rows = [];
          stepAtMs = elapsedMs();
        }
        const compared = comparisons.map((comparison) => comparison.row(entity));
        compared.forEach(effects.note);
        const places = compared.map((row, at) => (isByOneUnitId(row) ? comparisons[at]?.placesOf(entity) : undefined));
        rows.push(comparisonRow(kind, compared, places));
      }
      yield { rows, done: entities.length, total: entities.length };
      return { total: entities.length, ...effects.summary() };
    },

    equalWays: ({ subjects, other, entity, others }) => {
      const [reference, compared] = [subjects[0], subjects[other]].map((subject) => subject && subjectOf(subject));
      if (reference === undefined || compared === undefined) return [];
      return equalWays({ reference, compared, other, entity, others });
    },

    areSpecsEqual({ one, other, specs }) {
      const pair = { reference: rulesOf(one).payload, compared: rulesOf(other).payload };
      return specs.map((spec) => !isSpecChanged(pair, spec));
    },

    answers({ subject, entities }) {
      return entities.map(answersOf(subjectOf(subject)));
    },
  };
}

/** Leaves out what the page does not show of an entity whose answers are all the same. */
function comparisonRow(
  kind: ComparisonRow["kind"],
  compared: readonly ComparedRow[],
  places: readonly (Bucket[] | undefined)[],
): ComparisonRow {
  const [first] = compared;
  const name = first?.name ?? "";
  const answers = first === undefined ? [] : [first.reference, ...compared.map((row) => row.compared)];
  if (compared.every(({ result }) => result === "same"))
    return { kind, name, answers: answers.slice(0, 1).map((answer) => ({ ...answer, value: null })), differences: [] };
  return {
    kind,
    name,
    answers,
    differences: compared.map(({ result, causes, isComplete, tried }, at) => {
      const pair = places[at];
      return { result, causes, isComplete, tried, ...(pair && { places: pair }) };
    }),
  };
}

/** True if another unit ID is the only cause: then the places of both tell why. */
function isByOneUnitId({ causes: [only, ...others] }: ComparedRow): boolean {
  const [part, ...more] = only?.parts ?? [];
  return others.length === 0 && more.length === 0 && part !== undefined && isUnitIdPart(part.part);
}

/** Collects which parts of each subject are in a cause, and which specs. */
function createEffects(comparisons: readonly Comparison[]) {
  const seen = comparisons.map(() => ({ parts: new Set<string>(), isEverythingKnown: true }));
  const changed = new Map<string, ChangedSpec>();
  return {
    note({ result, causes, isComplete }: ComparedRow, index: number): void {
      const effect = seen[index];
      if (effect === undefined) return;
      if (result === "undecided" || !isComplete) effect.isEverythingKnown = false;
      for (const { part } of causes.flatMap(({ parts }) => parts)) {
        effect.parts.add(JSON.stringify(part));
        if (part.kind === "spec")
          changed.set(`${index} ${specKey({ kind: part.of, name: part.name })}`, { subject: index + 1, kind: part.of, name: part.name });
      }
    },
    summary: () => ({
      noEffect: comparisons.map(({ parts }, index): Part[] => {
        const effect = seen[index];
        if (effect === undefined || !effect.isEverythingKnown) return [];
        return parts.map(({ part }) => part).filter((part) => !effect.parts.has(JSON.stringify(part)));
      }),
      changedSpecs: [...changed.values()],
    }),
  };
}
