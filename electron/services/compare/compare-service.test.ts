import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CompareProgress, CompareSubject, CompareSummary, ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { comparisonLead, countRows, describeReasons } from "#shared/domain/comparison/comparison-summary.ts";
import { describeCause, describeCauses } from "#shared/domain/comparison/comparison-text.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { createEvaluationWorld, plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createScriptedStatsig } from "#tests/fakes/scripted-statsig.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createCatalog } from "../catalog/catalog.ts";
import { openSnapshotStore } from "../definitions/open-snapshot-store.ts";
import { createEvaluate } from "../evaluate/evaluate.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { createSandboxServer, type SandboxServer } from "../sandbox/sandbox.ts";
import { createCompare } from "./compare-service.ts";
import { createCompareThread } from "./compare-thread.ts";

const dayMs = 86_400_000;
const lena = { userID: "u-1036", country: "DE", locale: "de_DE", email: "lena@example.de", custom: { newsletter: true } };
const nora = { userID: "u-1036", country: "US", locale: "de_DE", email: "nora@example.com", custom: { newsletter: true } };

let sandbox: SandboxServer;
const thread = createCompareThread({ log: createSilentLog() });

beforeAll(async () => {
  sandbox = await createSandboxServer({ clock: createFixedClock(), log: createSilentLog() });
});
afterAll(async () => {
  await thread.close();
  await sandbox.close();
});

/** The real service over the sandbox, which has kept older rules, and over a project at a server that does not answer. */
async function compareWorld({
  answer = () => ({ status: 503, body: {} }),
  keys,
}: {
  answer?: Parameters<typeof createScriptedStatsig>[0];
  keys?: readonly string[];
} = {}) {
  const statsig = await createScriptedStatsig(answer);
  const world = await createEvaluationWorld({ hosts: statsig.hosts, sandbox, ...(keys && { keys }) });
  const snapshots = openSnapshotStore({ dataFolder: null });
  const parts = { ...world, sandbox, snapshots, version: "0.0.0-test" };
  const catalog = createCatalog(parts);
  const evaluate = createEvaluate({ ...parts, catalog });
  const compare = createCompare({
    ...parts,
    catalog,
    evaluate,
    thread,
    savedUsers: () => [],
    cohortUsers: () => Promise.reject(new Error("no cohorts")),
  });
  const keep = async (rules: JsonValue, daysAgo: number) => {
    const nowMs = world.clock.nowMs() - daysAgo * dayMs;
    const stored = await snapshots.store({
      ...{ projectId: sandboxProjectId, source: "sandbox", fileName: null, keyId: null, nowMs, secrets: [] },
      text: JSON.stringify(rules),
      projectIds: [sandboxProjectId],
    });
    return stored.kind === "stored" ? stored.definitions.snapshotId : "";
  };
  return { ...world, statsig, compare, keep, close: () => Promise.all([statsig.close(), world.close()]) };
}

const subject = (user: JsonObject, changes: Partial<CompareSubject> = {}): CompareSubject => ({
  ...{ user, userLabel: "somebody", projectId: sandboxProjectId, tier: "production", keyId: null, snapshotId: null, atMs: null },
  ...changes,
});

async function readAll(stream: AsyncGenerator<CompareProgress, CompareSummary, void>) {
  const rows: ComparisonRow[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done) return { rows, summary: step.value };
    rows.push(...step.value.rows);
  }
}

const withoutPilot = (changes: JsonObject = {}): JsonObject => {
  const { feature_gates: gates, ...rest } = structuredClone(demoProject) as unknown as JsonObject & { feature_gates: JsonObject };
  const gate = gates.checkout_v2 as { rules: { name: string }[] };
  return {
    ...rest,
    ...changes,
    feature_gates: { ...gates, checkout_v2: { ...gate, rules: gate.rules.filter(({ name }) => name !== "Germany pilot") } },
  };
};

