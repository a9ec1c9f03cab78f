/**
 * `node native-oracle.mjs` runs the official native engine. It reads one JSON line, `{ specs, users, idLists }`, and answers one JSON line,
 * `{ rows, dropped }` or `{ error }`. It is a separate program because the SDK can abort its process (statsig-evaluation.md §14.1); the
 * caller then restarts it. Nothing leaves this machine: without ID lists the network is off; with ID lists, which have no other loader,
 * every URL is that of a server in here.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Statsig, StatsigUser } from "@statsig/statsig-node-core";

const sections = { gate: "feature_gates", config: "dynamic_configs", layer: "layer_configs" };
const quiet = { disableExposureLogging: true };
let asked = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await answerTo(JSON.parse(line)).catch((failure) => ({ error: String(failure) }));
  // Readline, at the other end, ends lines at two characters that JSON leaves as they are.
  const text = JSON.stringify(answer).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, "drain");
}
process.exit(0); // the data store's callbacks keep the event loop alive after shutdown()

async function answerTo({ specs, users, idLists }) {
  asked += 1;
  const text = JSON.stringify({ ...specs, checksum: `oracle-${asked}` });
  const lists = idLists === undefined ? null : await serveLists(idLists);
  const statsig = new Statsig("secret-oracle", {
    dataStore: {
      initialize: async () => {},
      shutdown: async () => {},
      get: async () => ({ result: text, time: Date.now() }),
      set: async () => {},
      supportPollingUpdatesFor: async () => false,
    },
    specAdaptersConfig: [{ adapterType: "data_store", initTimeoutMs: 3000 }],
    disableAllLogging: true,
    waitForCountryLookupInit: true,
    outputLogLevel: "none",
    ...(lists === null
      ? { disableNetwork: true }
      : {
          enableIdLists: true,
          idListsUrl: `${lists.url}/get_id_lists`,
          idListsSyncIntervalMs: 3_600_000,
          specsUrl: `${lists.url}/specs`,
          logEventUrl: `${lists.url}/log_event`,
        }),
  });
  const { isSuccess, error } = await statsig.initialize();
  try {
    if (!isSuccess) throw new Error(error ?? "The native SDK did not initialize.");
    return { rows: users.flatMap((json, user) => rowsOf(statsig, specs, json, user)), dropped: droppedSpecs(statsig, specs) };
  } finally {
    await statsig.shutdown();
    lists?.close();
  }
}

function rowsOf(statsig, specs, json, index) {
  const { user, ignored } = nativeUser(json);
  const everything = JSON.parse(statsig.getClientInitializeResponse(user, { hashAlgorithm: "none" }));
  // Initialize gives up at conditions on a group, and may do so under the very rule ID that a server call comes to.
  const asksForGroups = Object.values(specs.condition_map).some(({ type }) => type === "experiment_group");
  const row = (kind, name, answered, value) => {
    const told = everything[sections[kind]]?.[name];
    return {
      user: index,
      ignored,
      kind,
      name,
      value,
      ruleId: answered.ruleID,
      groupName: answered.groupName ?? null,
      allocatedExperiment: answered.allocatedExperimentName ?? null,
      reason: answered.details.reason,
      // Segments and holdouts are in no client's answer; nor is what initialize cannot evaluate and a server call can.
      initialize: asksForGroups || told === undefined || told.rule_id !== answered.ruleID ? null : told,
    };
  };
  return [
    ...Object.keys(specs.feature_gates).map((name) => {
      const gate = statsig.getFeatureGate(user, name, quiet);
      return row("gate", name, gate, gate.value);
    }),
    // Dynamic configs too: getExperiment reads the same map, and tells the group.
    ...[...Object.keys(specs.dynamic_configs), ...Object.keys(specs.cmab_configs ?? {})].map((name) => {
      const config = statsig.getExperiment(user, name, quiet);
      return row("config", name, config, config.value);
    }),
    ...Object.keys(specs.layer_configs).map((name) => {
      const layer = statsig.getLayer(user, name, quiet);
      return row("layer", name, layer, layer.__value);
    }),
  ];
}

/** The constructor refuses wrong types; the setters take nearly anything, and what they refuse is left out and told of. */
function nativeUser(json) {
  const user = new StatsigUser({ customIDs: {} });
  user.customIDs = null;
  const ignored = [];
  for (const [field, value] of Object.entries(json)) {
    if (value === null) continue;
    try {
      user[field] = value;
    } catch {
      ignored.push(field);
    }
  }
  return { user, ignored };
}

/** Specs that the SDK could not read, and dropped without a word. */
function droppedSpecs(statsig, specs) {
  const loaded = new Set([
    ...statsig.getFeatureGateList(),
    ...statsig.getDynamicConfigList(),
    ...statsig.getExperimentList(),
    ...statsig.getAutotuneList(),
    ...statsig.getLayerList(),
  ]);
  const listed = Object.values(sections).flatMap((section) => Object.entries(specs[section]));
  return listed.filter(([name, { entity }]) => entity !== "segment" && entity !== "holdout" && !loaded.has(name)).map(([name]) => name);
}

/** `lists`: by name, their lines as Statsig serves them (`+hash8`, `-hash8`). */
async function serveLists(lists) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = decodeURIComponent(pathname.replace("/list/", ""));
    if (pathname === "/get_id_lists")
      response.end(JSON.stringify(Object.fromEntries(Object.keys(lists).map((list) => [list, entry(list)]))));
    else if (Object.hasOwn(lists, name)) response.end(lists[name]);
    else response.writeHead(202).end('{"success":true}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const entry = (name) => ({
    name,
    size: Buffer.byteLength(lists[name]),
    url: `${url}/list/${encodeURIComponent(name)}`,
    creationTime: 1,
    fileID: `file_${name}`,
  });
  return {
    url,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
