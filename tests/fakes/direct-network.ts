import type { Network } from "#services/ports.ts";

/** Creates a network with the given proxy and trusted authorities; by default there are none. */
export function createDirectNetwork(options: { readonly proxy?: string | null; readonly trusted?: readonly string[] } = {}): Network {
  return {
    proxyFor: async () => options.proxy ?? null,
    trustedCertificates: () => options.trusted ?? [],
  };
}
