import type { LooseField, LooseValue } from "../../json/loose/values.ts";

const maxLength = 200_000;

/** Reads the entries of a directory in LDIF (RFC 2849): long lines are folded, and `uid:: …` is Base64. Empty if the text has no entry. */
export function readLdif(text: string): LooseField[][] {
  if (text.length > maxLength || !/^dn::? ?\S/m.test(text)) return [];
  const lines = text.replace(/\r?\n /g, "").split(/\r?\n/);
  const entries: LooseField[][] = [];
  for (const line of lines) {
    const [, name = "", sign, written = ""] = /^([A-Za-z][\w.;-]*)(::?) ?(.*)$/.exec(line) ?? [];
    if (sign === undefined) continue;
    if (name.toLowerCase() === "dn") entries.push([]);
    entries.at(-1)?.push({ name, value: attributeValue(sign === "::" ? textOfBytes(written) : written) });
  }
  return entries;
}

function textOfBytes(base64: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(base64.trim()), (byte) => byte.charCodeAt(0)));
  } catch {
    // Damaged, or a picture: it stays as it is written.
    return base64;
  }
}

function attributeValue(value: string): LooseValue {
  return { kind: "bare", value, inside: () => [] };
}
