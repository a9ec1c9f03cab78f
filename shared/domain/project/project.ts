import { z } from "zod";
import { addressProblem } from "./address-problem.ts";
import { defaultTiers } from "./default-tiers.ts";
import type { KeyKind } from "./key-info.ts";
import { TierNameSchema, TierSchema } from "./tier.ts";

/** An address that a person enters: see `addressProblem`. */
const hostUrl = z.string().superRefine((address, context) => {
  const problem = addressProblem(address);
  if (problem !== null) context.addIssue({ code: "custom", message: problem, input: address });
});

/** Lists the hosts of a project's requests, the only hosts that receive its keys (statsig-http.md §0). */
export const ProjectHostsSchema = z.object({
  /** check_gate, get_config, get_layer, get_ranked_list; with `/v1`. */
  api: hostUrl,
  /** log_event and log_custom_exposure; with `/v1`. */
  events: hostUrl,
  /** initialize; with `/v1`. */
  initialize: hostUrl,
  /** download_config_specs and get_id_lists; without a version, because both `/v1` and `/v2` are requested. */
  cdn: hostUrl,
  /** The Console API, with `/console/v1`. Only console keys are sent there, and nowhere else. */
  console: hostUrl,
});
export type ProjectHosts = z.infer<typeof ProjectHostsSchema>;

export const statsigHosts: ProjectHosts = {
  api: "https://api.statsig.com/v1",
  events: "https://events.statsigapi.net/v1",
  initialize: "https://featureassets.org/v1",
  cdn: "https://api.statsigcdn.com",
  console: "https://statsigapi.net/console/v1",
};

export const proxyProblem =
  "Enter the complete address of an http or https proxy, such as http://proxy.example:3128. SOCKS is not supported.";

/** The network settings of a project. By default, its requests use the system's proxy and certificate authorities. */
export const ProjectNetworkSchema = z.object({
  proxy: z.discriminatedUnion("mode", [
    z.object({ mode: z.literal("system") }),
    z.object({ mode: z.literal("direct") }),
    z.object({ mode: z.literal("url"), url: z.url({ protocol: /^https?$/, error: proxyProblem }) }),
  ]),
  /** A PEM file with additional trusted certificate authorities. */
  caFile: z.string().nullable(),
  requestTimeoutMs: z.int().min(500).max(300_000),
});
export type ProjectNetwork = z.infer<typeof ProjectNetworkSchema>;

export const defaultNetwork: ProjectNetwork = { proxy: { mode: "system" }, caFile: null, requestTimeoutMs: 20_000 };

export const ProjectDraftSchema = z.object({
  name: z.string().trim().min(1, "Enter a name for the project.").max(80),
  /** `#rrggbb`; used only for the project's swatch. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/i),
  hosts: ProjectHostsSchema,
  tiers: z.array(TierSchema).min(1).max(20),
  defaultTier: TierNameSchema,
  network: ProjectNetworkSchema,
});
export type ProjectDraft = z.infer<typeof ProjectDraftSchema>;

/** A project. Kind `sandbox` is the built-in project on this machine: it needs no key and cannot be changed or removed. */
export const ProjectSchema = ProjectDraftSchema.extend({
  /** As stored: an earlier version accepted addresses that can no longer be entered. Requests check them again. */
  hosts: z.object({ api: z.url(), events: z.url(), initialize: z.url(), cdn: z.url(), console: z.url() }),
  id: z.string(),
  kind: z.enum(["sandbox", "statsig"]),
  createdAtMs: z.int(),
});
export type Project = z.infer<typeof ProjectSchema>;

export function blankProject(): ProjectDraft {
  return {
    name: "",
    colour: "#c8553d",
    hosts: { ...statsigHosts },
    tiers: defaultTiers.map((tier) => ({ ...tier })),
    defaultTier: "production",
    network: { ...defaultNetwork },
  };
}

/** Returns the origins to which a project's keys of any kind may be sent. */
export function projectOrigins(hosts: ProjectHosts): string[] {
  return originsOf(Object.values(hosts));
}

/** Returns the origins to which a key of this kind may be sent: a console key only to the Console API, all other keys only to the other hosts. */
export function keyOrigins({ console, ...others }: ProjectHosts, kind: KeyKind): string[] {
  return originsOf(kind === "console" ? [console] : Object.values(others));
}

function originsOf(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map((url) => new URL(url).origin))];
}

/** Returns the addresses of a proxy or mock of Statsig on one host, each with its path. `base` has no slash at the end. */
export function hostsOn(base: string): ProjectHosts {
  return { api: `${base}/v1`, events: `${base}/v1`, initialize: `${base}/v1`, cdn: base, console: `${base}/console/v1` };
}

/** Returns the address of the Console API for an API base: Statsig's own, or one on the same host as the base. */
export function consoleBaseBeside(api: string): string {
  return api === statsigHosts.api ? statsigHosts.console : `${api.replace(/\/+$/, "").replace(/\/v1$/, "")}/console/v1`;
}
