import type { Network } from "#services/ports.ts";

/** No proxy unless one is given, and no trusted authority but those given. */
export function createDirectNetwork(options: { readonly proxy?: string | null; readonly trusted?: readonly string[] } = {}): Network {
  return {
    proxyFor: async () => options.proxy ?? null,
    trustedCertificates: () => options.trusted ?? [],
  };
}
