import { isJsonObject, type JsonValue } from "./json.ts";

/** Stands in stored requests and users where a private attribute's value was. */
export const privateNotKept = "[private, not kept]";

/** A key for people: `secret-••••••••4f2a`; without a known prefix, `••••••••4f2a`. */
export function maskKey(key: string): string {
  const prefix = /^(?:secret|client|console)-/.exec(key)?.[0] ?? "";
  return `${prefix}••••••••${key.slice(-4)}`;
}

/**
 * Masks everything that has the form of a Statsig key, and `secrets` exactly (also JSON-escaped or percent-encoded), keeping the last four characters.
 * Linear in the text's length: bodies of many megabytes pass through here.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  return maskSpellings(text, spellings(secrets));
}

/** The same for a value: every string in it, names of fields included. */
export function redactJson(value: JsonValue, secrets: readonly string[] = []): JsonValue {
  return maskInJson(value, spellings(secrets));
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
  const withoutSecrets = secretSpellings.reduce((rest, spelling) => rest.replaceAll(spelling, () => maskKey(spelling)), text);
  return withoutSecrets.replace(keyForm, (found) => (isOrdinaryWord(found) ? found : maskKey(found)));
}

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
const shortestSecret = 8;

/** Every way a secret can stand in a text, longest first, so that no part of one is left beside another's mask. */
function spellings(secrets: readonly string[]): string[] {
  const all = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => {
      const escaped = escapedInJson(secret);
      const encoded = percentEncoded(secret);
      return [secret, escaped, escapedInJson(escaped), secret.replaceAll("/", "\\/"), encoded, encoded.replace(/%[0-9A-F]{2}/g, lowerCase)];
    });
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

const escapedInJson = (text: string) => JSON.stringify(text).slice(1, -1);
const lowerCase = (text: string) => text.toLowerCase();

function percentEncoded(text: string): string {
  // Half of a surrogate pair cannot be encoded; such text cannot be in a URL either.
  return encodeURIComponent(text.toWellFormed());
}
