import { hash } from "node:crypto";
import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import { isLoopbackName } from "#shared/domain/project/address-problem.ts";
import type { ProjectNetwork } from "#shared/domain/project/project.ts";
import type { Network } from "../ports.ts";
import { NotSent } from "./connection-broken.ts";
import type { PlannedHop } from "./timeline.ts";
import type { Trust } from "./trust.ts";

/** The route of a request. Requests with the same `key` may share a connection. */
export interface Route {
  readonly target: Host;
  readonly proxy: ProxyHost | null;
  /** Null for plain http. */
  readonly secureContext: SecureContext | null;
  /** For a proxy that is itself reached over TLS. */
  readonly proxySecureContext: SecureContext | null;
  readonly key: string;
}

export interface Host {
  /** Without the brackets of an IPv6 address, as sockets expect it. */
  readonly hostname: string;
  readonly port: number;
  /** Shown to people: `api.statsig.com`, `127.0.0.1:8080`. */
  readonly label: string;
}

export interface ProxyHost extends Host {
  readonly isSecure: boolean;
  /** `Basic …`; it is never shown. */
  readonly authorization: string | null;
}

/** Chooses the proxy and the certificate authorities for an address. Throws `NotSent` if these settings cannot be used. */
export async function planRoute(url: URL, settings: ProjectNetwork, network: Network, trust: Trust): Promise<Route> {
  const isSecure = url.protocol === "https:";
  const proxyUrl = isSecure ? await chooseProxy(url, settings, network) : null;
  const source = settings.proxy.mode === "url" ? "of this project" : "of this machine, such as HTTPS_PROXY,";
  const proxy = proxyUrl === null ? null : readProxy(proxyUrl, source);
  const trusted = isSecure ? await trust.contextFor(settings.caFile) : null;
  return {
    target: hostOf(url),
    proxy,
    secureContext: trusted?.context ?? null,
    proxySecureContext: proxy?.isSecure === true ? (trusted?.context ?? null) : null,
    key: hash("sha256", JSON.stringify([url.origin, proxyUrl, trusted?.key])),
  };
}

/** Returns the hops of a route; `dns` only for a host name, `tls` only for https. */
export function planHops(route: Route): PlannedHop[] {
  const first = route.proxy ?? route.target;
  return [
    { name: "machine", detail: "ready" },
    ...(isIP(first.hostname) === 0 ? [{ name: "dns", detail: first.hostname } as const] : []),
    route.proxy === null ? { name: "connect", detail: route.target.label } : { name: "proxy", detail: route.proxy.label },
    ...(route.secureContext === null ? [] : [{ name: "tls", detail: route.target.hostname } as const]),
    { name: "send", detail: route.target.label },
    { name: "wait", detail: route.target.label },
    { name: "receive", detail: "" },
  ];
}

/** The network port receives only the origin, because a path may contain a key. */
async function chooseProxy(url: URL, settings: ProjectNetwork, network: Network): Promise<string | null> {
  switch (settings.proxy.mode) {
    case "direct":
      return null;
    case "url":
      return settings.proxy.url;
    case "system":
      return isLoopbackName(url.hostname) ? null : await systemProxy(url, network);
  }
}

async function systemProxy(url: URL, network: Network): Promise<string | null> {
  try {
    return await network.proxyFor(`${url.origin}/`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotSent(`The system's proxy settings could not be read: ${reason}. Set the proxy in the project's network settings.`);
  }
}

const changeProxy = "Enter another one in this project’s network settings.";

/** Reads a proxy's address. `source` says where it is from. The address itself may contain a password. */
function readProxy(text: string, source: string): ProxyHost {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.host === "") throw new NotSent(`The proxy address ${source} is not valid. ${changeProxy}`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new NotSent(
      `The proxy ${source} is one for ${url.protocol.slice(0, -1)}, and Gatescope supports http and https proxies only. ${changeProxy}`,
    );
  const isSecure = url.protocol === "https:";
  const credentials = `${decodePercent(url.username)}:${decodePercent(url.password)}`;
  return {
    ...hostOf(url),
    label: `${url.hostname}:${portOf(url)}`,
    isSecure,
    authorization: credentials === ":" ? null : `Basic ${Buffer.from(credentials).toString("base64")}`,
  };
}

/** Decodes percent encoding; returns a text with an invalid percent sign unchanged. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostOf(url: URL): Host {
  return { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: portOf(url), label: url.host };
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
