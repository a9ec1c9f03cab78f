import { redactText } from "../../exchange/redact.ts";
import { parseJson } from "../../json/parse-json.ts";

/** A text that was decoded as a whole, or what is known of one that cannot be read here. */
export type Decoded =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly how: "base64" | "hex" | "percent" | "printable" | "entities" | "quotes" | "token";
    }
  | { readonly kind: "named"; readonly sentence: string };

const minBase64Length = 8;
const maxRounds = 3;

/**
 * Decodes a text that is encoded as a whole: Base64, also reversed as Statsig's web SDK sends a body, a JSON Web Token, percent encoding or character
 * references, each up to three times; or escaped quotes without the text around them. Null for other texts. Base64 counts only if it contains an object or a list, or is long and no ID: an ID may look like it.
 */
export function decodeText(text: string): Decoded | null {
  const trimmed = text.trim();
  const token = /^(?:(?:proxy-)?(?:authorization: *)?bearer +)?eyJ[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(trimmed)?.[1];
  const claims = token === undefined ? null : readable(bytesOf(token));
  if (claims !== null) return { kind: "text", text: claims, how: "token" };
  const escaped = escapedQuote.test(trimmed) ? decodeEscapes(trimmed) : null;
  if (escaped !== null) return { kind: "text", text: escaped, how: "quotes" };
  if (/^[\w.=-]{0,60}%(?:25){0,2}7B/i.test(trimmed) || percentQuote.test(trimmed)) return repeat(trimmed, decodePercent, "percent");
  if (/&(?:amp;){0,2}(?:quot|apos|lt|#0*3[49]|#x0*2[27]|#0*60|#x0*3c);/i.test(trimmed))
    return repeat(trimmed, decodeReferences, "entities");
  if (isQuotedPrintable(trimmed)) return { kind: "text", text: decodeQuotedPrintable(trimmed), how: "printable" };
  const hex = /^(?:0x|\\x)?((?:7b|5b)(?:[\da-f]{2}){6,})$/i.exec(trimmed)?.[1];
  const listed = hex === undefined ? null : readable(bytesOfHex(hex));
  return listed === null ? decodeBase64(trimmed) : { kind: "text", text: listed, how: "hex" };
}

/** The first name of an object, whose quotes were escaped as within JSON, a script or nginx’s log. */
const escapedQuote = /\{\s*\\{1,4}(?:u0022|x22)/i;
/** The same in an address: browsers leave brackets as they are. */
const percentQuote = /\{(?:\s|%(?:25){0,2}20)*%(?:25){0,2}22/i;

/** True for a value that `decodeText` decodes to an object or a list. Looks at the ends of the text only, because a file may have many long texts. */
export function mayBeEncoded(text: string): boolean {
  const start = text.slice(0, 40).trimStart();
  return (
    /^(?:e[wy]|W3|data:[\w/+.-]*;base64,|%(?:25)*7B|\{(?:&|%(?:25)*22|\\+(?:u00|x)22))/i.test(start) ||
    /(?:[wy]e|3W)\s*$/.test(text.slice(-40))
  );
}

/** Returns the text that an ID in Base64 stands for; null if it stands for none. */
export function textOfBase64(id: string): string | null {
  if (!/^[\w+/-]{8,}$/.test(id) || !(id.length % 4 === 0 || id.length >= 16)) return null;
  const decoded = readable(bytesOf(id));
  return decoded !== null && /^[\x20-\x7e]+$/.test(decoded) ? decoded : null;
}

function decodeBase64(text: string): Decoded | null {
  const compact = text
    .replace(/^data:[\w/+.;=-]*;base64,/i, "")
    .replace(/^(["'])(.*)\1$/s, "$2")
    .replace(/\s+/g, "");
  const isReversible = /^={0,2}[A-Za-z0-9+/]+$/.test(compact);
  if (compact.length < minBase64Length || !(isReversible || /^[\w+/-]+={0,2}$/.test(compact))) return null;
  for (const written of [compact, ...(isReversible ? [[...compact].reverse().join("")] : [])]) {
    const bytes = bytesOf(written);
    const decoded = readable(bytes);
    if (decoded !== null && /^\s*[{["]/.test(decoded)) return { kind: "text", text: decoded, how: "base64" };
    if (bytes?.[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8)
      return { kind: "named", sentence: "This is Base64 of data compressed with gzip. Decompress it, and paste the result." };
  }
  if (!/=$/.test(compact) && compact.length <= maxIdLength) return null;
  const straight = bytesOf(compact);
  if (straight === null) return null;
  const content = readable(straight);
  const what = content === null ? "binary data" : `the text “${shortened(content)}”`;
  return { kind: "named", sentence: `This is Base64 of ${what}, and there is no user in it. If it is an ID, paste it as {"userID": "…"}.` };
}

/** Longer than the IDs in use. */
const maxIdLength = 128;

function shortened(text: string): string {
  const line = redactText(text.replace(/\s+/g, " ").trim());
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** Returns null for what is no Base64. Reads the variant for addresses, too. */
function bytesOf(base64: string): Uint8Array | null {
  try {
    const binary = atob(base64.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Returns the bytes as text without control characters; null if they are none. The web SDK encodes Latin-1. */
function readable(bytes: Uint8Array | null): string | null {
  if (bytes === null || bytes.length === 0) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return hasControls(text) ? null : text;
  } catch {
    const text = new TextDecoder("latin1").decode(bytes);
    return /^\s*[{[]/.test(text) && !hasControls(text) ? text : null;
  }
}

function hasControls(text: string): boolean {
  return /[^\P{Cc}\t\n\r]/u.test(text);
}

function repeat(text: string, decode: (text: string) => string, how: "percent" | "entities"): Decoded | null {
  let decoded = text;
  // What is left to decode when an object can be seen belongs to its values.
  for (let round = 0; round < maxRounds && !/[{[]\s*"/.test(decoded); round += 1) {
    const next = decode(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  return decoded === text ? null : { kind: "text", text: decoded, how };
}

function decodePercent(text: string): string {
  try {
    return /%[\da-f]{2}/i.test(text) ? decodeURIComponent(text) : text;
  } catch {
    // A percent sign of its own is no escape.
    return text.replace(/(?:%[\da-f]{2})+/gi, (run) => new TextDecoder().decode(bytesOfHex(run.replaceAll("%", ""))));
  }
}

/**
 * Decodes the escapes of a text that stood in quotes: `{\u0022userID\u0022:\u0022ada\u0022}`, once or twice. Null if it has quotes of its own where it
 * begins: then only a part of it was escaped.
 */
function decodeEscapes(text: string): string | null {
  const from = text.search(escapedQuote);
  const end = text.lastIndexOf("}") + 1;
  const part = text.slice(from, end);
  if (part.includes('"')) return null;
  let decoded = part;
  for (let round = 0; round < 2 && escapedQuote.test(decoded); round += 1) {
    const json = parseJson(`"${withUnicodeEscapes(decoded).replace(/[\n\r\t]/g, " ")}"`);
    if (typeof json !== "string") return null;
    decoded = json;
  }
  return text.slice(0, from) + decoded + text.slice(end);
}

/** `\x22` is no escape of JSON. nginx escapes the bytes of UTF-8, and scripts the characters of Latin-1. */
function withUnicodeEscapes(text: string): string {
  const unicode = (characters: string) =>
    [...Array(characters.length).keys()].map((at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
  return text.replace(/\\\\|(?:\\x[\da-f]{2})+/gi, (run) => {
    if (run === "\\\\") return run;
    const bytes = bytesOfHex(run.replace(/\\x/gi, ""));
    return unicode(readable(bytes) ?? new TextDecoder("latin1").decode(bytes));
  });
}

/** True if the text has an escaped equals sign, and no other equals signs than those of escapes and of wrapped lines (RFC 2045 §6.7). */
function isQuotedPrintable(text: string): boolean {
  return text.includes("=3D") && !/=(?![\dA-F]{2}|\r?\n|$)/.test(text);
}

function decodeQuotedPrintable(text: string): string {
  return text
    .replace(/=(?:\r?\n|$)/g, "")
    .replace(/(?:=[\dA-F]{2})+/g, (run) => new TextDecoder().decode(bytesOfHex(run.replaceAll("=", ""))));
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

const references: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&", nbsp: " " };

export function decodeReferences(text: string): string {
  return text.replace(/&(?:#x0{0,6}([\da-f]{1,6})|#0{0,6}(\d{1,7})|([a-z]{2,8}));/gi, (whole, hexadecimal, decimal, name) => {
    if (name !== undefined) return references[name.toLowerCase()] ?? whole;
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
