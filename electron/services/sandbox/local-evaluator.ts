import { randomUUID } from "node:crypto";
import statsigNode, { type StatsigUser as SdkUser } from "statsig-node";
import outputLogger from "statsig-node/dist/OutputLogger.js";
import type { RankedVariant } from "#shared/domain/evaluation/evaluation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type StatsigUser, unitIds, userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { Log } from "../ports.ts";
import { chooseVariant, rankVariants, type Subject } from "./contextual-autotune.ts";
import { completeInitializeAnswer, type NameHash } from "./initialize-answer.ts";
import type { ContextualAutotune, Spec, SpecsV2 } from "./specs-v2.ts";
import { v1FromV2 } from "./v2-to-v1.ts";

/** Holds a gate's result. Its exposures are those that an official SDK would log (statsig-http.md §10.2), without the user and the time. */
export interface GateResult {
  readonly value: boolean;
  /** As the engine says it: `default` and `disabled` where no rule decided, empty for an unknown gate. */
  readonly ruleId: string;
  /** The console's name of the rule, where the definitions tell it. */
  readonly ruleName: string | null;
  readonly exposures: readonly JsonObject[];
}

export interface ConfigResult {
  readonly value: JsonObject;
  readonly ruleId: string;
  /** An experiment's or autotune's group; a dynamic config's rule that decided. */
  readonly groupName: string | null;
  readonly exposures: readonly JsonObject[];
}

export interface LayerResult {
  readonly value: JsonObject;
  readonly ruleId: string;
  readonly allocatedExperiment: string | null;
  /** One for each parameter: what an SDK logs when all of them are read. */
  readonly exposures: readonly JsonObject[];
}

/** Statsig's official pure-JS SDK over one set of definitions, cut off from any network. */
export interface LocalEvaluator {
  /** Like the service, an unknown gate fails without a rule. */
  gate(user: StatsigUser, name: string): GateResult;
  /** Undefined for a name that is neither a dynamic config, an experiment nor an autotune. */
  config(user: StatsigUser, name: string): ConfigResult | undefined;
  layer(user: StatsigUser, name: string): LayerResult | undefined;
  /** Undefined unless the name is a contextual autotune's. */
  rankedList(user: StatsigUser, name: string): RankedVariant[] | undefined;
  /**
   * Evaluates everything for one user, in format `init-v1` (statsig-http.md §9.3). Throws if the definitions cannot be evaluated (a cycle
   * of gates).
   */
  initialize(user: StatsigUser, clientKey: string, hash: NameHash): JsonObject;
  close(): Promise<void>;
}

export async function createLocalEvaluator({ specs, log }: { specs: SpecsV2; log: Log }): Promise<LocalEvaluator> {
  const exposed: SdkExposure[] = [];
  const expose = (event: SdkExposure) => exposed.push(event);
  const anyKey = `secret-${randomUUID()}`;
  sendSdkLinesTo(log, anyKey);
  const sdk = new statsigNode.StatsigServer(anyKey, {
    // The sandbox adds the tier of `default_environment` itself: the SDK would overwrite the user's own with it.
    bootstrapValues: JSON.stringify({ ...v1FromV2(specs), default_environment: undefined }),
    localMode: true,
    // localMode does not stop the SDK's error reports to statsigapi.net; this option does (statsig-http.md §12).
    disableAllLogging: true,
    disableDiagnostics: true,
    disableRulesetsSync: true,
    disableIdListsSync: true,
    evaluationCallbacks: {
      gateCallback: (_gate, _user, event) => expose(event),
      dynamicConfigCallback: (_config, _user, event) => expose(event),
      layerParamCallback: (_layer, _parameter, _user, event) => expose(event),
    },
  });
  await sdk.initializeAsync();

  /** Runs one evaluation and gathers what it exposed. The SDK calls back before it returns. */
  function evaluated<Result>(ask: () => Result): { result: Result; exposures: JsonObject[] } {
    exposed.length = 0;
    const result = ask();
    return { result, exposures: exposed.map(automaticExposure) };
  }

  const userFor = (user: StatsigUser): SdkUser => evaluableUser(user, specs.default_environment ?? "");
  const unexposed = { disableExposureLogging: true };

  function subjectOf(user: StatsigUser, { idType, targetingGateName }: ContextualAutotune): Subject {
    return {
      unit: unitOf(user, idType),
      field: (name) => fieldOf(user, name),
      passesTargeting: !targetingGateName || evaluated(() => sdk.checkGate(userFor(user), targetingGateName, unexposed)).result,
    };
  }

  function contextualAutotune(user: StatsigUser, name: string, autotune: ContextualAutotune): ConfigResult {
    const chosen = chooseVariant(autotune, subjectOf(user, autotune));
    const metadata = { config: name, ruleID: chosen.ruleId, rulePassed: "true" };
    return { ...chosen, exposures: [{ eventName: "statsig::config_exposure", metadata, value: null, secondaryExposures: [] }] };
  }

  return {
    gate(user, name) {
      const { result, exposures } = evaluated(() => sdk.getFeatureGate(userFor(user), name, unexposed));
      const { value, ruleID: ruleId } = result;
      return { value, ruleId, ruleName: ruleName(own(specs.feature_gates, name), ruleId), exposures };
    },

    config(user, name) {
      const autotune = own(specs.cmab_configs ?? {}, name);
      if (autotune) return contextualAutotune(user, name, autotune);
      const spec = own(specs.dynamic_configs, name);
      if (!spec) return undefined;
      const { result, exposures } = evaluated(() => sdk.getConfig(userFor(user), name, unexposed));
      const ruleId = result.getRuleID();
      const hasPassed = exposures.some(({ metadata }) => isJsonObject(metadata) && metadata.rulePassed === "true");
      const deciding = spec.entity === "dynamic_config" && hasPassed ? ruleName(spec, ruleId) : null;
      return { value: asJsonObject(result.value), ruleId, groupName: result.getGroupName() ?? deciding, exposures };
    },

    layer(user, name) {
      if (!own(specs.layer_configs, name)) return undefined;
      const { result, exposures } = evaluated(() => {
        const layer = sdk.getLayer(userFor(user), name, unexposed);
        const value = wholeValue(layer);
        for (const parameter of Object.keys(value)) layer.getValue(parameter);
        return { layer, value };
      });
      const { layer, value } = result;
      return { value, ruleId: layer.getRuleID(), allocatedExperiment: layer.getAllocatedExperimentName(), exposures };
    },

    rankedList(user, name) {
      const autotune = own(specs.cmab_configs ?? {}, name);
      return autotune && rankVariants(autotune, subjectOf(user, autotune));
    },

    initialize(user, clientKey, hash) {
      const everything = sdk.getClientInitializeResponse(userFor(user), clientKey, { hash });
      if (!everything) throw new Error("The definitions could not be evaluated for this user; a gate may depend on itself.");
      const autotunes = Object.entries(specs.cmab_configs ?? {}).map(([name, autotune]) => ({
        name,
        idType: autotune.idType,
        chosen: chooseVariant(autotune, subjectOf(user, autotune)),
      }));
      return completeInitializeAnswer({ answer: asJsonObject(everything), specs, clientKey, hash, autotunes });
    },

    close: () => sdk.shutdownAsync(),
  };
}

