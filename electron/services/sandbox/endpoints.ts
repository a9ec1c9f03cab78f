import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { withStableId } from "#shared/domain/user/with-stable-id.ts";
import { type ConsoleKind, consoleAnswer, consoleKinds, consolePage, consoleVersions, versionedKinds } from "./console-answers.ts";
import { overridesAnswer } from "./console-overrides.ts";
import type { ConfigResult, GateResult, LocalEvaluator } from "./local-evaluator.ts";
import { maxStoredEvents, type ReceivedLog } from "./received-log.ts";
import { Refusal } from "./refusal.ts";
import {
  CheckGateSchema,
  GetConfigSchema,
  GetLayerSchema,
  GetRankedListSchema,
  InitializeSchema,
  LogCustomExposureSchema,
  LogEventSchema,
  readBody,
} from "./request-schemas.ts";
import type { SpecsV2 } from "./specs-v2.ts";
import type { SpecsV1 } from "./v2-to-v1.ts";

/** The served definitions in all their forms. */
export interface ServedProject {
  readonly specs: SpecsV2;
  /** The definitions as SDKs receive them. */
  readonly published: SpecsV2;
  readonly specsV1: SpecsV1;
  readonly evaluator: LocalEvaluator;
}

export interface Call {
  /** Empty for GET. */
  readonly body: JsonObject;
  readonly query: URLSearchParams;
  /** The entity that the path names, if it names one. */
  readonly pathName?: string | undefined;
}

export interface Reply {
  readonly status: number;
  /** Undefined for a response without a body. */
  readonly body?: unknown;
}

export interface Endpoint {
  readonly name: string;
  readonly method: "GET" | "POST";
  /** May have a group `key` for the API key in the path, and a group `name` for the requested entity. */
  readonly path: RegExp;
  readonly keys: "any" | "server" | "client" | "console" | "none";
  /** The native SDK requests ID lists with POST and without a body. */
  readonly mayHaveNoBody?: true;
  readonly answer: (call: Call) => Reply;
}

interface EndpointParts {
  readonly project: () => ServedProject;
  readonly received: ReceivedLog;
  readonly clientKey: string;
}

/** The common fields of all evaluation requests. */
interface EvaluationBody {
  readonly user: StatsigUser;
  readonly statsigMetadata: JsonObject;
}

const accepted: Reply = { status: 202, body: { success: true } };

