import { isJsonObject, type JsonValue } from "../json/json.ts";

/** Replaces the values of private attributes in stored requests and users. */
export const privateNotKept = "[private, not kept]";

/** Masks a key for display: `secret-••••••••4f2a`; without a known prefix, `••••••••4f2a`. */
export function maskKey(key: string): string {
  const prefix = /^(?:secret|client|console)-/.exec(key)?.[0] ?? "";
  return `${prefix}••••••••${key.slice(-4)}`;
}

/**
 * Masks everything that has the form of a Statsig key, and `secrets` exactly (also JSON-escaped, percent-encoded or in Base64), keeping the last four characters.
 * Linear in the text's length: bodies of many megabytes pass through here.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  return maskSpellings(text, spellings(secrets));
}

/** Returns `redactText` for many texts; the spellings of the secrets are computed once. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const spelled = spellings(secrets);
  return (text) => maskSpellings(text, spelled);
}

/** Returns texts of which at least one occurs in every text that `redactText` changes, to search bytes without decoding them. */
export function cluesToSecrets(secrets: readonly string[]): string[] {
  return ["secret-", "client-", "console-", "\\u00", ...spellings(secrets)];
}

/** Redacts every string of a JSON value, field names included. */
export function redactJson(value: JsonValue, secrets: readonly string[] = []): JsonValue {
  return maskInJson(value, spellings(secrets));
}

/**
 * Masks `secrets` only, in JSON text that is parsed afterwards; names and values that only look like a key stay. Keeps a key that a server echoes, in
 * any spelling, out of the answers.
 */
export function maskSecretsInJson(json: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= minSecretLength);
  return maskedIn(json, (text) => known.reduce(maskInJsonText, text));
}

function maskInJsonText(json: string, secret: string): string {
  const escaped = escapedInJson(secret);
  const mask = escapedInJson(maskKey(secret));
  const withoutPlain = [escaped, escaped.replaceAll("/", "\\/"), percentEncoded(secret)].reduce(
    (text, spelling) => text.replaceAll(spelling, () => mask),
    json,
  );
  return base64Spellings(secret).reduce((text, spelling) => text.replaceAll(spelling, () => maskKey("")), withoutPlain);
}

function maskInJson(value: JsonValue, secretSpellings: readonly string[]): JsonValue {
  if (typeof value === "string") return maskSpellings(value, secretSpellings);
  if (Array.isArray(value)) return value.map((entry) => maskInJson(entry, secretSpellings));
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [maskSpellings(name, secretSpellings), maskInJson(entry, secretSpellings)]),
    );
  return value;
}

function maskSpellings(text: string, secretSpellings: readonly string[]): string {
  return maskedIn(text, (whole) => {
    const withoutSecrets = secretSpellings.reduce((rest, spelling) => rest.replaceAll(spelling, () => maskKey(spelling)), whole);
    return withoutSecrets.replace(keyForm, (found) => (isOrdinaryWord(found) ? found : maskKey(found)));
  });
}

/** Decodes `\u00xx` escapes before masking. Returns the text unchanged if nothing was masked. */
function maskedIn(text: string, mask: (text: string) => string): string {
  const meant = text.includes("\\u00") ? text.replace(asciiByNumber, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
  const masked = mask(meant);
  return masked === meant ? text : masked;
}

/** Matches escapes of ASCII characters except quotes and backslashes, whose decoding would break the JSON. */
const asciiByNumber = /\\u00(2[013-9a-f]|[346][0-9a-f]|5[0-9abdef]|7[0-9a-e])/gi;

const keyForm = /(?:secret|client|console)-[A-Za-z0-9_-]{6,}/g;

/**
 * Statsig's keys are one long random run of letters and digits. `client-side rendering`, `secret-santa-2024` and `client-checkout-v2` have no such run:
 * they are words or the names of gates, and masking them would falsify what is kept. Keys of other forms are masked as known secrets.
 */
function isOrdinaryWord(found: string): boolean {
  const runs = found.slice(found.indexOf("-") + 1).split(/[-_]/);
  return !runs.some((run) => run.length >= 20 || (run.length >= 10 && /\d/.test(run)));
}

/** A shorter secret would blot out ordinary text; the vault takes none (`keyProblem`). */
const minSecretLength = 8;

/** Returns every spelling of the secrets in a text, longest first, so that no part of one remains beside another's mask. */
export function spellings(secrets: readonly string[]): string[] {
  const all = secrets
    .filter((secret) => secret.length >= minSecretLength)
    .flatMap((secret) => {
      const escaped = escapedInJson(secret);
      const encoded = percentEncoded(secret);
      const lowered = encoded.replace(/%[0-9A-F]{2}/g, lowerCase);
      return [secret, escaped, escapedInJson(escaped), secret.replaceAll("/", "\\/"), encoded, lowered, ...base64Spellings(secret)];
    });
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** Returns a text as escaped in JSON, without the quotes. */
export function escapedInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const lowerCase = (text: string) => text.toLowerCase();

function percentEncoded(text: string): string {
  // Half of a surrogate pair cannot be encoded; such text cannot be in a URL either.
  return encodeURIComponent(text.toWellFormed());
}

/**
 * Returns the Base64 of a secret inside a longer text, for each of the three possible offsets and both alphabets, without the characters that
 * depend on the surrounding text.
 */
function base64Spellings(secret: string): string[] {
  // One character for each byte, as btoa wants it.
  const bytes = String.fromCharCode(...new TextEncoder().encode(secret));
  const standard = [0, 1, 2].map((place) =>
    btoa("\0".repeat(place) + bytes).slice(Math.ceil((place * 8) / 6), Math.floor(((place + bytes.length) * 8) / 6)),
  );
  return [...new Set([...standard, ...standard.map((signs) => signs.replaceAll("+", "-").replaceAll("/", "_"))])];
}