/**
 * The SDK writes to the console unless told otherwise in this one place, which is the whole process's; its `logger` option is not heeded here.
 * Its warnings are about large users, and said for each evaluation.
 */
function sendSdkLinesTo(log: Log, keyToMask: string): void {
  // Node hands out a CommonJS module whole, where TypeScript sees its default export only.
  const { setLogger } = "default" in outputLogger ? (outputLogger.default as typeof outputLogger) : outputLogger;
  const error = (message: string, cause: unknown) => log.warn("The sandbox's evaluator failed.", { message, cause: String(cause) });
  setLogger({ logLevel: "error", warn: () => {}, error }, keyToMask);
}

interface SdkExposure {
  toObject(): object;
}

/** As the SDK would have sent it by itself: callbacks are handed manual exposures. */
function automaticExposure(event: SdkExposure): JsonObject {
  const { time: _time, user: _user, statsigMetadata: _none, metadata, ...exposure } = asJsonObject(event.toObject());
  const { isManualExposure: _manual, ...facts } = asJsonObject(metadata);
  return { ...exposure, metadata: facts };
}

/**
 * Copies the user so that the SDK may change it, and gives a user without any ID a string userID, normally empty. The SDK throws on such
 * users and the HTTP API does not: there, they share the bucket of the empty ID (statsig-http.md §3).
 */
function evaluableUser(user: StatsigUser, defaultTier: string): SdkUser {
  const { userID } = user;
  const isIdentified = typeof userID === "string" || typeof userID === "number" || unitIds(user).length > 0;
  const evaluable = {
    ...structuredClone(userForRequest(user, defaultTier)),
    ...(isIdentified ? {} : { userID: String(userID ?? "") }),
  };
  // The SDK's type knows well-formed users only; the engine behind it takes any JSON, and odd users are part of the work.
  return evaluable as SdkUser;
}

/** The SDK hands out a layer parameter by parameter only; the HTTP API answers with all of them. */
function wholeValue(layer: object): JsonObject {
  return asJsonObject("_value" in layer ? layer._value : {});
}

/** Everything the SDK returns is JSON underneath, in classes and optional fields that only its own types describe. */
function asJsonObject(value: unknown): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(value ?? {}));
  return isJsonObject(json) ? json : {};
}

function ruleName(spec: Spec | undefined, ruleId: string): string | null {
  const name = spec?.rules.find(({ id }) => id === ruleId)?.name ?? "";
  // Real payloads repeat the rule's id where the demo project has its name.
  return name === "" || name === ruleId.split(":")[0] || name === ruleId ? null : name;
}

function own<Value>(map: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function unitOf(user: StatsigUser, idType: string): string {
  return unitIds(user).find((unit) => unit.idType.toLowerCase() === idType.toLowerCase())?.value ?? "";
}

/** Finds a field as rules do: top level, custom, private attributes; exact name, then lower case (statsig-evaluation.md §6.1). */
function fieldOf(user: StatsigUser, name: string): JsonValue | undefined {
  const places = [user, user.custom, user.privateAttributes].filter(isJsonObject);
  const found = places.flatMap((place) => [own(place, name), own(place, name.toLowerCase())]);
  return found.find((value) => value !== undefined && value !== null);
}
