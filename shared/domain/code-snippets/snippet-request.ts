import type { Question } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import { type ProjectHosts, statsigHosts } from "#shared/domain/project/project.ts";

/** A request to be written as code. The key is named, never held: whoever runs the code has it in the environment. */
export type SnippetRequest = {
  /** Whole address, as it was asked; where the key stands in it, it is masked. */
  url: string;
  method: Exchange["method"];
  /** A GET has none. */
  body: JsonValue;
  /** Besides the key's and the body's: the version of the Console API. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The environment variable with the key: `STATSIG_SERVER_KEY`. */
  keyVariable: string;
  /** What it asks of the SDKs; null where it asks about no name: a look at definitions, an event. */
  question: Question | null;
  keyKind: KeyKind | null;
  isLogging: boolean;
  /** Where the SDKs have to ask; null where that is Statsig itself, or is not known any more. */
  hosts: SdkHosts | null;
};

export type SdkHosts = Pick<ProjectHosts, "initialize" | "cdn" | "events">;

/** What the SDKs are to be told of a project's hosts: nothing where these are Statsig's own. */
export function sdkHosts({ initialize, cdn, events }: ProjectHosts): SdkHosts | null {
  const areUsual = initialize === statsigHosts.initialize && cdn === statsigHosts.cdn && events === statsigHosts.events;
  return areUsual ? null : { initialize, cdn, events };
}

const maskedKey = /(?:(?:secret|client|console)-)?•+[^./?]*/;

/** The address as code: `text` writes a literal, `key` is the expression for the key where that is a part of the address, `join` puts them together. */
export function addressCode(
  { url }: SnippetRequest,
  { text, key, join }: { text: (part: string) => string; key: string; join: (parts: string[]) => string },
): string {
  const mask = maskedKey.exec(url)?.[0];
  if (mask === undefined) return text(url);
  const [before = "", after = ""] = url.split(mask);
  return join([text(before), key, text(after)]);
}

/** The headers as code: `line` writes one of a name and an expression. A key that is a part of the address is not sent beside it. */
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

/** An SDK asks Statsig itself unless it is told otherwise; a line that says so where the request went elsewhere, and nobody knows any more where to. */
export function ownHostsNote({ url, hosts }: SnippetRequest, options: string): string {
  const { origin, hostname } = new URL(url);
  return hosts !== null || /(?:^|\.)statsig(?:api)?\.(?:com|net)$/.test(hostname)
    ? ""
    : `// This asks Statsig, not ${origin}: set ${options} to ask there.\n`;
}
