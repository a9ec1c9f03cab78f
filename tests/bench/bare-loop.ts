import { parentPort, workerData } from "node:worker_threads";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { cohortUser } from "./cohort-users.ts";

/* A thread that only evaluates: the users are made before, and the answers are dropped. */
const { specs, gates, from, to }: { specs: string; gates: readonly string[]; from: number; to: number } = workerData;
const prepared = prepareDefinitions(Object(readJson(specs)));
const users = Array.from({ length: to - from }, (_, at) => cohortUser(from + at));
parentPort?.on("message", () => {
  const startMs = performance.now();
  let passes = 0;
  for (const user of users) {
    const evaluator = evaluatorFor(prepared, user, { nowMs: 1_795_392_000_000 });
    for (const gate of gates) if (evaluator.evaluate("gate", gate).value === true) passes += 1;
  }
  parentPort?.postMessage({ ms: performance.now() - startMs, passes });
});
parentPort?.postMessage({ ms: 0, passes: 0 });
