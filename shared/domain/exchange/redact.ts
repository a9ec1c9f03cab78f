import { type JsonValue, mapLeaves } from "../json/json.ts";
import { decodeEscapes } from "./encoded-text.ts";
import { createSecretSearch, replaceFound } from "./find-secrets.ts";
import { isOrdinaryWord, keyForm } from "./key-form.ts";

/**
 * Masks everything that has the form of a Statsig key, and `secrets` in every encoding (`find-secrets.ts`), keeping the last four characters where they can
 * be recognized. Linear in the text's length: bodies of many megabytes pass through here.
 */
export function redactText(text: string, secrets: readonly string[] = []): string {
  return createRedactor(secrets)(text);
}

/** Returns `redactText` for many texts; the patterns of the secrets are computed once. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const find = createSecretSearch(secrets, { findsForms: true });
  return (text) => replaceFound(text, find(text));
}

/** Returns a function that tells whether a text contains one of the secrets in any encoding. Texts that only look like a key are not found. */
export function createSecretCheck(secrets: readonly string[]): (text: string) => boolean {
  const find = createSecretSearch(secrets, { findsForms: false });
  return (text) => find(text).length > 0;
}

const maxKeysFound = 20;

/**
 * Returns what has the form of a Statsig key in a text, also with escapes, so that the parts into which a reader cuts the text can be masked: the tail of
 * `secret&#45;…` after the semicolon no longer looks like a key. At most 20.
 */
export function keysIn(text: string): string[] {
  const keys = new Set<string>();
  for (const read of [text, decodeEscapes(text)?.text ?? ""])
    for (const { 0: key } of read.matchAll(keyForm)) {
      if (!isOrdinaryWord(key)) keys.add(key);
      if (keys.size === maxKeysFound) return [...keys];
    }
  return [...keys];
}

/** Redacts every string of a JSON value, field names included. */
export function redactJson(value: JsonValue, secrets: readonly string[] = []): JsonValue {
  return redactedStrings(value, createRedactor(secrets));
}

/**
 * Masks `secrets` only, in JSON text that is parsed afterwards; names and values that only look like a key stay. Keeps a key that a server echoes, in
 * any encoding, out of the answers.
 */
export function maskSecretsInJson(json: string, secrets: readonly string[]): string {
  return replaceFound(json, createSecretSearch(secrets, { findsForms: false })(json));
}

function redactedStrings(value: JsonValue, redact: (text: string) => string): JsonValue {
  return mapLeaves(value, (leaf) => (typeof leaf === "string" ? redact(leaf) : leaf), redact);
}
