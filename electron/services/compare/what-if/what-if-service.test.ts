import { afterAll, describe, expect, it } from "vitest";
import type { WhatIfProgress, WhatIfRequest, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { applyDraft } from "#shared/domain/rules-draft/apply-draft.ts";
import { invertEdits, type RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { evaluatorFor } from "../../explain/engine/engine.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { createCompareThread } from "../compare-thread.ts";
import { preparedRules } from "../prepared-rules.ts";
import { createWhatIf } from "./what-if-service.ts";

const thread = createCompareThread({ log: createSilentLog() });
afterAll(() => thread.close());

const now = structuredClone(demoProject) as unknown as JsonObject;
const used = { snapshotId: "s", source: "sandbox", fileName: null, readAtMs: 0, timeMs: null, isNewest: true, problem: null } as const;
const clock = createFixedClock();

/** The real service over the thread that compares, with rules by the ID of their snapshot. */
function whatIfOver(snapshots: Record<string, JsonObject> = {}) {
  return createWhatIf({
    ...{ thread, clock, savedUsers: () => [], editTimes: async () => [], cohortUsers: () => Promise.reject(new Error("no cohorts here")) },
    async load({ snapshotId }) {
      const rules = snapshotId === null ? now : snapshots[snapshotId];
      if (rules === undefined) return { reason: "These rules are no longer stored.", nextStep: "Choose rules of another time." };
      await thread.call("load", { rulesId: snapshotId ?? "now", text: JSON.stringify(rules), idLists: [] });
      return { rulesId: snapshotId ?? "now", used };
    },
  });
}

const ids = { of: "new_ids", count: 2_000, base: { country: "DE" } } as const;
const loyalty = { kind: "gate", name: "loyalty_program" } as const;
const to25: RuleEdit = { edit: "percentage", ...loyalty, rule: { id: "PZguvkCO4CirC2aLIJryKL", nth: 0 }, from: 10, to: 25 };
const ask = (changes: Partial<WhatIfRequest>): WhatIfRequest => ({
  ...{ projectId: "p", tier: "production", users: ids, focus: loyalty },
  older: { snapshotId: null, edits: [] },
  newer: { snapshotId: null, edits: [to25] },
  ...changes,
});

async function readAll(stream: AsyncGenerator<WhatIfProgress, WhatIfSummary, void>) {
  for (;;) {
    const step = await stream.next();
    if (step.done) return step.value;
  }
}
async function counted(request: Partial<WhatIfRequest>, snapshots?: Record<string, JsonObject>) {
  const summary = await readAll(whatIfOver(snapshots).changes(ask(request)));
  if (summary.is !== "counted") throw new Error(`Not counted: ${summary.is}`);
  return summary;
}

describe("what if", () => {
  it("counts who gets another answer, as evaluating each user twice does", async () => {
    const edited = structuredClone(now) as unknown as { feature_gates: { loyalty_program: { rules: { passPercentage: number }[] } } };
    for (const rule of edited.feature_gates.loyalty_program.rules.slice(1)) rule.passPercentage = 25;
    const passes = (rules: JsonObject, n: number) =>
      evaluatorFor(preparedRules(rules), { userID: `new-${n + 1}`, country: "DE" }, { nowMs: clock.nowMs(), tier: "production" }).evaluate(
        "gate",
        "loyalty_program",
      ).value;
    const expected = Array.from({ length: 2_000 }, (_, n) => n).filter(
      (n) => passes(now, n) !== passes(edited as unknown as JsonObject, n),
    );
    const { users, entities, rows, places, others } = await counted({});
    expect(users).toBe(2_000);
    const [first, ...dependants] = entities;
    expect(first).toMatchObject({ name: "loyalty_program", isEdited: true, changed: expected.length, undecided: 0 });
    expect(first?.moves).toEqual([{ from: "Fail", to: "Pass", users: expected.length }]);
    expect(dependants.map(({ name }) => name)).toEqual(expect.arrayContaining(["invite_friends", "pdp_recommendations"]));
    expect(others).toBeGreaterThan(20);
    const moved = rows.filter(({ moves }) => moves.some(({ name }) => name === "loyalty_program"));
    expect(moved.map(({ row }) => row)).toEqual(expected);
    for (const { place, because } of moved) {
      expect(place).toBeGreaterThanOrEqual(10);
      expect(place).toBeLessThan(25);
      expect(because).toMatch(/^rule 2 “Everyone but staff”: \d.* is inside 25/);
    }
    expect(places.find(({ rule }) => rule.id === "PZguvkCO4CirC2aLIJryKL")?.places.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(
      1_900,
    );
  });

  it("moves only those who were in the slots that a layer's experiment loses, in the layer and in the experiment", async () => {
    const { layer_configs: layers, condition_map: conditions } = now as {
      layer_configs: Record<string, { rules: { configDelegate?: string; conditions: string[] }[] }>;
      condition_map: Record<string, { targetValue: JsonObject }>;
    };
    const own = layers.homepage_layer?.rules.find(({ configDelegate }) => configDelegate === "hero_image_test");
    const from = conditions[own?.conditions[0] ?? ""]?.targetValue ?? {};
    const to = Object.fromEntries(Object.entries(from).slice(0, 400));
    const share: RuleEdit = { edit: "share", kind: "layer", name: "homepage_layer", experiment: "hero_image_test", from, to };
    const applied = applyDraft(now, [share]);
    if (applied.is !== "applied") throw new Error("The share does not fit.");
    const groupOf = (rules: JsonObject, n: number) =>
      evaluatorFor(
        preparedRules(rules),
        { userID: `new-${n + 1}`, country: "DE", customIDs: { stableID: `new-${n + 1}` } },
        { nowMs: clock.nowMs(), tier: "production" },
      ).evaluate("config", "hero_image_test").groupName;
    const expected = Array.from({ length: 2_000 }, (_, n) => n).filter((n) => groupOf(now, n) !== groupOf(applied.payload, n));
    const { changes, entities } = await counted({ newer: { snapshotId: null, edits: [share] }, focus: null });
    expect(changes.map(({ name }) => name).toSorted()).toEqual(["hero_image_test", "homepage_layer"]);
    expect(entities.map(({ name, changed }) => [name, changed]).toSorted()).toEqual([
      ["hero_image_test", expected.length],
      ["homepage_layer", expected.length],
    ]);
    expect(expected.length).toBeGreaterThan(900);
    expect(applyDraft(applied.payload, invertEdits([share]))).toEqual({ is: "applied", payload: now });
  });

  it("counts nobody for a draft without edits", async () => {
    expect(await counted({ newer: { snapshotId: null, edits: [] } })).toMatchObject({
      users: 2_000,
      changed: 0,
      changes: [],
      entities: [],
    });
  });

  it("evaluates nobody with a draft that does not fit, and says which edit", async () => {
    const stale = { ...to25, from: 12 };
    expect(await readAll(whatIfOver().changes(ask({ newer: { snapshotId: null, edits: [to25, stale] } })))).toMatchObject({
      is: "does_not_fit",
      misfits: [{ edit: 1, problem: expect.stringContaining("not 12") }],
    });
  });

  it("says what was edited between two times, and whom that moves", async () => {
    const { feature_gates: gates } = now as { feature_gates: Record<string, { rules: { name: string }[] }> };
    const pilot = gates.checkout_v2;
    const tuesday = {
      ...now,
      feature_gates: { ...gates, checkout_v2: { ...pilot, rules: pilot?.rules.filter(({ name }) => name !== "Germany pilot") ?? [] } },
    } as unknown as JsonObject;
    const { changes } = await counted(
      { older: { snapshotId: "tuesday", edits: [] }, newer: { snapshotId: null, edits: [] }, focus: null },
      { tuesday },
    );
    expect(changes).toMatchObject([{ name: "checkout_v2", change: "edited", clauses: ["rule 4 “Germany pilot” added"] }]);
  });

  it("says that rules or users are missing instead of counting", async () => {
    expect(await readAll(whatIfOver().changes(ask({ older: { snapshotId: "gone", edits: [] } })))).toMatchObject({ is: "no_rules" });
    expect(await readAll(whatIfOver().changes(ask({ users: { of: "saved" } })))).toMatchObject({ is: "no_users" });
  });

  it("shows a spec before and after, with the segments that it uses", async () => {
    const outline = await whatIfOver().outline({ projectId: "p", rules: { snapshotId: null, edits: [to25] }, ...loyalty });
    expect(outline).toMatchObject({
      is: "outlined",
      before: { rules: [{ name: "VIP", conditions: [{ gate: "segment:vip_customers" }] }, { percentage: 10 }], otherwise: "Fail" },
      after: { rules: [{ percentage: 100 }, { percentage: 25 }] },
    });
    expect(
      await whatIfOver().outline({ projectId: "p", rules: { snapshotId: null, edits: [] }, kind: "gate", name: "segment:vip_customers" }),
    ).toMatchObject({
      before: { usedBy: expect.arrayContaining(["loyalty_program"]) },
    });
  });
});
