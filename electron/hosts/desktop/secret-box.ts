import type { SafeStorage } from "electron";
import type { SecretBox } from "#services/ports.ts";

/** The part of Electron's safeStorage that is used: the asynchronous calls, because Electron 46 removes the others. */
export type SystemSafe = Pick<
  SafeStorage,
  "isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend"
>;

/**
 * Creates the secret box of the system's protection. On Linux without a keyring, Electron encrypts with a password that is the same on every
 * machine (`basic_text`); this counts as no protection. Call it after the app is ready: before, the keyring is not known.
 */
export function createSystemSecretBox(safe: SystemSafe, platform: NodeJS.Platform): SecretBox {
  const name = platform === "linux" ? (linuxKeyrings[safe.getSelectedStorageBackend()] ?? "") : (systemSafes[platform] ?? "");
  return {
    name,
    isAvailable: async () => name !== "" && (await safe.isAsyncEncryptionAvailable()),
    seal: async (plain) => new Uint8Array(await safe.encryptStringAsync(Buffer.from(plain).toString("base64"))),
    async open(sealed) {
      const { result } = await safe.decryptStringAsync(Buffer.from(sealed));
      return new Uint8Array(Buffer.from(result, "base64"));
    },
  };
}

const systemSafes: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: "macOS Keychain", win32: "Windows Data Protection" };

const linuxKeyrings: Readonly<Record<string, string>> = {
  gnome_libsecret: "GNOME Keyring",
  kwallet: "KWallet",
  kwallet5: "KWallet",
  kwallet6: "KWallet",
};
