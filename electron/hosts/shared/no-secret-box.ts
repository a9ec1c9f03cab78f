import type { SecretBox } from "#services/ports.ts";

/** Creates the secret box of hosts without the system's protection. The vault then uses a passphrase, or keeps keys in memory only. */
export function createNoSecretBox(): SecretBox {
  const refuse = async (): Promise<never> => {
    throw new Error("This host has no system protection for secrets.");
  };
  return { name: "", isAvailable: async () => false, seal: refuse, open: refuse };
}
