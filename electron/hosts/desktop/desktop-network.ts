import type { Session } from "electron";
import type { Network } from "#services/ports.ts";

/** Creates the desktop's network: the proxy of the system's settings, as Chromium resolves it, and the certificates that the system trusts. */
export function createDesktopNetwork(options: {
  session: Pick<Session, "resolveProxy">;
  trustedCertificates: Network["trustedCertificates"];
}): Network {
  return {
    proxyFor: async (url) => firstHttpProxy(await options.session.resolveProxy(url)),
    trustedCertificates: options.trustedCertificates,
  };
}

/**
 * Returns the first usable entry of a list such as `PROXY a:3128; SOCKS5 b:1080; DIRECT`. Null for DIRECT, and if no entry is usable: requests
 * are then sent directly, and where only a SOCKS proxy is available they fail with a visible reason.
 */
export function firstHttpProxy(proxies: string): string | null {
  for (const entry of proxies.split(";")) {
    const [kind = "", address] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === "DIRECT") return null;
    if (address !== undefined && kind.toUpperCase() === "PROXY") return `http://${address}`;
    if (address !== undefined && kind.toUpperCase() === "HTTPS") return `https://${address}`;
  }
  return null;
}