/** Creates every endpoint of the sandbox. statsig-http.md §14 specifies the answers. */
export function createEndpoints({ project, received, clientKey }: EndpointParts): Endpoint[] {
  const evaluator = () => project().evaluator;
  const post = (name: string, answer: Endpoint["answer"]): Endpoint => ({
    name,
    method: "POST",
    path: new RegExp(`^/v1/${name}$`),
    keys: "any",
    answer,
  });

  function storeExposures(endpoint: string, { user, statsigMetadata }: EvaluationBody, exposures: readonly JsonObject[]): void {
    if (statsigMetadata.exposureLoggingDisabled === true) return;
    for (const exposure of exposures) received.record(endpoint, { ...exposure, eventName: String(exposure.eventName), user });
  }

  function checkGate({ body }: Call): Reply {
    const request = readBody(CheckGateSchema, body);
    const names = [...new Set(request.gateNames ?? [request.gateName ?? ""])];
    const gates = names.map((name) => ({ name, gate: evaluator().gate(request.user, name) }));
    const exposures = gates.flatMap(({ gate }) => gate.exposures);
    storeExposures("check_gate", request, exposures);
    const answers = gates.map(({ name, gate }) => [name, gateAnswer(name, gate)] as const);
    return ok(request.gateNames ? Object.fromEntries(answers) : answers[0]?.[1]);
  }

  function getConfig({ body }: Call): Reply {
    const request = readBody(GetConfigSchema, body);
    const config = evaluator().config(request.user, request.configName);
    storeExposures("get_config", request, config?.exposures ?? [exposureOfUnknown(request.configName)]);
    return ok(configAnswer(request.configName, config));
  }

  function getLayer({ body }: Call): Reply {
    const request = readBody(GetLayerSchema, body);
    const layer = evaluator().layer(request.user, request.layerName);
    if (!layer) throw new Refusal(404, "Layer not found");
    storeExposures("get_layer", request, layer.exposures);
    const { value, ruleId, allocatedExperiment } = layer;
    return ok({ name: request.layerName, value, ruleID: ruleId, allocatedExperimentName: allocatedExperiment });
  }

  function getRankedList({ body }: Call): Reply {
    const request = readBody(GetRankedListSchema, body);
    const ranked = evaluator().rankedList(request.user, request.configName);
    if (!ranked) throw new Refusal(404, "Config not found or not a contextual bandit");
    return ok(ranked.map(({ name, value, ruleId, score }) => ({ name, value, rule_id: ruleId, score })));
  }

  function initialize({ body }: Call): Reply {
    const request = readBody(InitializeSchema, body);
    if (request.sinceTime === project().specs.time) return { status: 204 };
    const user = withStableId(request.user, request.statsigMetadata.stableID);
    return ok(evaluator().initialize(user, clientKey, request.hash));
  }

  const logEvents =
    (endpoint: string) =>
    ({ body }: Call): Reply => {
      const { user, events } = readBody(LogEventSchema, body);
      for (const event of events) received.record(endpoint, asEvent({ ...event, user: event.user ?? user ?? null }));
      return accepted;
    };

  function logCustomExposure({ body }: Call): Reply {
    const { user, exposures } = readBody(LogCustomExposureSchema, body);
    for (const exposure of exposures) {
      const eventName = exposure.gateName === undefined ? "statsig::config_exposure" : "statsig::gate_exposure";
      received.record("log_custom_exposure", asEvent({ eventName, ...exposure, user: exposure.user ?? user ?? null }));
    }
    return accepted;
  }

  const specsV1 = ({ body, query }: Call) =>
    ok(unlessCurrent(project().specsV1, body.sinceTime ?? query.get("sinceTime"), query.get("checksum")));
  const specsV2 = ({ query }: Call) => ok(unlessCurrent(project().published, query.get("sinceTime"), query.get("checksum")));
  // The served definitions use no ID list, so the list of lists is empty.
  const idLists = () => ok({});
  const definitions = { name: "download_config_specs", keys: "server", mayHaveNoBody: true } as const;
  const lists = { name: "get_id_lists", keys: "server", mayHaveNoBody: true, answer: idLists } as const;

  const consoleEndpoint = (kind: ConsoleKind): Endpoint => ({
    name: `console/${kind}`,
    method: "GET",
    path: new RegExp(`^/console/v1/${kind}(?:/(?<name>[^/]+))?$`),
    keys: "console",
    answer({ query, pathName }) {
      if (pathName === undefined) return ok(consolePage(project().specs, kind, limitOf(query.get("limit"))));
      const answer = consoleAnswer(project().specs, kind, pathName);
      if (answer === undefined) throw new Refusal(404, "Not found.");
      return ok(answer);
    },
  });

  const versionsEndpoint = (kind: (typeof versionedKinds)[number]): Endpoint => ({
    name: `console/${kind}/versions`,
    method: "GET",
    path: new RegExp(`^/console/v1/${kind}/(?<name>[^/]+)/versions$`),
    keys: "console",
    answer({ query, pathName = "" }) {
      const page = { limit: limitOf(query.get("limit") ?? "10"), page: limitOf(query.get("page") ?? "1") };
      const answer = consoleVersions(project().specs, kind, pathName, page);
      if (answer === undefined) throw new Refusal(404, "Not Found. The requested resource could not be found.");
      return ok(answer);
    },
  });

  return [
    ...consoleKinds.map(consoleEndpoint),
    ...versionedKinds.map(versionsEndpoint),
    {
      name: "console/overrides",
      method: "GET",
      path: /^\/console\/v1\/overrides$/,
      keys: "console",
      answer: ({ query }) => ok(overridesAnswer(project().specs, query.get("userId"), query.get("idType") ?? "userID")),
    },
    post("check_gate", checkGate),
    post("get_config", getConfig),
    post("get_layer", getLayer),
    post("get_ranked_list", getRankedList),
    post("log_event", logEvents("log_event")),
    post("log_custom_exposure", logCustomExposure),
    { ...post("initialize", initialize), keys: "client" },
    { ...post("rgstr", logEvents("rgstr")), path: /^\/v1\/(?:rgstr|log_event_beacon)$/ },
    { ...definitions, method: "GET", path: /^\/v1\/download_config_specs\/(?<key>[^/]+)\.json$/, answer: specsV1 },
    { ...definitions, method: "POST", path: /^\/v1\/download_config_specs$/, answer: specsV1 },
    { ...definitions, method: "GET", path: /^\/v1\/download_config_specs$/, answer: specsV1 },
    { ...definitions, method: "GET", path: /^\/v2\/download_config_specs\/(?<key>[^/]+)\.json$/, answer: specsV2 },
    { ...lists, method: "GET", path: /^\/v1\/get_id_lists(?:\/(?<key>[^/]+?)(?:\.json)?)?$/ },
    { ...lists, method: "POST", path: /^\/v1\/get_id_lists$/ },
    // Crash reports of SDKs are accepted, so that they are not sent elsewhere, but not stored.
    { ...post("sdk_exception", () => accepted), keys: "none" },
    {
      name: "received",
      method: "GET",
      path: /^\/sandbox\/received$/,
      keys: "server",
      answer: ({ query }) => ok(received.newest(limitOf(query.get("limit")))),
    },
  ];
}

const ok = (body: unknown): Reply => ({ status: 200, body });

const noRule = new Set(["", "default", "disabled"]);

function gateAnswer(name: string, { value, ruleId, ruleName }: GateResult): JsonObject {
  const hasRule = value && !noRule.has(ruleId);
  return { name, value, rule_id: hasRule ? ruleId : null, group_name: hasRule ? ruleName : null };
}

function configAnswer(name: string, config: ConfigResult | undefined): JsonObject {
  if (!config) return { name, value: {}, group: "", rule_id: null, group_name: null };
  const { value, ruleId, groupName } = config;
  return { name, value, group: ruleId, rule_id: ruleId, group_name: groupName };
}

/** Composes the exposure of an unknown name, which has no rule (statsig-http.md §10.3). */
function exposureOfUnknown(name: string): JsonObject {
  const metadata = { config: name, ruleID: "", rulePassed: "false", reason: "Unrecognized" };
  return { eventName: "statsig::config_exposure", metadata, value: null, secondaryExposures: [] };
}

/** Returns `{"has_updates": false}` if the caller has these definitions already. */
function unlessCurrent(specs: SpecsV1 | SpecsV2, sinceTime: JsonValue, checksum: string | null): unknown {
  const isKnown = Number(sinceTime) === specs.time && (checksum === null || checksum === specs.checksum);
  return isKnown ? { has_updates: false } : specs;
}

/** Converts a parsed event to JSON. Schemas type unnamed fields as `unknown`, although they come from JSON.parse. */
function asEvent<Event extends { eventName: string }>(event: Event): JsonObject & { eventName: string } {
  if (!isJsonObject(event)) throw new TypeError("An event is an object.");
  return { ...event, eventName: event.eventName };
}

function limitOf(text: string | null): number {
  const limit = Number(text ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxStoredEvents) throw new Refusal(400, `limit must be 1 to ${maxStoredEvents}.`);
  return limit;
}
