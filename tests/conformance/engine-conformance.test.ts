import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readIdListPiece, withChanges } from "#services/definitions/id-list-text.ts";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor } from "#services/explain/engine/engine.ts";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { v1FromV2 } from "#services/sandbox/v2-to-v1.ts";
import { ExplanationSchema } from "#shared/domain/explanation/explanation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { demoUsers, expectedRows } from "./demo-answers.ts";
import { generatedProject } from "./generators/generated-project.ts";
import { generatedUser } from "./generators/generated-user.ts";
import { type NativeEngine, type NativeRow, startNativeEngine } from "./native-engine.ts";

/** More runs find more: `GATESCOPE_CONFORMANCE_RUNS=5000 npm run unit -- engine-conformance`. */
const runs = Number(process.env.GATESCOPE_CONFORMANCE_RUNS ?? 150);

let native: NativeEngine;
beforeAll(() => {
  native = startNativeEngine();
});
afterAll(() => native.close());

describe("the engine gives the native SDK's answers", () => {
  const factsOf = ({ kind }: { kind: string }, found: Evaluation) => ({
    value: found.value,
    rule_id: found.ruleId,
    group_name: kind === "gate" ? null : found.groupName,
    allocated_experiment_name: found.allocatedExperiment,
    secondary_exposures: found.secondaryExposures,
  });

  test.each([
    ["v2", demoProject as JsonObject],
    ["v1", v1FromV2(demoProject) as JsonObject],
  ])("on the demo project in the form %s, with a trace and without", (_form, payload) => {
    const prepared = prepareDefinitions(JSON.parse(JSON.stringify(payload)));
    const options = { nowMs: Date.UTC(2026, 0, 9), idLists: new Map() };
    for (const row of expectedRows) {
      const evaluator = evaluatorFor(prepared, demoUsers[row.user] ?? {}, options);
      const plain = factsOf(row, evaluator.evaluate(row.kind, row.name));
      const { user, kind, name, value, rule_id, group_name, allocated_experiment_name = null, secondary_exposures } = row;
      const expected = {
        value,
        rule_id,
        group_name,
        allocated_experiment_name,
        secondary_exposures: secondary_exposures ?? plain.secondary_exposures,
      };
      expect({ user, kind, name, ...plain }).toEqual({ user, kind, name, ...expected });
      expect(factsOf(row, evaluator.explain(row.kind, row.name))).toEqual(plain);
    }
  });

  test(
    `on ${runs} generated projects and their users`,
    async () => {
      const counts = { answers: 0, unknown: 0 };
      await fc.assert(
        fc.asyncProperty(generatedProject, fc.array(generatedUser, { minLength: 1, maxLength: 6 }), async ({ specs, idLists }, users) => {
          const answer = await native.evaluate({ specs, users, idLists });
          if ("error" in answer) throw new Error(answer.error);
          expect(answer.dropped).toEqual([]);
          const prepared = prepareDefinitions(specs);
          const options = { nowMs: Date.now(), idLists: listsOf(idLists) };
          for (const row of answer.rows) {
            const evaluator = evaluatorFor(prepared, withoutFields(users[row.user] ?? {}, row.ignored), options);
            const evaluation = evaluator.evaluate(row.kind, row.name);
            counts.answers += 1;
            if (evaluation.state === "unknown") {
              counts.unknown += 1;
              continue;
            }
            const expected = toldBy(row, specs);
            const known = whereKnown(evaluation, expected);
            // The layer of an autotune with a missing targeting gate.
            if (row.kind === "layer" && known.secondaryExposures !== undefined)
              known.secondaryExposures = withoutMissingGates(row.name, known.secondaryExposures, specs);
            expect({ ...subjectOf(row), ...known }).toEqual({ ...subjectOf(row), ...expected });
            const explanation = evaluator.explain(row.kind, row.name);
            expect(whereKnown(explanation, expected)).toEqual(whereKnown(evaluation, expected));
            expect(ExplanationSchema.safeParse(explanation).error).toBeUndefined();
          }
        }),
        { numRuns: runs, endOnFailure: false },
      );
      // Most generated cases must be known; with none the test could not fail.
      expect(counts.unknown / counts.answers).toBeLessThan(0.1);
    },
    30_000 + runs * 400,
  );
});

test("evaluating without exposures changes nothing but the exposures", () => {
  let exposures = 0;
  fc.assert(
    fc.property(generatedProject, generatedUser, ({ specs, idLists }, user) => {
      const prepared = prepareDefinitions(specs);
      const options = { nowMs: Date.now(), idLists: listsOf(idLists) };
      const [listing, plain] = [evaluatorFor(prepared, user, options), evaluatorFor(prepared, user, { ...options, listsExposures: false })];
      for (const kind of ["gate", "config", "layer"] as const)
        for (const name of prepared.specs[kind].keys()) {
          const all = listing.evaluate(kind, name);
          exposures += all.secondaryExposures?.length ?? 0;
          const { secondaryExposures, undelegatedSecondaryExposures } = plain.evaluate(kind, name);
          expect(plain.evaluate(kind, name)).toEqual({ ...all, secondaryExposures, undelegatedSecondaryExposures });
        }
    }),
    { numRuns: runs },
  );
  expect(exposures).toBeGreaterThan(0);
});

