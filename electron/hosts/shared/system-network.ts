import { getCACertificates } from "node:tls";
import type { Network } from "#services/ports.ts";

/** How a plain Node program reaches others: the proxy that the environment names, and the authorities that system and Node trust. */
export function createSystemNetwork(env: NodeJS.ProcessEnv = process.env): Network {
  let trusted: readonly string[] | null = null;
  return {
    proxyFor: async (url) => proxyFromEnvironment(new URL(url), env),
    trustedCertificates() {
      trusted ??= readTrustedCertificates();
      return trusted;
    },
  };
}

/** As PEM: the system's store, Node's own list, and the file that `NODE_EXTRA_CA_CERTS` names. Takes up to a second on some systems. */
export function readTrustedCertificates(): readonly string[] {
  return [...new Set([...getCACertificates("system"), ...getCACertificates("bundled"), ...getCACertificates("extra")])];
}

/** The conventions of curl, which undici follows too: lower case wins, https falls back on the proxy for http. */
export function proxyFromEnvironment(url: URL, env: NodeJS.ProcessEnv): string | null {
  const plain = env.http_proxy || env.HTTP_PROXY;
  const proxy = url.protocol === "https:" ? env.https_proxy || env.HTTPS_PROXY || plain : plain;
  if (!proxy || isExempt(url, env.no_proxy || env.NO_PROXY || "")) return null;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** `example.com`, `.example.com` and `*.example.com` all exempt the name and what is below it; a port narrows it; `*` exempts everything. */
function isExempt(url: URL, list: string): boolean {
  const hostname = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const { name, onlyPort } = readExemption(entry);
      return (onlyPort === null || onlyPort === port) && (hostname === name || hostname.endsWith(`.${name}`));
    });
}

function readExemption(entry: string): { name: string; onlyPort: string | null } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return { name: bracketed[1] ?? "", onlyPort: bracketed[2] ?? null };
  // More than one colon is an IPv6 address without brackets.
  const withPort = /^([^:]+):(\d+)$/.exec(entry);
  const name = withPort?.[1] ?? entry;
  return { name: name.replace(/^\*?\./, ""), onlyPort: withPort?.[2] ?? null };
}
