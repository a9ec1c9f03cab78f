import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { forEachName, javascriptLiteral, lostDigitsNote, refusalCode } from "./javascript.ts";
import { ownHostsNote, type SdkHosts, type SnippetRequest } from "./snippet-request.ts";

/** Returns code for the official web SDK, which calls initialize once for all values of the user. It requires a client key. */
export function webSdkSnippet(request: SnippetRequest): string {
  const { body, question, isLogging } = request;
  if (question === null) return "// The web SDK makes this request itself when needed and has no call for it.\n";
  if (question.kind === "ranked") return "// The web SDK has no call for ranked lists.\n";
  const user = isJsonObject(body) && isJsonObject(body.user) ? body.user : {};
  const options = isLogging ? "" : ", { disableExposureLog: true }";
  return `// npm install @statsig/js-client; it needs a client key, which your bundler puts in place of the variable
import { StatsigClient } from "@statsig/js-client";

${refusalCode(request)}${ownHostsNote(request, "networkConfig.api in the options")}${lostDigitsNote(user)}const statsig = new StatsigClient(process.env.${webSdkKeyVariable(request)}, ${javascriptLiteral(user)}${optionsAt(request.hosts)});
await statsig.initializeAsync();

${forEachName(question.names, (name) => callCode(question.kind, name, options))}
await statsig.shutdown();
`;
}

/** The SDK takes a client key, whatever key the request used. */
export function webSdkKeyVariable({ keyKind, keyVariable }: SnippetRequest): string {
  return keyKind === "server" || keyKind === "console" ? "STATSIG_CLIENT_KEY" : keyVariable;
}

function optionsAt(hosts: SdkHosts | null): string {
  return hosts === null ? "" : `, ${javascriptLiteral({ networkConfig: { api: hosts.initialize } })}`;
}

function callCode(kind: EntityKind, name: string, options: string): string {
  switch (kind) {
    case "gate":
      return `console.log(${name}, statsig.checkGate(${name}${options}));`;
    case "config":
      return `console.log(${name}, statsig.getDynamicConfig(${name}${options}).value);`;
    case "experiment":
      return `const experiment = statsig.getExperiment(${name}${options});\nconsole.log(${name}, experiment.groupName, experiment.value);`;
    default:
      return `const layer = statsig.getLayer(${name}${options});\nconsole.log(${name}, layer.ruleID, layer.get("a_parameter", null));`;
  }
}