type Told = Record<string, JsonValue>;

/** Converts a native answer to the fields of an evaluation. Fields that only initialize returns are omitted if it has none. */
function toldBy({ kind, name, value, ruleId, groupName, allocatedExperiment, reason, initialize }: NativeRow, specs: JsonObject): Told {
  return {
    value,
    ruleId,
    groupName: kind === "gate" ? null : groupName,
    allocatedExperiment,
    reason: reason.split(":").slice(1).join(":"),
    ...(initialize === null
      ? {}
      : {
          secondaryExposures: withoutMissingGates(name, initialize.secondary_exposures ?? [], specs),
          ...(kind === "layer" && !usesMissingGate(specs) && !mapsGates(specs)
            ? { undelegatedSecondaryExposures: initialize.undelegated_secondary_exposures ?? [] }
            : {}),
          ...(initialize.is_user_in_experiment === undefined ? {} : { isUserInExperiment: initialize.is_user_in_experiment }),
        }),
  };
}

/**
 * Removes missing gates from exposures. Whether the SDK lists one, and under which rule, depends on what it evaluated before
 * (statsig-evaluation.md §3.4). The targeting gate of a contextual autotune is always listed and stays.
 */
function withoutMissingGates(name: string, exposures: JsonValue, { feature_gates: gates, cmab_configs: autotunes }: JsonObject): JsonValue {
  const known = new Set([...Object.keys(gates ?? {}), ...targetingGate(name, autotunes)]);
  return Array.isArray(exposures) ? exposures.filter((exposure) => isExposureOf(exposure, known)) : exposures;
}

/** True if a gate is mapped; then too the SDK loses the layer's own exposures. */
function mapsGates({ overrides, feature_gates: gates }: JsonObject): boolean {
  return Object.keys(overrides ?? {}).some((name) => Object.hasOwn(Object(gates), name));
}

/** True if a missing gate was evaluated; then the SDK loses the layer's own exposures. */
function usesMissingGate({ condition_map: conditions, feature_gates: gates }: JsonObject): boolean {
  return Object.values(conditions ?? {}).some(
    (condition) =>
      isJsonObject(condition) &&
      (condition.type === "pass_gate" || condition.type === "fail_gate") &&
      !(typeof condition.targetValue === "string" && Object.hasOwn(Object(gates), condition.targetValue)),
  );
}

function targetingGate(name: string, autotunes: JsonValue | undefined): string[] {
  const autotune = isJsonObject(autotunes) && Object.hasOwn(autotunes, name) ? autotunes[name] : undefined;
  return isJsonObject(autotune) && typeof autotune.targetingGateName === "string" ? [autotune.targetingGateName] : [];
}

function isExposureOf(exposure: JsonValue, gates: ReadonlySet<string>): boolean {
  return isJsonObject(exposure) && gates.has(String(exposure.gate));
}

function whereKnown(evaluation: Evaluation, expected: Told): Told {
  const { value, ruleId, groupName, allocatedExperiment, reason, secondaryExposures, undelegatedSecondaryExposures, isUserInExperiment } =
    evaluation;
  const isGate = typeof value === "boolean";
  return {
    value,
    ruleId,
    groupName: isGate ? null : groupName,
    allocatedExperiment,
    reason,
    ...("secondaryExposures" in expected
      ? {
          secondaryExposures:
            secondaryExposures === null ? (expected.secondaryExposures ?? null) : secondaryExposures.map((exposure) => ({ ...exposure })),
        }
      : {}),
    ...("undelegatedSecondaryExposures" in expected
      ? {
          undelegatedSecondaryExposures:
            undelegatedSecondaryExposures === null
              ? (expected.undelegatedSecondaryExposures ?? null)
              : undelegatedSecondaryExposures.map((exposure) => ({ ...exposure })),
        }
      : {}),
    ...("isUserInExperiment" in expected ? { isUserInExperiment } : {}),
  };
}

function subjectOf({ user, kind, name }: NativeRow): Told {
  return { user, kind, name };
}

function withoutFields(user: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(user).filter(([field]) => !fields.includes(field)));
}

function listsOf(idLists: Readonly<Record<string, string>>): Map<string, ReadonlySet<string>> {
  const membersOf = (lines: string) => withChanges(new Set(), readIdListPiece(lines, { endsFile: true }));
  return new Map(Object.entries(idLists).map(([name, lines]) => [name, membersOf(lines)]));
}
