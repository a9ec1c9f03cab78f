import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SafeStorage } from "electron";
import { app } from "./app.ts";
import type { DoubleOf } from "./double-of.ts";

type Backend = ReturnType<SafeStorage["getSelectedStorageBackend"]>;

/** Replaces the keyring. `ELECTRON_DOUBLE_KEYRING=basic_text` stands for a Linux without one. */
export const safeStorage = {
  getSelectedStorageBackend: (): Backend =>
    app.isReady() ? ((process.env.ELECTRON_DOUBLE_KEYRING ?? "gnome_libsecret") as Backend) : "unknown",
  isAsyncEncryptionAvailable: async () => app.isReady(),
  async encryptStringAsync(plainText: string) {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", keyringKey(), iv);
    const sealed = Buffer.concat([cipher.update(plainText, "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  },
  async decryptStringAsync(encrypted: Buffer) {
    const decipher = createDecipheriv("aes-256-gcm", keyringKey(), encrypted.subarray(0, 12));
    decipher.setAuthTag(encrypted.subarray(12, 28));
    const result = Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]).toString("utf8");
    return { result, shouldReEncrypt: false };
  },
} satisfies DoubleOf<SafeStorage>;

/** The key is stored in the folder, so it survives a restart like a keyring. */
function keyringKey(): Buffer {
  const file = join(app.getPath("userData"), "electron-double-keyring");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}