describe("the compare service", () => {
  it("compares two users and names what has no effect", async () => {
    const { compare, close } = await compareWorld();
    const { rows, summary } = await readAll(compare.compare({ subjects: [subject(lena), subject(nora)] }));
    const row = rows.find(({ name }) => name === "shipping_rates");
    expect(row?.differences.map(({ causes }) => describeCauses(causes))).toEqual(["because country is US, not DE"]);
    expect(comparisonLead(countRows(rows))).toMatch(/^\d of \d\d differ$/);
    expect(describeReasons(rows.flatMap(({ differences }) => differences[0] ?? []))).toContain("because country is US, not DE");
    expect(summary).toMatchObject({
      is: "compared",
      noEffect: [[{ kind: "field", path: ["email"] }]],
      rules: [{ isNewest: true }, { isNewest: true }],
    });
    expect(rows.every(({ name }) => !name.startsWith("segment:"))).toBe(true);
    await close();
  });

  it("names the tier for the same user in two tiers", async () => {
    const { compare, close } = await compareWorld();
    const loyal = { userID: "u-1036", custom: { loyalty_tier: "gold", newsletter: true }, country: "DE" };
    const { rows } = await readAll(compare.compare({ subjects: [subject(loyal), subject(loyal, { tier: "staging" })] }));
    const causes = rows.flatMap(({ differences }) => differences.flatMap((difference) => difference.causes.map(describeCause)));
    expect(new Set(causes)).toEqual(new Set(["the tier is staging, not production"]));
    await close();
  });

  it("names the edit of the rules, and when it was first seen", async () => {
    const { compare, keep, clock, close } = await compareWorld();
    const oldest = await keep(withoutPilot(), 3);
    await keep(withoutPilot({ a: 1 }), 2);
    await keep({ ...(demoProject as unknown as JsonObject), a: 1, time: clock.nowMs() - 1.5 * dayMs }, 1);
    const { rows, summary } = await readAll(compare.compare({ subjects: [subject(lena), subject(lena, { snapshotId: oldest })] }));
    const row = rows.find(({ name }) => name === "checkout_v2");
    expect(row?.differences[0]?.causes.map(describeCause)).toEqual(["the rules of checkout_v2 differ (rule 4 “Germany pilot” removed)"]);
    expect(summary).toMatchObject({ editTimes: [{ subject: 1, of: "gate", name: "checkout_v2", byMs: clock.nowMs() - 1.5 * dayMs }] });
    await close();
  });

  it("compares with a draft of What if, and says why one does not fit", async () => {
    const { compare, close } = await compareWorld();
    const { rules } = demoProject.feature_gates.checkout_v2 as unknown as { rules: { id: string; name: string; passPercentage: number }[] };
    const pilot = rules.find(({ name }) => name === "Germany pilot");
    const rule = { id: pilot?.id ?? "", nth: 0 };
    const off: RuleEdit = { edit: "percentage", kind: "gate", name: "checkout_v2", rule, from: pilot?.passPercentage ?? 100, to: 0 };
    const drafted = (edit: RuleEdit) => subject(lena, { draft: { name: "Off", edits: [edit] } });
    const { rows } = await readAll(compare.compare({ subjects: [subject(lena), drafted(off)] }));
    const row = rows.find(({ name }) => name === "checkout_v2");
    expect(row?.answers.map(({ state }) => state)).toEqual(["pass", "fail"]);
    expect(row?.differences[0]?.causes.map(describeCause)).toEqual([expect.stringContaining("the rules of checkout_v2 differ")]);
    const other = await readAll(compare.compare({ subjects: [subject(lena), drafted({ ...off, from: 3 })] }));
    expect(other.summary).toMatchObject({ is: "no_rules", subject: 1, reason: expect.stringContaining("The draft “Off” does not fit") });
    await close();
  });

  it("says which column has no rules, and what to do", async () => {
    const { compare, project, close } = await compareWorld();
    const { rows, summary } = await readAll(compare.compare({ subjects: [subject(lena), subject(lena, { projectId: project.id })] }));
    expect(rows).toEqual([]);
    expect(summary).toMatchObject({ is: "no_rules", subject: 1, reason: expect.stringContaining("503") });
    await close();
  });

  it("lists the smallest edits of either user, and what else becomes equal", async () => {
    const { compare, close } = await compareWorld();
    const subjects = [subject(lena), subject(nora)];
    const { rows } = await readAll(compare.compare({ subjects }));
    const others = rows.filter(({ differences }) => differences.length > 0).map(({ kind, name }) => ({ kind, name }));
    const ways = await compare.equalWays({ subjects, other: 1, entity: { kind: "config", name: "shipping_rates" }, others });
    expect(ways.map(({ subject: at, cause }) => [at, cause.parts[0]?.reference])).toEqual([
      [1, "DE"],
      [0, "US"],
    ]);
    expect(ways[0]?.alsoEqual.map(({ name }) => name)).toContain("free_shipping_banner");
    await close();
  });

  it("checks the answers live without logging an exposure", async () => {
    const { compare, close } = await compareWorld();
    await sandbox.reset();
    const subjects = [subject(lena), subject(nora, { tier: "staging" })];
    const { rows } = await readAll(compare.compare({ subjects }));
    const entities = rows.filter(({ differences }) => differences.length > 0).map(({ kind, name }) => ({ kind, name }));
    const stream = compare.checkLive({ subjects, entities });
    let step = await stream.next();
    while (!step.done) step = await stream.next();
    expect(step.value).toMatchObject({ checked: entities.length, agreeing: entities.length, differing: [], notes: [] });
    expect(sandbox.received(10)).toEqual([]);
    await close();
  });

  it("names the key: by the rules where they say what it may see, and else by asking with the other one", async () => {
    const rules = (apps: JsonObject): JsonObject => ({
      ...{ has_updates: true, time: 1, dynamic_configs: {}, layer_configs: {}, condition_map: {}, ...apps },
      feature_gates: {
        beta: {
          ...{ type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: true, idType: "userID", rules: [] },
          targetAppIDs: ["web"],
        },
      },
    });
    let specs = rules({ hashed_sdk_keys_to_app_ids: { [djb2(plantedKeys.client)]: "ios" } });
    const world = await compareWorld({
      keys: [plantedKeys.server, plantedKeys.client],
      answer: ({ path, headers, body }) => {
        if (path.includes("download_config_specs")) return { body: specs };
        const isSeen = headers["statsig-api-key"] === plantedKeys.server;
        return path === "check_gate" ? { body: { name: body.gateName, value: isSeen, rule_id: isSeen ? "default" : "" } } : { status: 404 };
      },
    });
    const { compare, project, vault, clock } = world;
    const [server, client] = vault.list(project.id).map(({ id }) => id);
    const subjects = [server, client].map((keyId) => subject({ userID: "u-1" }, { projectId: project.id, keyId: keyId ?? null }));
    const first = await readAll(compare.compare({ subjects }));
    expect(first.rows.map(({ name, differences }) => [name, ...differences.flatMap(({ causes }) => causes.map(describeCause))])).toEqual([
      ["beta", "the key is the client key ••••6789, not the server secret key ••••6789"],
    ]);

    specs = rules({ time: 2 });
    clock.advance(120_000);
    const second = await readAll(compare.compare({ subjects }));
    expect(second.rows.map(({ differences }) => differences)).toEqual([[]]);
    const stream = compare.checkLive({ subjects, entities: [{ kind: "gate", name: "beta" }] });
    let step = await stream.next();
    while (!step.done) step = await stream.next();
    expect(step.value).toMatchObject({ checked: 1, agreeing: 0, differing: [{ name: "beta", subject: 1, cause: "key" }] });
    await world.close();
  });

  it("stops when it is cancelled", async () => {
    const { compare, close } = await compareWorld();
    const aborting = new AbortController();
    const stream = compare.compare({ subjects: [subject(lena), subject(nora)] }, aborting.signal);
    await stream.next();
    aborting.abort();
    await expect(stream.next()).rejects.toThrow();
    await close();
  });
});
