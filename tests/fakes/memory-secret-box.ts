import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SecretBox } from "#services/ports.ts";

/** Creates a secret box with a random key: it cannot open what another box sealed, as on another machine. */
export function createMemorySecretBox(options: { readonly isAvailable?: boolean } = {}): SecretBox {
  const isAvailable = options.isAvailable ?? true;
  const key = randomBytes(32);
  return {
    name: isAvailable ? "Memory Keyring" : "",
    isAvailable: async () => isAvailable,
    async seal(plain) {
      if (!isAvailable) throw new Error("This secret box is not available.");
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    async open(sealed) {
      if (!isAvailable) throw new Error("This secret box is not available.");
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
      decipher.setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
    },
  };
}
