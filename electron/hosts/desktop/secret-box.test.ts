import { expect, it } from "vitest";
import { createSystemSecretBox, type SystemSafe } from "./secret-box.ts";

type Backend = ReturnType<SystemSafe["getSelectedStorageBackend"]>;

const safeWith = (backend: Backend, isAvailable = true): SystemSafe => ({
  getSelectedStorageBackend: () => backend,
  isAsyncEncryptionAvailable: async () => isAvailable,
  encryptStringAsync: async (text) => Buffer.from(`sealed:${text}`),
  decryptStringAsync: async (sealed) => ({ result: sealed.toString().replace("sealed:", ""), shouldReEncrypt: false }),
});

it.each([
  ["linux", "gnome_libsecret", "GNOME Keyring", true],
  ["linux", "kwallet6", "KWallet", true],
  ["linux", "basic_text", "", false],
  ["linux", "unknown", "", false],
  ["darwin", "unknown", "macOS Keychain", true],
  ["win32", "unknown", "Windows Data Protection", true],
  ["freebsd", "unknown", "", false],
] as const)("on %s with %s offers “%s”", async (platform, backend, name, isAvailable) => {
  const box = createSystemSecretBox(safeWith(backend), platform);
  expect({ name: box.name, isAvailable: await box.isAvailable() }).toEqual({ name, isAvailable });
});

it("is not available if the keyring does not respond", async () => {
  expect(await createSystemSecretBox(safeWith("gnome_libsecret", false), "linux").isAvailable()).toBe(false);
});

it("returns every byte that it sealed", async () => {
  const box = createSystemSecretBox(safeWith("gnome_libsecret"), "linux");
  const key = new Uint8Array([0, 1, 127, 128, 255]);
  const sealed = await box.seal(key);
  expect(Buffer.from(sealed).toString()).toBe("sealed:AAF/gP8=");
  expect(await box.open(sealed)).toEqual(key);
});
