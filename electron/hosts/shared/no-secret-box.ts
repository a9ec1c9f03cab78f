import type { SecretBox } from "#services/ports.ts";

/** For hosts that the system lends no protection for secrets: the vault asks for a passphrase, or keeps keys in memory only. */
export function createNoSecretBox(): SecretBox {
  const refuse = async (): Promise<never> => {
    throw new Error("This host has no protection of the system's to seal secrets with.");
  };
  return { name: "", isAvailable: async () => false, seal: refuse, open: refuse };
}
