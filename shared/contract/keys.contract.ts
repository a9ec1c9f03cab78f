import { z } from "zod";
import { KeyInfoSchema } from "#shared/domain/project/key-info.ts";
import { KeyStorageSchema, KeyTestSchema } from "#shared/domain/project/key-storage.ts";
import { declared } from "./errors.ts";

const KeyId = z.object({ keyId: z.string() });
const KeyText = z.string().max(4096);
const Label = z.string().trim().max(80);
const Passphrase = z.string().min(8, "Use at least 8 characters.").max(1024);

/** Keys are write-only: no call returns one. */
export const keysContract = {
  list: declared.input(z.object({ projectId: z.string() })).output(z.array(KeyInfoSchema)),
  add: declared.input(z.object({ projectId: z.string(), key: KeyText, label: Label })).output(KeyInfoSchema),
  rename: declared.input(KeyId.extend({ label: Label })).output(KeyInfoSchema),
  /** The new key keeps the old one's ID and label. */
  replace: declared.input(KeyId.extend({ key: KeyText })).output(KeyInfoSchema),
  forget: declared.input(KeyId),
  /** Tests the connection to Statsig and what the key may do there. Logs nothing. */
  test: declared.input(KeyId).output(KeyTestSchema),
  storage: declared.output(KeyStorageSchema),
  unlock: declared.input(z.object({ passphrase: Passphrase })).output(KeyStorageSchema),
  lock: declared.output(KeyStorageSchema),
  /** Encrypts every key again, under a passphrase or under the system's protection. */
  protectWithPassphrase: declared.input(z.object({ passphrase: Passphrase })).output(KeyStorageSchema),
  protectWithSystem: declared.output(KeyStorageSchema),
};
