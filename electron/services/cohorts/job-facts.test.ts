import { expect, it } from "vitest";
import type { CohortEntity } from "#shared/domain/cohort/cohort.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { readFacts } from "./block.ts";
import { CohortTable } from "./cohort-table.ts";
import { createBlockEvaluator } from "./evaluate-block.ts";

const userCount = 20_000;

interface DemoSpec {
  readonly rules: { id: string; name: string; groupName?: string; passPercentage: number; configDelegate?: string }[];
}

/** The shares of an entity of the demo project, whose rules are changed, over IDs that no rule knows. */
function splitsOf(entity: CohortEntity, change: (spec: DemoSpec) => void) {
  const rules = structuredClone(demoProject) as unknown as Record<string, Record<string, DemoSpec>>;
  const spec = rules[entity.kind === "layer" ? "layer_configs" : "dynamic_configs"]?.[entity.name];
  if (spec === undefined) throw new Error(`The demo project lacks ${entity.name}.`);
  change(spec);
  const evaluator = createBlockEvaluator({
    ...{ jobId: "j", rules: { text: JSON.stringify(rules), idLists: null }, nowMs: 1_795_000_000_000, tier: "production" },
    ...{ entities: [entity], mapping: [], separator: ",", secrets: [], columns: [] },
  });
  const table = new CohortTable([entity], evaluator.facts, []);
  const ids = Array.from({ length: userCount }, (_, n) => `new-${n}`);
  const users = ids.map((id) => ({ userID: id, country: "DE", customIDs: { stableID: id } }));
  table.add(readFacts(evaluator.evaluate({ form: "users", users }).facts));
  return table.shares(() => null)[0]?.splits ?? [];
}

it("expects of a group below 100 % that part of its range, as many users show", () => {
  const [whole] = splitsOf({ kind: "config", name: "onboarding_flow" }, () => {}).filter(({ kind }) => kind === "groups");
  const [split] = splitsOf({ kind: "config", name: "onboarding_flow" }, ({ rules }) => {
    for (const rule of rules) if (rule.groupName === "Control") rule.passPercentage = 40;
  }).filter(({ kind }) => kind === "groups");
  const before = whole?.parts.find(({ label }) => label === "Control")?.expected ?? 0;
  const control = split?.parts.find(({ label }) => label === "Control");
  // Shares are those of the users in a group: the rest of the range of Control is in none.
  expect(control?.expected).toBeCloseTo((before * 0.4) / (1 - before * 0.6), 10);
  for (const { expected, units } of split?.parts ?? []) expect(units / (split?.units ?? 1)).toBeCloseTo(expected, 1);
  expect(split?.verdict).toBe("within_chance");
});

it("starts a group's range at the end of the rule before it, also if two rules have one ID", () => {
  const [split] = splitsOf({ kind: "config", name: "onboarding_flow" }, ({ rules }) => {
    const first = rules.findIndex(({ groupName }) => groupName === "Control");
    const control = rules[first];
    // Its first rule and one that never decides have one ID: their answers are not told apart.
    if (control !== undefined) rules.push({ ...control, groupName: "Other" });
  }).filter(({ kind }) => kind === "groups");
  expect(split?.parts.map(({ label }) => label)).not.toContain("Control");
  expect(split?.verdict).toBe("within_chance");
});

it("does not use the percentage of a layer's rule that delegates, as no engine does", () => {
  const layer = { kind: "layer", name: "homepage_layer" } as const;
  const partsOf = (splits: ReturnType<typeof splitsOf>) => splits.find(({ kind }) => kind === "slots");
  const whole = partsOf(splitsOf(layer, () => {}));
  const half = partsOf(
    splitsOf(layer, ({ rules }) => {
      for (const rule of rules) if (rule.configDelegate !== undefined) rule.passPercentage = 50;
    }),
  );
  expect(whole?.units).toBeGreaterThan(1_000);
  expect(half).toEqual(whole);
  expect(half?.verdict).toBe("within_chance");
});
