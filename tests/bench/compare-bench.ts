import { readFileSync } from "node:fs";
import { createCompareThread } from "#services/compare/compare-thread.ts";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import type { Measured } from "./measured.ts";

const entityCount = 5_000;
const rounds = 5;
const atMs = Date.UTC(2026, 10, 20);

/**
 * Compares two users over 5,000 names with the causes of every difference, in the thread, as the page does. Beside it: the bare evaluation of both users in
 * this thread, without comparing and without causes.
 */
export async function measureCompare(): Promise<Measured[]> {
  const text = manyEntities();
  const lena = {
    userID: "u-1036",
    country: "DE",
    locale: "de_DE",
    email: "lena@example.de",
    customIDs: { stableID: "d-1" },
    custom: { newsletter: true },
  };
  const nora = {
    userID: "u-2001",
    country: "US",
    locale: "en_US",
    email: "nora@example.com",
    customIDs: { stableID: "d-2" },
    custom: { currency: "USD" },
  };
  const subject = (user: JsonObject) => ({
    user,
    tier: "production",
    atMs,
    project: "Bench",
    rulesId: "bench",
    ruleNames: new Map(),
    key: null,
  });
  const thread = createCompareThread({ log: createSilentLog() });
  try {
    await thread.call("load", { rulesId: "bench", text, idLists: [] });
    const prepared = prepareDefinitions(JSON.parse(text) as JsonObject);
    const options = { nowMs: atMs, tier: "production", idLists: new Map() };
    let ours = Number.POSITIVE_INFINITY;
    let beside = Number.POSITIVE_INFINITY;
    let rows: ComparisonRow[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const startMs = performance.now();
      rows = [];
      for await (const step of thread.stream("compare", [subject(lena), subject(nora)])) rows.push(...step.rows);
      const comparedMs = performance.now();
      for (const user of [lena, nora]) {
        const evaluator = evaluatorFor(prepared, user, options);
        for (const { kind, name } of prepared.listed) evaluator.evaluate(kind, name);
      }
      const evaluatedMs = performance.now();
      // The first round is a warm-up.
      if (round > 0) [ours, beside] = [Math.min(ours, comparedMs - startMs), Math.min(beside, evaluatedMs - comparedMs)];
    }
    const differing = rows.filter(({ differences }) => differences.length > 0).length;
    return [
      {
        what: `Compare two users over ${rows.length} names, ${differing} with causes; bare evaluation`,
        ours: formatDuration(ours),
        beside: formatDuration(beside),
        ratio: ours / beside,
      },
    ];
  } finally {
    await thread.close();
  }
}

/** The demo project, with its gates, configs and layers repeated under other names. */
function manyEntities(): string {
  const demo = JSON.parse(readFileSync(new URL("../../electron/services/sandbox/demo/demo-specs.json", import.meta.url), "utf8"));
  const size = ["feature_gates", "dynamic_configs", "layer_configs"].reduce((sum, section) => sum + Object.keys(demo[section]).length, 0);
  for (const section of ["feature_gates", "dynamic_configs", "layer_configs"]) {
    const specs = Object.entries(demo[section]);
    for (let copy = 1; copy < Math.ceil(entityCount / size); copy += 1)
      for (const [name, spec] of specs) demo[section][`${name}_${copy}`] = spec;
  }
  return JSON.stringify(demo);
}
