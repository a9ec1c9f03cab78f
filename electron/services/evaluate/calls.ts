import { type EntityKind, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";
import type { Endpoint } from "#shared/domain/exchange/exchange.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** One request to the HTTP API, without its host and key. */
export interface Call {
  readonly endpoint: Endpoint;
  readonly kind: EntityKind;
  /** The distinct names that the call requests. */
  readonly names: readonly string[];
  /** The part of the body that contains the names, without the user and the metadata. */
  readonly parameters: JsonObject;
}

/** Groups names into as few calls as possible (statsig-http.md §4, §5): only gates can share a call. A repeated name is requested once. */
export function callsFor(kind: EntityKind, names: readonly string[]): Call[] {
  const distinct = [...new Set(names)];
  switch (kind) {
    case "gate":
      return chunks(distinct, maxNamesInOneCheck).map((gateNames) => gateCall(gateNames));
    case "config":
    case "experiment":
      return distinct.map((name) => ({ endpoint: "get_config", kind, names: [name], parameters: { configName: name } }));
    case "layer":
      return distinct.map((name) => ({ endpoint: "get_layer", kind, names: [name], parameters: { layerName: name } }));
    case "ranked":
      return distinct.map((name) => ({ endpoint: "get_ranked_list", kind, names: [name], parameters: { configName: name } }));
  }
}

/** Composes the whole body of a call. It suppresses exposures unless logging is on; the API has no other switch (statsig-http.md §8). */
export function callBody(
  parameters: JsonObject,
  user: StatsigUser,
  { version, isLogging }: { version: string; isLogging: boolean },
): JsonObject {
  const metadata: JsonObject = { sdkType: "gatescope", sdkVersion: version };
  return { ...parameters, user, statsigMetadata: isLogging ? metadata : { ...metadata, exposureLoggingDisabled: true } };
}

/** Requests all values of one user: with plain names if the service allows it, and never as a delta (statsig-http.md §9.2, §9.4). */
export const initializeCall: Call = {
  endpoint: "initialize",
  kind: "gate",
  names: [],
  parameters: { hash: "none", deltasResponseRequested: false },
};

function gateCall(names: string[]): Call {
  const [only] = names;
  const parameters: JsonObject = names.length === 1 && only !== undefined ? { gateName: only } : { gateNames: names };
  return { endpoint: "check_gate", kind: "gate", names, parameters };
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
