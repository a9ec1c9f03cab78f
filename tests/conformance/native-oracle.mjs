/**
 * `node native-oracle.mjs` runs the official native engine. It reads one JSON line, `{ specs, users, idLists, text }`, and answers one JSON line,
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
let requestCount = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await answerTo(JSON.parse(line, withNumberAsWritten)).catch((failure) => ({ error: String(failure) }));
  // Escapes two characters that end a line in the reader's readline and that JSON does not escape.
  const text = JSON.stringify(answer).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, "drain");
}
process.exit(0); // the data store's callbacks keep the event loop alive after shutdown()

/** Keeps the text of numbers that JavaScript would write differently, for the definitions. */
function withNumberAsWritten(_name, value, { source }) {
  return typeof value === "number" && String(value) !== source ? JSON.rawJSON(source) : value;
}

/** `text` replaces the text of `specs`, of which then only the names are used. */
async function answerTo({ specs, users, idLists, text = null }) {
  requestCount += 1;
  const loaded = text ?? JSON.stringify({ ...specs, checksum: `oracle-${requestCount}` });
  const lists = idLists === undefined ? null : await serveLists(idLists);
  const statsig = new Statsig("secret-oracle", {
    dataStore: {
      initialize: async () => {},
      shutdown: async () => {},
      get: async () => ({ result: loaded, time: Date.now() }),
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
  // Initialize stops at conditions on a group, possibly with the same rule ID as the result of a server call.
  const usesGroups = Object.values(specs.condition_map).some(({ type }) => type === "experiment_group");
  const row = (kind, name, evaluated, value) => {
    const initialized = everything[sections[kind]]?.[name];
    return {
      user: index,
      ignored,
      kind,
      name,
      value,
      ruleId: evaluated.ruleID,
      groupName: evaluated.groupName ?? null,
      allocatedExperiment: evaluated.allocatedExperimentName ?? null,
      reason: evaluated.details.reason,
      // Initialize returns no segments and holdouts, and no entity that only a server call can evaluate.
      initialize: usesGroups || initialized === undefined || initialized.rule_id !== evaluated.ruleID ? null : initialized,
    };
  };
  return [
    ...Object.keys(specs.feature_gates).map((name) => {
      const gate = statsig.getFeatureGate(user, name, quiet);
      return row("gate", name, gate, gate.value);
    }),
    // Also for dynamic configs: getExperiment reads the same map and returns the group.
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

/** Creates a user through setters, because the constructor refuses wrong types. Fields that a setter refuses are returned as rejected. */
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

/** Returns the specs that the SDK dropped because it could not read them. */
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

/** Serves ID lists. `lists` has the lines of each list as Statsig serves them (`+hash8`, `-hash8`). */
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
