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
    ...{ thread, clock, savedUsers: () => [], ruleNamesOf: () => new Map(), editTimes: async () => [] },
    cohortUsers: () => Promise.reject(new Error("no cohorts here")),
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
      expect(because).toMatch(/^\d.* % is inside 25 % of rule 2 “Everyone but staff”$/);
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
    expect(applyDraft(applied.payload, invertEdits([share]))).toEqual({ is: "applied", payload: now, shown: now });
  });

  it("moves everyone who passes when a gate is turned off, and says only that it is off", async () => {
    const off: RuleEdit = { edit: "enabled", ...loyalty, from: true, to: false };
    const { entities, changes } = await counted({ newer: { snapshotId: null, edits: [off] } });
    const [first] = entities;
    const passing = first?.before.find(({ label }) => label === "Pass")?.users ?? 0;
    expect(passing).toBeGreaterThan(100);
    expect(first?.moves).toEqual([{ from: "Pass", to: "Fail", users: passing }]);
    expect(changes).toMatchObject([{ name: "loyalty_program", clauses: ["turned off"] }]);
    const outline = await whatIfOver().outline({ projectId: "p", rules: { snapshotId: null, edits: [off] }, ...loyalty });
    expect(outline).toMatchObject({ is: "outlined", after: { isEnabled: false, rules: [{ name: "VIP" }, {}] } });
  });

  it("says of what is off that only the rules of its holdouts came with it", async () => {
    const held = structuredClone(now) as unknown as { feature_gates: Record<string, Record<string, unknown>>; condition_map: JsonObject };
    const rule = { name: "h", id: "h", salt: "h", passPercentage: 100, returnValue: false, idType: "userID", conditions: ["held"] };
    held.condition_map.held = {
      type: "pass_gate",
      targetValue: "autumn_holdout",
      operator: null,
      field: null,
      additionalValues: {},
      idType: "",
    };
    Object.assign(held.feature_gates.loyalty_program ?? {}, { enabled: false, defaultValue: true, rules: [rule] });
    const whatIf = whatIfOver({ held: held as unknown as JsonObject });
    expect(await whatIf.outline({ projectId: "p", rules: { snapshotId: "held", edits: [] }, ...loyalty })).toMatchObject({
      before: { isEnabled: false, rules: [{ isHoldout: true }] },
    });
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

  it("counts each edit alone, as evaluating the older rules with nothing but this edit does", async () => {
    const { dynamic_configs: configs } = now as { dynamic_configs: Record<string, object> };
    const rollout = applyDraft(now, [to25]);
    if (rollout.is !== "applied") throw new Error("The percentage does not fit.");
    const withoutFlow = { dynamic_configs: { ...configs, hero_image_test: { ...configs.hero_image_test, enabled: false, rules: [] } } };
    const versions = {
      loyalty_program: rollout.payload,
      hero_image_test: { ...now, ...withoutFlow } as unknown as JsonObject,
      both: { ...rollout.payload, ...withoutFlow } as unknown as JsonObject,
    };
    const { gate, config, layer } = preparedRules(now).specs;
    const idTypes = [gate, config, layer]
      .flatMap((specs) => [...specs.values()].map(({ idType }) => idType))
      .filter((type) => type !== "userID");
    const answersOf = (rules: JsonObject, n: number) => {
      const id = `new-${n + 1}`;
      const user = { userID: id, country: "DE", customIDs: Object.fromEntries(idTypes.map((type) => [type, id])) };
      const evaluator = evaluatorFor(preparedRules(rules), user, { nowMs: clock.nowMs(), tier: "production" });
      return preparedRules(now)
        .listed.map(({ kind, name }) => {
          const { state, value, groupName } = evaluator.evaluate(kind, name);
          return JSON.stringify([kind, name, state, value, groupName]);
        })
        .join();
    };
    const movedBy = (rules: JsonObject) =>
      Array.from({ length: 300 }, (_, n) => n).filter((n) => answersOf(rules, n) !== answersOf(now, n));
    const { changes, changed, onlyTogether } = await counted(
      {
        ...{ older: { snapshotId: null, edits: [] }, newer: { snapshotId: "both", edits: [] }, focus: null },
        users: { of: "new_ids", count: 300, base: { country: "DE" } },
      },
      { both: versions.both },
    );
    const [loyal, flow, all] = [movedBy(versions.loyalty_program), movedBy(versions.hero_image_test), movedBy(versions.both)];
    expect(loyal.length).toBeLessThan(all.length);
    expect(Object.fromEntries(changes.map(({ name, alone }) => [name, alone?.rows.map(({ row }) => row)]))).toEqual({
      loyalty_program: loyal.slice(0, 200),
      hero_image_test: flow.slice(0, 200),
    });
    expect(changes.map(({ alone }) => alone?.changed).toSorted()).toEqual([flow.length, loyal.length].toSorted());
    expect(changed).toBe(all.length);
    expect(onlyTogether).toBe(all.filter((n) => !loyal.includes(n) && !flow.includes(n)).length);
  });

  it("counts an edit between two versions of one name alone, and calls them by their names", async () => {
    const to50: RuleEdit = { ...to25, to: 50 };
    const versions = [to25, to50].map((edit) => ({ snapshotId: null, edits: [edit], draftName: `as ${String(edit.to)} %` }));
    const service = whatIfOver();
    for (const older of versions) {
      const summary = await readAll(service.changes(ask({ older, newer: { snapshotId: null, edits: [] }, focus: null })));
      if (summary.is !== "counted") throw new Error(summary.is);
      expect([summary.older.draftName, summary.newer.draftName]).toEqual([older.draftName, undefined]);
      expect(summary.changed).toBeGreaterThan(0);
      expect(summary.changes).toMatchObject([{ name: "loyalty_program", alone: { changed: summary.changed } }]);
    }
  });

  it("says apart who only gets another experiment of a layer, with the same values", async () => {
    const before = structuredClone(now) as unknown as {
      layer_configs: Record<string, { rules: { configDelegate?: string }[] }>;
      dynamic_configs: Record<string, object>;
    };
    before.dynamic_configs.hero_image_copy = { ...before.dynamic_configs.hero_image_test, name: "hero_image_copy" };
    const rules = structuredClone(before);
    for (const rule of rules.layer_configs.homepage_layer?.rules ?? [])
      if (rule.configDelegate === "hero_image_test") rule.configDelegate = "hero_image_copy";
    const base = { country: "DE" };
    const { entities, sameValues, changed, rows } = await counted(
      {
        older: { snapshotId: "before", edits: [] },
        newer: { snapshotId: "copy", edits: [] },
        focus: null,
        users: { of: "new_ids", count: 500, base },
      },
      { before: before as unknown as JsonObject, copy: rules as unknown as JsonObject },
    );
    const layer = entities.find(({ name }) => name === "homepage_layer");
    expect(changed).toBeGreaterThan(100);
    expect(layer).toMatchObject({ changed, sameValue: changed });
    expect(sameValues).toBe(changed);
    for (const { from, to } of layer?.moves ?? []) expect(to).toBe(from.replace("hero_image_test", "hero_image_copy"));
    expect(rows[0]?.moves).toMatchObject([{ name: "homepage_layer", hasSameValue: true }]);
  });

  it("counts long values that begin alike apart, with labels that show where they differ", async () => {
    const { dynamic_configs: configs } = now as { dynamic_configs: Record<string, { rules: object[] }> };
    const start = { headline: "A headline that is so long that a label has no place for what follows it" };
    const tuning = configs.search_tuning;
    const withColours = (inside: string, outside: string) =>
      ({
        ...now,
        dynamic_configs: {
          ...configs,
          search_tuning: {
            ...tuning,
            defaultValue: { ...start, colour: outside },
            rules: tuning?.rules.map((rule) => ({ ...rule, returnValue: { ...start, colour: inside } })),
          },
        },
      }) as unknown as JsonObject;
    const { entities, rows } = await counted(
      {
        ...{ older: { snapshotId: "red", edits: [] }, newer: { snapshotId: "blue", edits: [] }, focus: null },
        users: { of: "new_ids", count: 2_500, base: {} },
      },
      { red: withColours("red", "grey"), blue: withColours("blue", "grey") },
    );
    const [search] = entities;
    const inside = search?.changed ?? 0;
    const [red, blue] = ["red", "blue"].map((colour) => `Value …t follows it","colour":"${colour}"}`);
    expect(search?.before.toSorted((one, other) => one.users - other.users)).toEqual([
      { label: red, state: "value", users: inside },
      { label: expect.stringContaining("Default "), state: "default", users: 2_500 - inside },
    ]);
    expect(search?.moves).toEqual([{ from: red, to: blue, users: inside }]);
    expect(rows[0]?.moves).toMatchObject([
      { from: { label: expect.stringContaining('"red"') }, to: { label: expect.stringContaining('"blue"') } },
    ]);
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
