import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import { isLoopbackName, type ProjectNetwork } from "#shared/domain/project/project.ts";
import type { Network } from "../ports.ts";
import { NotSent } from "./connection-broken.ts";
import type { PlannedHop } from "./timeline.ts";
import type { Trust } from "./trust.ts";

/** Which way a request goes. Requests of one `key` may share a connection. */
export interface Route {
  readonly target: Place;
  readonly proxy: ProxyPlace | null;
  /** Null for plain http. */
  readonly secureContext: SecureContext | null;
  /** For a proxy that is itself spoken to in TLS. */
  readonly proxySecureContext: SecureContext | null;
  readonly key: string;
}

export interface Place {
  /** Without brackets, as a socket wants it. */
  readonly hostname: string;
  readonly port: number;
  /** For people: `api.statsig.com`, `127.0.0.1:8080`. */
  readonly shown: string;
}

export interface ProxyPlace extends Place {
  readonly isSecure: boolean;
  /** `Basic …`; never shown. */
  readonly authorization: string | null;
}

/** Throws `NotSent` where the settings of proxy or trust cannot be used. */
export async function planRoute(url: URL, settings: ProjectNetwork, network: Network, trust: Trust): Promise<Route> {
  const isSecure = url.protocol === "https:";
  const proxyUrl = isSecure ? await chooseProxy(url, settings, network) : null;
  const proxy = proxyUrl === null ? null : readProxy(proxyUrl);
  const trusted = isSecure ? await trust.contextFor(settings.caFile) : null;
  return {
    target: placeOf(url),
    proxy,
    secureContext: trusted?.context ?? null,
    proxySecureContext: proxy?.isSecure === true ? (trusted?.context ?? null) : null,
    key: createHash("sha256")
      .update(JSON.stringify([url.origin, proxyUrl, trusted?.key]))
      .digest("hex"),
  };
}

/** The hops of a way; `dns` only where there is a name to look up, `tls` only where TLS is spoken. */
export function planHops(route: Route): PlannedHop[] {
  const first = route.proxy ?? route.target;
  return [
    { name: "machine", detail: "ready" },
    ...(isIP(first.hostname) === 0 ? [{ name: "dns", detail: first.hostname } as const] : []),
    route.proxy === null ? { name: "connect", detail: route.target.shown } : { name: "proxy", detail: route.proxy.shown },
    ...(route.secureContext === null ? [] : [{ name: "tls", detail: route.target.hostname } as const]),
    { name: "send", detail: route.target.shown },
    { name: "wait", detail: route.target.shown },
    { name: "receive", detail: "" },
  ];
}

/** The network is told the origin only: a path may hold a key. */
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
    throw new NotSent(`The system's proxy settings could not be read: ${reason}. Choose the proxy in the project's network settings.`);
  }
}

function readProxy(text: string): ProxyPlace {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new NotSent(
      "The proxy that is set cannot be used: Gatescope speaks to http and https proxies only. Change it in the project's network settings.",
    );
  const isSecure = url.protocol === "https:";
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    ...placeOf(url),
    shown: `${url.hostname}:${portOf(url)}`,
    isSecure,
    authorization: credentials === ":" ? null : `Basic ${Buffer.from(credentials).toString("base64")}`,
  };
}

/** A stray percent sign stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function placeOf(url: URL): Place {
  return { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: portOf(url), shown: url.host };
}

function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
