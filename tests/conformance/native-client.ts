/**
 * `node native-client.ts <sandbox url> <server key>` evaluates every demo user and name with the official native SDK, with definitions from
 * the sandbox, and prints the results as one line of JSON. It is a separate program because the SDK can abort its process
 * (statsig-evaluation.md §14.1).
 */
import { Statsig, StatsigUser } from "@statsig/statsig-node-core";
import { type ClientAnswer, clientRows, demoUsers, toClientAnswer } from "./demo-answers.ts";

const [url = "", key = ""] = process.argv.slice(2);
const statsig = new Statsig(key, {
  specsUrl: `${url}/v2/download_config_specs`,
  idListsUrl: `${url}/v1/get_id_lists`,
  logEventUrl: `${url}/v1/log_event`,
  enableIdLists: true,
  waitForCountryLookupInit: true,
  outputLogLevel: "error",
});
const { isSuccess, error } = await statsig.initialize();
if (!isSuccess) throw new Error(`The native SDK did not initialize: ${error}`);

const answers = clientRows.map((row): ClientAnswer => {
  const user = nativeUser(demoUsers[row.user] ?? {});
  const { user: index, kind, name } = row;
  if (kind === "gate") {
    const gate = statsig.getFeatureGate(user, name);
    return toClientAnswer({ user: index, kind, name, value: gate.value, ruleId: gate.ruleID, groupName: null, allocatedExperiment: null });
  }
  if (kind === "layer") {
    const layer = statsig.getLayer(user, name);
    const value = JSON.parse(JSON.stringify(layer.__value));
    for (const parameter of Object.keys(value)) layer.getValue(parameter);
    return toClientAnswer({
      user: index,
      kind,
      name,
      value,
      ruleId: layer.ruleID,
      groupName: null,
      allocatedExperiment: layer.allocatedExperimentName,
    });
  }
  // Also for dynamic configs: getExperiment reads the same map and returns the group too.
  const config = statsig.getExperiment(user, name);
  const value = JSON.parse(JSON.stringify(config.value));
  return toClientAnswer({ user: index, kind, name, value, ruleId: config.ruleID, groupName: config.groupName, allocatedExperiment: null });
});
await statsig.flushEvents();
await statsig.shutdown();
process.stdout.write(JSON.stringify(answers));

/** Creates a user through its properties, because the constructor refuses a user without an ID. */
function nativeUser(fields: object): StatsigUser {
  const user = new StatsigUser({ customIDs: {} });
  user.customIDs = null;
  return Object.assign(user, fields);
}
