import { getCACertificates } from "node:tls";
import type { Log, Network } from "#services/ports.ts";

/** Creates the network of a plain Node program: the proxy of the environment variables, and the certificates that the system and Node trust. */
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

/** Returns PEM certificates: the system's store, Node's own list, and the file of `NODE_EXTRA_CA_CERTS`. Takes up to a second on some systems. */
export function readTrustedCertificates(): readonly string[] {
  return [...new Set([...getCACertificates("system"), ...getCACertificates("bundled"), ...getCACertificates("extra")])];
}

/** Returns the proxy for a URL by the conventions of curl and undici: lower case has priority, and https falls back to the http proxy. */
export function proxyFromEnvironment(url: URL, env: NodeJS.ProcessEnv): string | null {
  const plain = env.http_proxy || env.HTTP_PROXY;
  const proxy = url.protocol === "https:" ? env.https_proxy || env.HTTPS_PROXY || plain : plain;
  if (!proxy || isExempt(url, env.no_proxy || env.NO_PROXY || "")) return null;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** `example.com`, `.example.com` and `*.example.com` exempt the name and its subdomains, with a port only this port; `*` exempts everything. */
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
  // With more than one colon, it is an IPv6 address without brackets.
  const withPort = /^([^:]+):(\d+)$/.exec(entry);
  const name = withPort?.[1] ?? entry;
  return { name: name.replace(/^\*?\./, ""), onlyPort: withPort?.[2] ?? null };
}

/** Removes `NODE_TLS_REJECT_UNAUTHORIZED=0` from the environment, which would let anybody read the keys, and says so. */
export function overruleInsecureTls(env: NodeJS.ProcessEnv, log: Pick<Log, "warn">): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== "0") return;
  delete env.NODE_TLS_REJECT_UNAUTHORIZED;
  log.warn(
    "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Gatescope always checks certificates, because keys are sent. Add your company's certificate authority in the project's network settings, or with NODE_EXTRA_CA_CERTS.",
  );
}
