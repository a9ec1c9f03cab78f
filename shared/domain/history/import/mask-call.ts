import type { Exchange, Headers, Outcome } from "../../exchange/exchange.ts";
import { maskKey } from "../../exchange/key-form.ts";
import { createRedactor } from "../../exchange/redact.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { parseJson } from "../../json/parse-json.ts";
import { type KeyKind, recognizeKeyKind } from "../../project/key-info.ts";
import { createPrivateMask } from "../../user/private-mask.ts";
import { isPrivateField, privateNotKeptUser } from "../../user/statsig-user.ts";

/** A recorded exchange before its keys are masked. */
export type UnmaskedExchange = Omit<Exchange, "id" | "atMs"> & { readonly atMs: number | null };

export interface MaskedCall {
  readonly exchange: UnmaskedExchange;
  readonly key: { readonly kind: KeyKind; readonly lastFour: string } | null;
}

/** Headers of a browser's session, which are no part of what Statsig reads. Their values are never kept. */
const sessionHeaders = /^(?:cookie|set-cookie|authorization|proxy-authorization)$/i;
const notKept = "[not kept]";
const maxPrivateUsers = 200;

/**
 * Masks the keys of a recorded exchange wherever they are, in the form of a Statsig key or not: the key in its header, its address or its body is looked for in all
 * texts. Also masks the values of private attributes and of session headers.
 */
export function maskCall(exchange: UnmaskedExchange): MaskedCall {
  const { request, outcome, url } = exchange;
  const sent = parseJson(request.body);
  const keys = [...new Set([...keysIn(url, request.headers), ...keysInBody(sent)])];
  const users = usersIn(sent).filter(hasPrivate);
  const masks = users.slice(0, maxPrivateUsers).flatMap((user) => createPrivateMask(user) ?? []);
  const echoes = users.slice(0, maxPrivateUsers).flatMap((user) => createPrivateMask(user, { masksShortTexts: true }) ?? []);
  const redactKeys = createRedactor(keys);
  const apply = (text: string, all: readonly ((text: string) => string)[]) => redactKeys(all.reduce((rest, mask) => mask(rest), text));
  const redact = (text: string) => apply(text, masks);
  const redactHeaders = (headers: Headers): Headers =>
    headers.map(([name, value]) => {
      if (sessionHeaders.test(name)) return [redact(name), notKept];
      return [redact(name), /^statsig-api-key$/i.test(name) ? masked(value) : redact(value)];
    });
  const withoutPrivate = users.length === 0 ? request.body : JSON.stringify(privateNotKeptIn(sent ?? null));
  const [key] = keys;
  return {
    exchange: {
      ...exchange,
      url: redact(maskedUrl(url)),
      request: { ...request, headers: redactHeaders(request.headers), body: withoutPrivate === null ? null : redact(withoutPrivate) },
      outcome: maskedOutcome(outcome, { redact, redactHeaders, redactBody: (text) => apply(text, echoes) }),
    },
    key: key === undefined ? null : { kind: recognizeKeyKind(key), lastFour: key.slice(-4) },
  };
}

function maskedOutcome(
  outcome: Outcome,
  mask: { redact: (text: string) => string; redactHeaders: (headers: Headers) => Headers; redactBody: (text: string) => string },
): Outcome {
  const common = "headers" in outcome ? { ...outcome, headers: mask.redactHeaders(outcome.headers) } : outcome;
  switch (common.kind) {
    case "answered":
      return { ...common, statusText: mask.redact(common.statusText), body: mask.redactBody(common.body) };
    case "unreachable":
    case "broken_off":
      return { ...common, message: mask.redact(common.message) };
    case "not_sent":
      return { ...common, reason: mask.redact(common.reason) };
    default:
      return common;
  }
}

/** A key is where Statsig takes it from: the header, the parameter `k`, and the path of definitions and ID lists (statsig-http.md §0). */
function keysIn(url: string, headers: Headers): string[] {
  const header = headers.filter(([name]) => /^statsig-api-key$/i.test(name)).map(([, value]) => value.trim());
  const [, parameter] = keyParameter.exec(url) ?? [];
  const [, path] = keyPath.exec(url) ?? [];
  return [...header, ...[parameter, path].flatMap((text) => (text === undefined ? [] : [decoded(text)]))].filter(isKey);
}

const keyParameter = /[?&]k=([^&#]+)/;
const keyPath = /\/(?:download_config_specs|get_id_lists)\/([^/?#]+?)(?:\.json)?(?=[/?#]|$)/;

function keysInBody(body: JsonValue | undefined): string[] {
  const holders = isJsonObject(body) ? [body, ...[body.statsigMetadata].filter(isJsonObject)] : [];
  return holders
    .flatMap(({ sdkKey, apiKey, k }) => [sdkKey, apiKey, k])
    .filter((key) => typeof key === "string")
    .filter(isKey);
}

/** Keys of a recording that was masked before are none. */
function isKey(text: string): boolean {
  return text !== "" && !text.includes("••••");
}

function maskedUrl(url: string): string {
  return url
    .replace(keyParameter, (part, key: string) => part.replace(key, () => masked(decoded(key))))
    .replace(keyPath, (part, key: string) => part.replace(key, () => masked(decoded(key))));
}

function masked(key: string): string {
  return isKey(key) ? maskKey(key.length >= 12 ? key : "") : key;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The users of a request: its own, and those of its events. */
function usersIn(body: JsonValue | undefined): JsonObject[] {
  if (!isJsonObject(body)) return [];
  const events = Array.isArray(body.events) ? body.events : [];
  return [body.user, ...events.map((event) => (isJsonObject(event) ? event.user : null))].filter(isJsonObject);
}

function hasPrivate(user: JsonObject): boolean {
  return Object.keys(user).some(isPrivateField) && JSON.stringify(privateNotKeptUser(user)) !== JSON.stringify(user);
}

function privateNotKeptIn(body: JsonValue): JsonValue {
  if (!isJsonObject(body)) return body;
  const { user, events } = body;
  return {
    ...body,
    ...(isJsonObject(user) && { user: privateNotKeptUser(user) }),
    ...(Array.isArray(events) && { events: events.map(privateNotKeptIn) }),
  };
}
