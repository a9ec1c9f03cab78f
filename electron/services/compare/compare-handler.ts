import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedRow, Part } from "#shared/domain/comparison/comparison.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { IdLists } from "../explain/engine/conditions/operators.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import { answerOf, type Comparison, compareSubjects } from "./compare.ts";
import type { ChangedSpec, CompareCalls, CompareEnd, CompareSteps, LoadedSubject } from "./compare-calls.ts";
import { explainedKindOf } from "./entity-kinds.ts";
import { equalWays } from "./equal-ways.ts";
import { isSpecChanged } from "./mixed-rules.ts";
import { preparedRules } from "./prepared-rules.ts";
import { specKey } from "./reachable-specs.ts";
import type { Subject } from "./subject.ts";
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

  function subjectOf({ rulesId, ...subject }: LoadedSubject): Subject {
    const { payload, idLists } = rulesOf(rulesId);
    return { ...subject, targetApp: null, rules: payload, idLists };
  }

  return {
    ...createWhatIfHandler(rulesOf),

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
        rows.push(comparisonRow(kind, compared));
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
      const { user, tier, atMs, rules, idLists } = subjectOf(subject);
      const options = { nowMs: atMs, tier: tier ?? undefined, idLists: idLists ?? undefined };
      const evaluator = evaluatorFor(preparedRules(rules), user, options);
      return entities.map(({ kind, name }) => answerOf(evaluator.evaluate(kind, name)));
    },
  };
}

/** Leaves out what the page does not show of an entity whose answers are all the same. */
function comparisonRow(kind: ComparisonRow["kind"], compared: readonly ComparedRow[]): ComparisonRow {
  const [first] = compared;
  const name = first?.name ?? "";
  const answers = first === undefined ? [] : [first.reference, ...compared.map((row) => row.compared)];
  if (compared.every(({ result }) => result === "same"))
    return { kind, name, answers: answers.slice(0, 1).map((answer) => ({ ...answer, value: null })), differences: [] };
  return {
    kind,
    name,
    answers,
    differences: compared.map(({ result, causes, isComplete, tried }) => ({ result, causes, isComplete, tried })),
  };
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
