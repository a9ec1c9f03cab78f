import type { Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import { type ProjectHosts, statsigHosts } from "#shared/domain/project/project.ts";

/** A request to write as code. The code reads the key from an environment variable and never contains it. */
export type SnippetRequest = {
  /** The complete URL of the request; a key in it is masked. */
  url: string;
  method: Exchange["method"];
  /** Ignored for GET. */
  body: JsonValue;
  /** Headers besides those for the key and the body, such as the version of the Console API. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The environment variable with the key: `STATSIG_SERVER_KEY`. */
  keyVariable: string;
  /** The question for the SDK snippets; null for requests without a name, such as definitions or events. */
  question: Question | null;
  keyKind: KeyKind | null;
  isLogging: boolean;
  /** The hosts for the SDKs; null if they are Statsig's own or unknown. */
  hosts: SdkHosts | null;
};

export type SdkHosts = Pick<ProjectHosts, "initialize" | "cdn" | "events">;

const keyVariables: Record<KeyKind, string> = {
  server: "STATSIG_SERVER_KEY",
  client: "STATSIG_CLIENT_KEY",
  console: "STATSIG_CONSOLE_KEY",
  unknown: "STATSIG_KEY",
};

/** What a stored request asked for, and with which kind of key. */
export interface StoredRequestContext {
  readonly kind: Question["kind"] | null;
  readonly names: Question["names"];
  readonly keyKind: KeyKind | null;
  readonly isLogging: boolean;
}

/** Returns a stored request to be written as code, with this body. `hosts` are those of its project, if they are known. */
export function storedSnippetRequest({
  exchange,
  context: { kind, names, keyKind, isLogging },
  body,
  hosts,
}: {
  exchange: Pick<Exchange, "url" | "method" | "request">;
  context: StoredRequestContext;
  body: JsonValue;
  hosts: ProjectHosts | undefined;
}): SnippetRequest {
  return {
    url: exchange.url,
    method: exchange.method,
    body,
    headers: exchange.request.headers.filter(([name]) => name.toLowerCase() === "statsig-api-version"),
    keyVariable: keyVariables[keyKind ?? "unknown"],
    question: kind === null ? null : { kind, names },
    keyKind,
    isLogging,
    hosts: hosts === undefined ? null : sdkHosts(hosts),
  };
}

/** Reads the stored body of a request; undefined if it was not stored whole, or a recording does not have it. */
export function readStoredBody({ method, request: { body } }: Pick<Exchange, "method" | "request">): JsonValue | undefined {
  if (body === null) return method === "POST" ? undefined : null;
  try {
    return readJson(body);
  } catch {
    return undefined;
  }
}

/** Returns a project's hosts for the SDKs; null if they are Statsig's own. */
export function sdkHosts({ initialize, cdn, events }: ProjectHosts): SdkHosts | null {
  const areDefault = initialize === statsigHosts.initialize && cdn === statsigHosts.cdn && events === statsigHosts.events;
  return areDefault ? null : { initialize, cdn, events };
}

/**
 * Returns why the code must not run yet, as a sentence: private attributes and keys within the body were not kept, and a placeholder is in their place. Code
 * with this reason fails before it sends anything. Null if the body is complete.
 */
export function refusalOf({ body, method }: SnippetRequest): string | null {
  const names = method === "GET" ? [] : [...new Set(missingIn(body, "body"))];
  if (names.length === 0) return null;
  return `Not sent: the ${names.length === 1 ? "value" : "values"} of ${names.join(", ")} ${names.length === 1 ? "was" : "were"} not kept. Put ${names.length === 1 ? "it" : "them"} in, then remove this error.`.toWellFormed();
}

/** Returns the names of the fields whose value was replaced when the request was stored. */
function missingIn(value: JsonValue, name: string): string[] {
  if (typeof value === "string") return value === privateNotKept || value.includes("••••••••") ? [name] : [];
  if (Array.isArray(value)) return value.flatMap((entry) => missingIn(entry, name));
  return isJsonObject(value) ? Object.entries(value).flatMap(([key, entry]) => missingIn(entry, key)) : [];
}

const maskedKey = /(?:(?:secret|client|console)-)?•+[^./?&#]*/;

/** Returns the URL as code: `text` writes a literal, `key` is the expression for a key in the URL, `join` concatenates the parts. */
export function addressCode(
  { url }: SnippetRequest,
  { text, key, join }: { text: (part: string) => string; key: string; join: (parts: string[]) => string },
): string {
  const mask = maskedKey.exec(url)?.[0];
  if (mask === undefined) return text(url);
  const [before = "", after = ""] = url.split(mask);
  return join([text(before), key, text(after)]);
}

/** Returns the headers as code: `line` writes one from a name and an expression. Without the key header if the key is in the URL. */
export function headerCode(
  { url, method, headers }: SnippetRequest,
  { text, key, line }: { text: (part: string) => string; key: string; line: (name: string, value: string) => string },
): string[] {
  return [
    ...(maskedKey.test(url) ? [] : [line("statsig-api-key", key)]),
    ...(method === "GET" ? [] : [line("content-type", text("application/json"))]),
    ...headers.map(([name, value]) => line(name, text(value))),
  ];
}

/** Returns a comment for a request to another host whose SDK hosts are unknown: the SDK calls Statsig unless its options say otherwise. */
export function ownHostsNote({ url, hosts }: SnippetRequest, options: string): string {
  const { origin, hostname } = new URL(url);
  return hosts !== null || /(?:^|\.)statsig(?:api)?\.(?:com|net)$/.test(hostname)
    ? ""
    : `// This calls Statsig, not ${origin}: set ${options} to call that host.\n`;
}
