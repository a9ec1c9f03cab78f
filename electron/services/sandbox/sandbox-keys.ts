import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { recognizeKeyKind } from "#shared/domain/project/key-info.ts";
import type { Endpoint } from "./endpoints.ts";
import { Refusal } from "./refusal.ts";

export interface SandboxKeys {
  readonly server: string;
  readonly client: string;
  readonly console: string;
}

/** Creates a random key in the form of real keys. It is new at every start, so that a website cannot know it. */
export function randomSandboxKey(prefix: "secret" | "client" | "console"): string {
  return `${prefix}-sandbox${randomBytes(16).toString("hex")}`;
}

const acceptedKinds: Record<Exclude<Endpoint["keys"], "none">, string> = {
  any: "a server secret or client SDK key",
  server: "a server secret key",
  client: "a client SDK key",
  console: "a console key",
};

/**
 * Reads the key from the path (definitions), the header `statsig-api-key`, or `k` in the query (web SDK). Throws `Refusal`: 401 without a
 * key of this sandbox (statsig-http.md §14), 403 with a key that may not call this endpoint (statsig-http.md §7.1). The message never
 * contains the key.
 */
export function requireSandboxKey(
  request: IncomingMessage,
  match: { endpoint: Endpoint; pathKey: string | undefined; query: URLSearchParams },
  keys: SandboxKeys,
): void {
  const allowed = match.endpoint.keys;
  if (allowed === "none") return;
  const header = request.headers["statsig-api-key"];
  const key = match.pathKey ?? (typeof header === "string" ? header : match.query.get("k"));
  const only = `This endpoint only accepts ${acceptedKinds[allowed]} of this sandbox`;
  if (key === null || key === "") throw new Refusal(401, `${only}, but no key was sent. Send it in the header statsig-api-key.`);
  if (recognizeKeyKind(key) === "console" && allowed !== "console") throw new Refusal(401, `${only}, but a console key was sent.`);
  if (!Object.values(keys).includes(key)) throw new Refusal(401, `${only}, but an invalid key was sent.`);
  if (allowed !== "any" && key !== keys[allowed]) throw new Refusal(403, `${only}: this key may not call it.`);
}
