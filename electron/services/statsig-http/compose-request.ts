import type { Headers } from "#shared/domain/exchange/exchange.ts";
import { maskKey } from "#shared/domain/exchange/key-form.ts";
import { createRedactor } from "#shared/domain/exchange/redact.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { createPrivateMask } from "#shared/domain/user/private-mask.ts";
import { privateNotKeptUser } from "#shared/domain/user/statsig-user.ts";
import type { StatsigCall } from "./statsig-call.ts";

/** A request as it is sent, and the same request as it is shown and stored: without the key and without values of private attributes. */
export interface ComposedRequest {
  readonly url: string;
  /** The same; null if it is not a valid address. */
  readonly address: URL | null;
  /** Without `host`, `connection` and `content-length`, which undici adds. */
  readonly headers: Headers;
  readonly body: Buffer | null;
  readonly redacted: { readonly url: string; readonly headers: Headers; readonly body: string | null };
  /** Masks the key, the other secrets of the call, and the values of the user's private attributes in a text. */
  readonly redact: (text: string) => string;
  /** Masks the same in the body of an answer, where a private text may be an echo under any name. */
  readonly redactAnswer: (text: string) => string;
}

export function composeRequest(call: StatsigCall, version: string): ComposedRequest {
  const key = call.key?.reveal() ?? "";
  const secrets = [...(key === "" ? [] : [key]), ...(call.mask ?? [])];
  const redactKeys = createRedactor(secrets);
  const maskPrivate = isJsonObject(call.body) && isJsonObject(call.body.user) ? createPrivateMask(call.body.user) : null;
  const maskEchoes =
    isJsonObject(call.body) && isJsonObject(call.body.user) ? createPrivateMask(call.body.user, { masksShortTexts: true }) : null;
  const redact = (text: string) => redactKeys(maskPrivate === null ? text : maskPrivate(text));
  const body = bodyOf(call);
  const redactedBody = call.body === null ? null : JSON.stringify(withoutPrivateValues(call.body));

  const headersWith = (keyValue: string): Headers => [
    ["accept", "application/json"],
    ["accept-encoding", "gzip, br"],
    ["user-agent", `Gatescope/${version}`],
    ...(body === null ? [] : [["content-type", "application/json"] as [string, string]]),
    ...(key === "" || call.keyPlacement !== "header" ? [] : [["statsig-api-key", keyValue] as [string, string]]),
    ...(call.headers ?? []),
  ];
  const url = (keyValue: string) => (call.keyPlacement === "path" ? call.url.replace("{key}", () => keyValue) : call.url);
  const sentUrl = url(encodeURIComponent(key));
  const address = URL.parse(sentUrl);
  // undici writes these headers before and after ours.
  const around = {
    before: [
      ["host", address?.host ?? ""],
      ["connection", "keep-alive"],
    ] as Headers,
    after: lengthHeader(call, body),
  };

  return {
    url: sentUrl,
    address,
    headers: headersWith(key),
    body,
    redacted: {
      url: redact(url(maskKey(key))),
      headers: [...around.before, ...headersWith(maskKey(key)), ...around.after].map(([name, value]) => [redact(name), redact(value)]),
      body: redactedBody === null ? null : redact(redactedBody),
    },
    redact,
    redactAnswer: (text) => redactKeys(maskEchoes === null ? text : maskEchoes(text)),
  };
}

function lengthHeader(call: StatsigCall, body: Buffer | null): Headers {
  if (body === null && call.method === "GET") return [];
  return [["content-length", String(body?.length ?? 0)]];
}

function bodyOf({ body, bodyBytes }: StatsigCall): Buffer | null {
  if (bodyBytes !== undefined) return Buffer.from(bodyBytes.buffer, bodyBytes.byteOffset, bodyBytes.byteLength);
  return body === null ? null : Buffer.from(JSON.stringify(body));
}

/** Returns the body with the names, but without the values, of private attributes. */
function withoutPrivateValues(body: JsonValue): JsonValue {
  if (!isJsonObject(body)) return body;
  const { user, events } = body;
  return {
    ...body,
    ...(isJsonObject(user) ? { user: privateNotKeptUser(user) } : {}),
    ...(Array.isArray(events) ? { events: events.map(withoutPrivateValues) } : {}),
  };
}
