import type { Session } from "electron";
import type { Network } from "#services/ports.ts";

/** The proxy that the system's settings choose for an address, as Chromium resolves them, and the authorities that the system trusts. */
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
 * The first entry that we can use of a list such as `PROXY a:3128; SOCKS5 b:1080; DIRECT`: null for DIRECT, and when none can be used.
 * Requests then go out directly and fail with a reason that the person sees, where only a SOCKS proxy leads out.
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
