import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

export interface BareStatsig {
  readonly url: string;
  close(): Promise<unknown>;
}

/** The number of entities in the server's definitions and initialize answer: that of a large project. */
export const entityCount = 5_000;

const gateNames = Array.from({ length: entityCount }, (_, number) => `bench_gate_${number}`);

/** Starts a server with constant answers in its own thread, so that the client is what is measured. */
export async function startBareStatsig(): Promise<BareStatsig> {
  const worker = new Worker(new URL(import.meta.url));
  const [url] = (await once(worker, "message")) as [string];
  return { url, close: () => worker.terminate() };
}

if (!isMainThread) {
  const initialize = JSON.stringify(initializeAnswer());
  const definitions = JSON.stringify(definitionsAnswer());
  const server = createServer(async (request, response) => {
    const body = await text(request);
    response.setHeader("content-type", "application/json");
    if (request.url === "/v1/initialize") return response.end(initialize);
    if (request.url?.includes("/download_config_specs/")) return response.end(definitions);
    const { gateName, gateNames: several } = JSON.parse(body) as { gateName?: string; gateNames?: string[] };
    response.end(
      JSON.stringify(
        several === undefined ? gateAnswer(gateName ?? "") : Object.fromEntries(several.map((name) => [name, gateAnswer(name)])),
      ),
    );
  });
  server.listen(0, "127.0.0.1", () => parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
}

function gateAnswer(name: string) {
  return { name, value: true, rule_id: "7F5L5Geys1rk", group_name: "Everyone" };
}

function initializeAnswer() {
  const gate = (name: string) => ({ name, value: true, rule_id: "7F5L5Geys1rk", secondary_exposures: [], id_type: "userID" });
  return {
    feature_gates: Object.fromEntries(gateNames.map((name) => [name, gate(name)])),
    dynamic_configs: {},
    layer_configs: {},
    sdkParams: {},
    has_updates: true,
    generator: "bench",
    time: 0,
    hash_used: "none",
  };
}

function definitionsAnswer() {
  const gate = {
    type: "feature_gate",
    entity: "feature_gate",
    salt: "s",
    enabled: true,
    defaultValue: false,
    rules: [],
    idType: "userID",
    version: 1,
  };
  return {
    feature_gates: Object.fromEntries(gateNames.map((name) => [name, { ...gate, name }])),
    dynamic_configs: {},
    layer_configs: {},
    condition_map: {},
    layers: {},
    id_lists: {},
    has_updates: true,
    time: 1,
    company_id: "bench",
    response_format: "dcs-v2",
  };
}
