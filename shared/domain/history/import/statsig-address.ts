import type { Endpoint } from "#shared/domain/exchange/exchange.ts";

/** What an address is: an endpoint that the history knows, another one of Statsig's, or none of Statsig's. */
export type StatsigAddress =
  | { readonly is: "endpoint"; readonly endpoint: Endpoint }
  | { readonly is: "other" }
  | { readonly is: "foreign" };

/** Statsig's domains (statsig-http.md §0). */
const domains = [
  "statsig.com",
  "statsigapi.net",
  "statsigcdn.com",
  "featuregates.org",
  "featureassets.org",
  "assetsconfigcdn.org",
  "prodregistryv2.org",
  "beyondwickedmapping.org",
];

/** The last part of a path, and the endpoint that it is. Client SDKs call log_event `rgstr`. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  check_gate: "check_gate",
  get_config: "get_config",
  get_layer: "get_layer",
  get_ranked_list: "get_ranked_list",
  initialize: "initialize",
  download_config_specs: "download_config_specs",
  get_id_lists: "get_id_lists",
  log_event: "log_event",
  rgstr: "log_event",
  log_custom_exposure: "log_custom_exposure",
};

/**
 * Reads the address of a recorded request. Of other hosts, such as a proxy or the sandbox, a path of the API counts only if `hasEvidence`: a key, or what the SDKs
 * send with every request.
 */
export function readStatsigAddress(url: string, hasEvidence: () => boolean): StatsigAddress {
  if (!URL.canParse(url)) return { is: "foreign" };
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return { is: "foreign" };
  const isStatsig = domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  const endpoint = endpointOf(pathname);
  if (isStatsig) return endpoint === null ? { is: "other" } : { is: "endpoint", endpoint };
  return endpoint !== null && endpoint !== "console" && hasEvidence() ? { is: "endpoint", endpoint } : { is: "foreign" };
}

/** `/v1/check_gate`, `/v1/download_config_specs/<key>.json`, and both behind the path of a proxy. */
function endpointOf(pathname: string): Endpoint | null {
  if (/^\/console\/v1\//.test(pathname)) return "console";
  const [, name = ""] = /\/v\d\/([a-z_]+)(?:\/[^/]+)?\/?$/.exec(pathname) ?? [];
  return Object.hasOwn(endpoints, name) ? (endpoints[name] ?? null) : null;
}
