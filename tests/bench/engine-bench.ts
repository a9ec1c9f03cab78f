import { readFileSync } from "node:fs";
import { StatsigUser as NativeUser, Statsig } from "@statsig/statsig-node-core";
import statsigNode from "statsig-node";
import { type DefinitionKind, prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import { SpecsV2Schema } from "#services/sandbox/specs-v2.ts";
import { v1FromV2 } from "#services/sandbox/v2-to-v1.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";

export interface EngineRate {
  readonly engine: string;
  readonly evaluationsPerSecond: number;
}

/** One engine, ready to evaluate every entity for the users; `run` returns the number of evaluations. */
interface Contender {
  readonly engine: string;
  run(): number;
  close?(): Promise<unknown>;
}

const userCount = 400;
const rounds = 5;
const roundMs = 600;

/**
 * Measures evaluations per second of our engine, without trace and with, beside both official SDKs: the same definitions, the same users, every gate, config and
 * layer, in one process, in turns, so that load on the machine affects all. The best round counts. The official SDKs get their users ready-made.
 */
export async function measureEngines(): Promise<EngineRate[]> {
  const text = readFileSync(new URL("../../electron/services/sandbox/demo/demo-specs.json", import.meta.url), "utf8");
  const users = Array.from({ length: userCount }, (_, number) => benchUser(number));
  const contenders = [
    ours(text, users, "evaluate"),
    ours(text, users, "explain"),
    await native(text, users),
    await javaScript(text, users),
  ];
  const best = new Map<string, number>();
  for (let round = 0; round <= rounds; round += 1)
    for (const { engine, run } of contenders) {
      const rate = rateOf(run);
      // The first round is a warm-up.
      if (round > 0) best.set(engine, Math.max(rate, best.get(engine) ?? 0));
    }
  for (const { close } of contenders) await close?.();
  return [...best].map(([engine, evaluationsPerSecond]) => ({ engine, evaluationsPerSecond }));
}

function rateOf(run: () => number): number {
  const start = performance.now();
  let evaluations = 0;
  do evaluations += run();
  while (performance.now() - start < roundMs);
  return Math.round((evaluations * 1_000) / (performance.now() - start));
}

function ours(text: string, users: readonly JsonObject[], call: "evaluate" | "explain"): Contender {
  const specs: JsonObject = JSON.parse(text);
  const prepared = prepareDefinitions(specs);
  const names = namesOf(specs);
  return {
    engine: call === "evaluate" ? "ours, without trace" : "ours, with trace",
    run() {
      for (const user of users) {
        const evaluator = evaluatorFor(prepared, user, { nowMs: 1_767_981_029_384, idLists: new Map() });
        for (const { kind, name } of names) evaluator[call](kind, name);
      }
      return users.length * names.length;
    },
  };
}

async function native(text: string, users: readonly JsonObject[]): Promise<Contender> {
  const statsig = new Statsig("secret-bench", {
    dataStore: {
      initialize: async () => undefined,
      shutdown: async () => undefined,
      get: async () => ({ result: text, time: Date.now() }),
      set: async () => undefined,
      supportPollingUpdatesFor: async () => false,
    },
    specAdaptersConfig: [{ adapterType: "data_store", initTimeoutMs: 3000 }],
    disableNetwork: true,
    disableAllLogging: true,
    waitForCountryLookupInit: true,
    outputLogLevel: "none",
  });
  const { isSuccess, error } = await statsig.initialize();
  if (!isSuccess) throw new Error(`The native SDK did not initialize: ${error}`);
  const ready = users.map((user) => Object.assign(new NativeUser({ userID: "" }), user));
  const names = namesOf(JSON.parse(text));
  const withoutExposure = { disableExposureLogging: true };
  return {
    engine: "@statsig/statsig-node-core",
    run() {
      for (const user of ready)
        for (const { kind, name } of names) {
          if (kind === "gate") statsig.getFeatureGate(user, name, withoutExposure);
          else if (kind === "layer") statsig.getLayer(user, name, withoutExposure);
          else statsig.getExperiment(user, name, withoutExposure);
        }
      return ready.length * names.length;
    },
    close: () => statsig.shutdown(),
  };
}

async function javaScript(text: string, users: readonly JsonObject[]): Promise<Contender> {
  const statsig = new statsigNode.StatsigServer("secret-bench", {
    bootstrapValues: JSON.stringify({ ...v1FromV2(SpecsV2Schema.parse(JSON.parse(text))), default_environment: undefined }),
    localMode: true,
    disableAllLogging: true,
    disableDiagnostics: true,
    disableRulesetsSync: true,
    disableIdListsSync: true,
  });
  await statsig.initializeAsync();
  const names = namesOf(JSON.parse(text));
  const withoutExposure = { disableExposureLogging: true };
  return {
    engine: "statsig-node",
    run() {
      for (const user of users) {
        // Its type wants well-formed custom fields, which these are.
        const given = user as Parameters<typeof statsig.checkGate>[0];
        for (const { kind, name } of names) {
          if (kind === "gate") statsig.getFeatureGate(given, name, withoutExposure);
          else if (kind === "layer") statsig.getLayer(given, name, withoutExposure);
          else statsig.getConfig(given, name, withoutExposure);
        }
      }
      return users.length * names.length;
    },
    close: () => statsig.shutdownAsync(),
  };
}

function namesOf(specs: JsonObject): { kind: DefinitionKind; name: string }[] {
  const sections = { gate: specs.feature_gates, config: specs.dynamic_configs, layer: specs.layer_configs } as const;
  return (Object.keys(sections) as DefinitionKind[]).flatMap((kind) => Object.keys(sections[kind] ?? {}).map((name) => ({ kind, name })));
}

const countries = ["US", "DE", "GB", "FR", "CA", "JP"];
const userAgents = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
];

function benchUser(number: number): JsonObject {
  return {
    userID: `user-${number}`,
    email: `user-${number}@example.${number % 2 === 0 ? "com" : "org"}`,
    country: countries[number % countries.length] ?? "US",
    ip: `8.8.${number % 256}.8`,
    userAgent: userAgents[number % userAgents.length] ?? "",
    locale: "en_US",
    appVersion: `4.${number % 20}.1`,
    customIDs: { stableID: `stable-${number}`, storeID: `store-${number % 50}` },
    custom: { lifetime_spend: number * 3, currency: "EUR", cart_items: ["lamp"], loyalty_years: number % 7 },
    statsigEnvironment: { tier: "production" },
  };
}
