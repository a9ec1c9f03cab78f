import { z } from "zod";

/** The three kinds of Statsig keys by prefix (statsig-http.md §1), and `unknown` for keys that proxies and local servers may accept. */
export const KeyKindSchema = z.enum(["server", "client", "console", "unknown"]);
export type KeyKind = z.infer<typeof KeyKindSchema>;

/** The facts about a key that the page may have. The key itself stays in the main process. */
export const KeyInfoSchema = z.object({
  id: z.string(),
  projectId: z.string(),
  kind: KeyKindSchema,
  label: z.string(),
  lastFour: z.string(),
  addedAtMs: z.int(),
  lastUsedAtMs: z.int().nullable(),
});
export type KeyInfo = z.infer<typeof KeyInfoSchema>;

export const keyKindLabels: Record<KeyKind, string> = {
  server: "Server secret",
  client: "Client",
  console: "Console",
  unknown: "Key of unknown kind",
};

/** Names each kind of key within a sentence. */
export const keyKindNames: Record<KeyKind, string> = {
  server: "server secret key",
  client: "client key",
  console: "console key",
  unknown: "key of unknown kind",
};

/** `client key ••••1a2b`: a key within a sentence or a choice. */
export function keyName({ kind, lastFour }: Pick<KeyInfo, "kind" | "lastFour">): string {
  return `${keyKindNames[kind]} ••••${lastFour}`;
}

/** Describes in one sentence what each kind of key allows here (statsig-http.md §1). */
export const keyKindAllows: Record<KeyKind, string> = {
  server: "check, log, definitions: everything",
  client: "check, log, initialize; no definitions",
  console: "reads rule names for Why; the HTTP API refuses it",
  unknown: "not in the form of a Statsig key; sent unchanged",
};

const prefixes: readonly [string, KeyKind][] = [
  ["secret-", "server"],
  ["client-", "client"],
  ["console-", "console"],
];

export function recognizeKeyKind(key: string): KeyKind {
  return prefixes.find(([prefix]) => key.startsWith(prefix))?.[1] ?? "unknown";
}

/** Returns why a text cannot be used as a key, or null. Keys of unknown form are allowed, because proxies may accept them; keys that no header can carry are not. */
export function keyProblem(text: string): string | null {
  const key = text.trim();
  if (key === "") return "Paste a key first.";
  if (/\s/.test(key)) return "A key contains no spaces or line breaks. Paste only the key.";
  // A header value must be visible ASCII; otherwise no request can be sent (RFC 9110 §5.5).
  if (!/^[\x21-\x7e]+$/.test(key)) return "A key contains only ASCII letters, digits and punctuation. Remove the other characters.";
  if (key.length < 8) return "This is too short to be a key.";
  return null;
}
