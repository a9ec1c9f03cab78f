import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import type { Cause } from "#shared/domain/comparison/comparison.ts";
import { describeCause } from "#shared/domain/comparison/comparison-text.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { generatedProject } from "#tests/conformance/generators/generated-project.ts";
import { generatedUser } from "#tests/conformance/generators/generated-user.ts";
import { prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import { withValueAt } from "../explain/readiness/user-places.ts";
import { compareSubjects, isSameAnswer } from "./compare.ts";
import type { Subject } from "./subject.ts";

const demo = demoProject as unknown as JsonObject;
const subject = (user: JsonObject, others: Partial<Subject> = {}): Subject => ({
  ...{ user, tier: null, targetApp: null, atMs: Date.UTC(2026, 10, 20), rules: demo, idLists: new Map() },
  ...others,
});
const namesOf = ({ parts }: Cause) =>
  parts.map(({ part }) => ("path" in part ? part.path.join(".") : "name" in part ? `${part.kind} ${part.name}` : part.kind));

describe("comparing two subjects", () => {
  it("names the one field because of which an answer differs", () => {
    const us = subject({ userID: "u-1", country: "US", email: "a@example.com" });
    const germany = subject({ userID: "u-1", country: "DE", email: "b@example.com" });
    const row = compareSubjects(us, germany).row({ kind: "config", name: "shipping_rates" });
    expect(row.result).toBe("differs");
    expect(row.causes.map(namesOf)).toEqual([["country"]]);
    expect(row.causes[0]?.parts[0]).toMatchObject({ reference: "US", compared: "DE" });
  });

  it("finds nothing for a subject and itself", () => {
    const ada = subject({ userID: "u-1", country: "US" });
    const { entities, parts, row } = compareSubjects(ada, ada);
    expect(parts).toEqual([]);
    expect(entities.map(row).filter(({ result }) => result === "differs")).toEqual([]);
  });

  it("names the spec that was edited, also where another one uses it", () => {
    const edited = { ...demo, feature_gates: { ...(demo.feature_gates as JsonObject) } };
    const gate = edited.feature_gates.checkout_v2 as { rules: { name: string }[] };
    edited.feature_gates.checkout_v2 = { ...gate, rules: gate.rules.filter(({ name }) => name !== "Germany pilot") };
    const user = { userID: "u-1", country: "DE", custom: { newsletter: true } };
    const { entities, row } = compareSubjects(subject(user), subject(user, { rules: edited }));
    const rows = entities.map(row).filter(({ result }) => result === "differs");
    expect(rows.map(({ name }) => name)).toContain("checkout_v2");
    for (const { causes } of rows)
      expect(causes.map(describeCause)).toEqual(["the rules of checkout_v2 differ (rule 4 “Germany pilot” removed)"]);
  });

  it("verifies every cause: with the parts of the reference the answers are equal, with fewer they differ", () => {
    fc.assert(
      fc.property(generatedProject, generatedUser, generatedUser, ({ specs }, one, other) => {
        const reference = subject(one, { rules: specs, atMs: 1_767_981_029_384 });
        const compared = subject(other, { rules: specs, atMs: 1_767_981_029_384 });
        const prepared = prepareDefinitions(specs);
        const { entities, row } = compareSubjects(reference, compared);
        const options = { nowMs: reference.atMs, idLists: new Map() };
        for (const entity of entities) {
          const { result, causes, isComplete, reference: expected } = row(entity);
          if (result !== "differs") continue;
          expect(isComplete && causes.length === 0).toBe(false);
          for (const cause of causes) {
            const equalWith = (parts: typeof cause.parts) => {
              const user = parts.reduce<JsonObject>(
                (changed, { part, reference: value }) => (part.kind === "field" ? withValueAt(changed, part.path, value) : changed),
                other,
              );
              const answer = evaluatorFor(prepared, user, options).evaluate(entity.kind, entity.name);
              return isSameAnswer(expected, answer);
            };
            expect(equalWith(cause.parts)).toBe(true);
            for (const left of cause.parts) expect(equalWith(cause.parts.filter((part) => part !== left))).toBe(false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
