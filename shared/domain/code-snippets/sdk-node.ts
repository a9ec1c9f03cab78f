import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { forEachName, javascriptLiteral, lostDigitsNote, refusalCode } from "./javascript.ts";
import { ownHostsNote, type SdkHosts, type SnippetRequest } from "./snippet-request.ts";

/** Returns code for the official server SDK, which downloads the definitions and evaluates locally. It requires a server secret key. */
export function nodeSdkSnippet(request: SnippetRequest): string {
  const { body, question, isLogging } = request;
  if (question === null) return "// The server SDK for Node makes this request itself when needed and has no call for it.\n";
  if (question.kind === "ranked") return "// The server SDK for Node has no call for ranked lists.\n";
  const user = isJsonObject(body) && isJsonObject(body.user) ? body.user : {};
  const options = isLogging ? "" : ", { disableExposureLogging: true }";
  return `// npm install @statsig/statsig-node-core; it needs a server secret key
import { Statsig, StatsigUser } from "@statsig/statsig-node-core";

${refusalCode(request)}${ownHostsNote(request, "specsUrl and logEventUrl in the options")}const statsig = new Statsig(process.env.${nodeSdkKeyVariable(request)}${optionsAt(request.hosts)});
await statsig.initialize();
${lostDigitsNote(user)}const user = new StatsigUser(${javascriptLiteral(user)});

${forEachName(question.names, (name) => callCode(question.kind, name, options))}
await statsig.shutdown();
`;
}

/** The SDK takes a server secret key, whatever key the request used. */
export function nodeSdkKeyVariable({ keyKind, keyVariable }: SnippetRequest): string {
  return keyKind === "client" || keyKind === "console" ? "STATSIG_SERVER_KEY" : keyVariable;
}

function optionsAt(hosts: SdkHosts | null): string {
  if (hosts === null) return "";
  const options = {
    specsUrl: `${hosts.cdn}/v2/download_config_specs`,
    idListsUrl: `${hosts.cdn}/v1/get_id_lists`,
    logEventUrl: `${hosts.events}/log_event`,
  };
  return `, ${javascriptLiteral(options)}`;
}

function callCode(kind: EntityKind, name: string, options: string): string {
  switch (kind) {
    case "gate":
      return `console.log(${name}, statsig.checkGate(user, ${name}${options}));`;
    case "config":
      return `console.log(${name}, statsig.getDynamicConfig(user, ${name}${options}).value);`;
    case "experiment":
      return `const experiment = statsig.getExperiment(user, ${name}${options});\nconsole.log(${name}, experiment.groupName, experiment.value);`;
    default:
      return `const layer = statsig.getLayer(user, ${name}${options});\nconsole.log(${name}, layer.allocatedExperimentName, layer.get("a_parameter", null));`;
  }
}
