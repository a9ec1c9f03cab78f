import { createHash } from "node:crypto";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { ChosenVariant } from "./contextual-autotune.ts";
import type { SpecsV2 } from "./specs-v2.ts";

/** The hash of the names in a response of `initialize` (statsig-http.md §9.2). */
export type NameHash = "none" | "djb2" | "sha256";

/**
 * Adds to the JavaScript SDK's response what it omits, unlike the service and the native SDK: contextual autotunes, the ID types of layers,
 * parameter stores, and the hash of the key.
 */
export function completeInitializeAnswer(parts: {
  readonly answer: JsonObject;
  readonly specs: SpecsV2;
  readonly clientKey: string;
  readonly hash: NameHash;
  readonly autotunes: readonly { name: string; idType: string; chosen: ChosenVariant }[];
}): JsonObject {
  const { sdkInfo: _, dynamic_configs: configs, layer_configs: layers, ...answer } = parts.answer;
  const hashName = (name: string) => hashedName(name, parts.hash);
  const autotunes = parts.autotunes.map(({ name, idType, chosen }) => [hashName(name), autotuneEntry(hashName(name), idType, chosen)]);
  return {
    ...answer,
    dynamic_configs: { ...(isJsonObject(configs) ? configs : {}), ...Object.fromEntries(autotunes) },
    layer_configs: withIdTypes(isJsonObject(layers) ? layers : {}, parts.specs.layer_configs, hashName),
    param_stores: parameterStores(parts.specs, hashName),
    hashed_sdk_key_used: djb2(parts.clientKey),
    derived_fields: {},
    generator: "gatescope-sandbox",
  };
}

function autotuneEntry(name: string, idType: string, { value, ruleId, groupName }: ChosenVariant): JsonObject {
  return {
    name,
    value,
    rule_id: ruleId,
    group: ruleId,
    ...(groupName === null ? {} : { group_name: groupName }),
    id_type: idType,
    is_device_based: idType.toLowerCase() === "stableid",
    secondary_exposures: [],
  };
}

function withIdTypes(layers: JsonObject, specs: SpecsV2["layer_configs"], hashName: (name: string) => string): JsonObject {
  const idTypes = new Map(Object.entries(specs).map(([name, { idType }]) => [hashName(name), idType]));
  const entries = Object.entries(layers).map(([name, layer]) => [
    name,
    isJsonObject(layer) ? { ...layer, id_type: idTypes.get(name) ?? null } : layer,
  ]);
  return Object.fromEntries(entries);
}

const nameFields = ["gate_name", "config_name", "experiment_name", "layer_name"];

/** Returns the definitions of the parameter stores, which the client resolves itself. Their references are hashed like all names. */
function parameterStores(specs: SpecsV2, hashName: (name: string) => string): JsonObject {
  const field = ([name, value]: [string, JsonValue]) => [
    name,
    nameFields.includes(name) && typeof value === "string" ? hashName(value) : value,
  ];
  const parameter = ([name, fields]: [string, JsonObject]) => [name, { name, ...Object.fromEntries(Object.entries(fields).map(field)) }];
  const stores = Object.entries(specs.param_stores ?? {});
  return Object.fromEntries(
    stores.map(([name, { parameters }]) => [hashName(name), Object.fromEntries(Object.entries(parameters).map(parameter))]),
  );
}

function hashedName(name: string, hash: NameHash): string {
  if (hash === "none") return name;
  return hash === "djb2" ? djb2(name) : createHash("sha256").update(name).digest("base64");
}
