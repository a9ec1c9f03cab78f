import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { z } from "zod";

/** AES-256-GCM: a 12-byte IV used once, a 16-byte tag, and the sealed bytes; each in base64. */
export const SealedSchema = z.object({ iv: z.string(), tag: z.string(), text: z.string() });
export type Sealed = z.infer<typeof SealedSchema>;

export const sealingKeyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** Seals bytes. `boundTo` is additional authenticated data: it is not stored, and `unseal` needs the same text. */
export function seal(sealingKey: Uint8Array, plain: Uint8Array, boundTo: string): Sealed {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey, iv, { authTagLength: tagBytes }).setAAD(Buffer.from(boundTo));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv: iv.toString("base64"), tag: cipher.getAuthTag().toString("base64"), text: text.toString("base64") };
}

/** Returns null for another key, another `boundTo` or changed bytes; these cases cannot be distinguished. */
export function unseal(sealingKey: Uint8Array, sealed: Sealed, boundTo: string): Buffer | null {
  const iv = Buffer.from(sealed.iv, "base64");
  const tag = Buffer.from(sealed.tag, "base64");
  if (iv.length !== ivBytes || tag.length !== tagBytes) return null;
  // As a key object: Node first tries to read bytes as one, and throws and catches for most of the time.
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(sealingKey), iv, { authTagLength: tagBytes }).setAAD(
    Buffer.from(boundTo),
  );
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(Buffer.from(sealed.text, "base64")), decipher.final()]);
  } catch {
    return null; // the tag does not match
  }
}
