import { addressProblem } from "#shared/domain/project/address-problem.ts";
import {
  hostsOn,
  type Project,
  type ProjectDraft,
  ProjectDraftSchema,
  type ProjectHosts,
  projectOrigins,
  statsigHosts,
} from "#shared/domain/project/project.ts";

/** The typed settings of a project, as text, until they are saved. Colour and tiers are not included, because they apply at once. */
export interface ProjectForm {
  readonly name: string;
  readonly hosts: ProjectHosts;
  /** The address typed to replace all hosts, until it is used. */
  readonly singleHost: string;
  readonly proxyMode: "system" | "direct" | "url";
  readonly proxyUrl: string;
  readonly caFile: string;
  readonly timeoutSeconds: string;
}

/** The problem of each invalid field, by its path: `hosts.api`, `timeoutSeconds`. */
export type FormProblems = Readonly<Record<string, string>>;

export function formOf({ name, hosts, network }: ProjectDraft): ProjectForm {
  return {
    name,
    hosts,
    singleHost: "",
    proxyMode: network.proxy.mode,
    proxyUrl: network.proxy.mode === "url" ? network.proxy.url : "",
    caFile: network.caFile ?? "",
    timeoutSeconds: String(network.requestTimeoutMs / 1000),
  };
}

/** Returns the draft with the typed settings, or the problems that keep it from being saved. */
export function readForm(form: ProjectForm, draft: ProjectDraft): { draft: ProjectDraft } | { problems: FormProblems } {
  const typedHost = form.singleHost.trim();
  const hostProblem = typedHost === "" ? null : singleHostProblem(typedHost);
  if (hostProblem !== null) return { problems: { singleHost: hostProblem } };
  const read = ProjectDraftSchema.safeParse({
    name: form.name,
    colour: draft.colour,
    hosts: hostsOnOneAddress(typedHost) ?? trimmed(form.hosts),
    tiers: draft.tiers,
    defaultTier: draft.defaultTier,
    network: {
      proxy: form.proxyMode === "url" ? { mode: "url", url: form.proxyUrl.trim() } : { mode: form.proxyMode },
      caFile: form.caFile.trim() || null,
      requestTimeoutMs: Math.round(Number(form.timeoutSeconds.replace(",", ".")) * 1000),
    },
  });
  if (read.success) return { draft: read.data };
  return { problems: Object.fromEntries(read.error.issues.map(({ path, message }) => formProblem(path.join("."), message)).reverse()) };
}

/** Returns true if the form differs from the saved project. */
export function isEdited(form: ProjectForm, saved: ProjectDraft): boolean {
  return JSON.stringify({ ...form, singleHost: form.singleHost.trim() }) !== JSON.stringify(formOf(saved));
}

/** Returns all addresses on one host, with `/v1` where needed; undefined if the text is not an address. */
export function hostsOnOneAddress(text: string): ProjectHosts | undefined {
  const base = text
    .trim()
    .replace(/\/+$/, "")
    .replace(/\/v[12]$/, "");
  return addressProblem(base) === null ? hostsOn(base) : undefined;
}

/** Returns why a text cannot be the address of all hosts, or null. */
export function singleHostProblem(text: string): string | null {
  const problem = addressProblem(text.trim());
  return problem?.startsWith("Enter a complete") ? "Enter a complete address, such as https://statsig-proxy.example" : problem;
}

export function isStatsigDefault(hosts: ProjectHosts): boolean {
  return JSON.stringify(trimmed(hosts)) === JSON.stringify(statsigHosts);
}

/** Returns the hosts to which a project's keys are sent, without scheme and path: `api.statsig.com`. */
export function hostNames(hosts: ProjectHosts): string[] {
  return projectOrigins(hosts).map((origin) => new URL(origin).host);
}

/** Returns the editable part of a project. */
export function draftOf({ name, colour, hosts, tiers, defaultTier, network }: Project): ProjectDraft {
  return { name, colour, hosts, tiers, defaultTier, network };
}

function trimmed({ api, events, initialize, cdn, console }: ProjectHosts): ProjectHosts {
  return { api: api.trim(), events: events.trim(), initialize: initialize.trim(), cdn: cdn.trim(), console: console.trim() };
}

function formProblem(path: string, message: string): [string, string] {
  if (path === "network.proxy.url") return ["proxyUrl", message];
  if (path === "network.requestTimeoutMs") return ["timeoutSeconds", "Enter a number of seconds from 0.5 to 300."];
  return [path, message];
}
