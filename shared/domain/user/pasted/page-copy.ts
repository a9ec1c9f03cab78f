import { redactText } from "../../exchange/redact.ts";
import { isJsonNumber, toDouble } from "../../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { findJsonProblem } from "../../json/json-problem.ts";
import { valueOfJson } from "../../json/loose/json-values.ts";
import { parseJson } from "../../json/parse-json.ts";
import type { StatsigUser } from "../statsig-user.ts";
import { withStableId } from "../with-stable-id.ts";
import { buildUser } from "./build-user.ts";

/** The format that `copyStatsigPage` writes (shared/domain/page-import). */
export const pageCopyVersion = 1;
export const maxPageCopyLength = 20_000_000;
const maxPageUsers = 20;

/** A user of a web page, with the values that Statsig's JavaScript client had for it. */
export interface PageUser {
  /** The user that the client asked Statsig for, with its stable ID. */
  readonly user: StatsigUser;
  /** True for a user of the client's cache; false for the user that the page had. */
  readonly isCached: boolean;
  /** True if the cache has only the IDs of the user. */
  readonly hasOnlyIds: boolean;
  /** The response of initialize that was in use; null if there was none. */
  readonly values: JsonObject | null;
  readonly receivedAtMs: number | null;
  /** The last four characters of the client's key; null for a cached user. */
  readonly keyEnd: string | null;
  /** The client's local overrides by kind; null if it has none. */
  readonly overrides: JsonObject | null;
  /** Sentences that name what is not in the user. */
  readonly lost: readonly string[];
}

export interface PageCopy {
  /** `https://shop.example`; null if the page has none. */
  readonly origin: string | null;
  readonly copiedAtMs: number | null;
  /** The users of the page first, then those of its cache, the newest first. */
  readonly users: readonly [PageUser, ...PageUser[]];
  /** Sentences about what was not read. */
  readonly notes: readonly string[];
}

export type PageReading =
  | { readonly kind: "read"; readonly copy: PageCopy }
  | { readonly kind: "no_client"; readonly origin: string | null }
  | { readonly kind: "newer"; readonly version: number }
  | { readonly kind: "damaged"; readonly problem: string };

/** Reads what the line for the console copied, wherever it stands in the text. Null for another text. Never throws. Keys in the text are masked. */
export function readPageCopy(text: string): PageReading | null {
  const start = text.indexOf('{"gatescopePage"');
  if (start < 0) return null;
  if (text.length > maxPageCopyLength) return { kind: "damaged", problem: tooLongText };
  const end = text.lastIndexOf("}") + 1;
  const whole = redactText(text.slice(start, end > start ? end : undefined));
  const json = parseJson(whole);
  if (!isJsonObject(json)) return { kind: "damaged", problem: problemIn(whole) };
  const version = numberIn(json.gatescopePage);
  if (version === null || version < 1) return { kind: "damaged", problem: "It has no version." };
  if (version > pageCopyVersion) return { kind: "newer", version };
  const origin = typeof json.page === "string" && /^https?:\/\/[^\s/]{1,253}$/.test(json.page) ? json.page : null;
  const clients = listIn(json.clients).flatMap(readClient);
  const cached = listIn(json.cached).flatMap(readCached);
  const isOwn = (one: PageUser) => clients.some((own) => own.receivedAtMs !== null && own.receivedAtMs === one.receivedAtMs);
  const others = cached.filter((one) => !isOwn(one)).toSorted((a, b) => (b.receivedAtMs ?? 0) - (a.receivedAtMs ?? 0));
  const all = [...clients, ...others];
  const [first, ...rest] = all.slice(0, maxPageUsers);
  if (first === undefined) return { kind: "no_client", origin };
  const unread = listIn(json.clients).length + listIn(json.cached).length - clients.length - cached.length;
  const notes = [
    ...(all.length > maxPageUsers ? [`Only ${maxPageUsers} of the ${all.length} users are listed.`] : []),
    ...(unread > 0 ? [`${unread === 1 ? "1 entry" : `${unread} entries`} of the page could not be read.`] : []),
  ];
  return { kind: "read", copy: { origin, copiedAtMs: timeIn(json.at), users: [first, ...rest], notes } };
}

const tooLongText = `It is longer than ${maxPageCopyLength / 1e6} million characters.`;

function readClient(client: JsonValue): PageUser[] {
  if (!isJsonObject(client) || !isJsonObject(client.user)) return [];
  const { user, lost } = userOf(client.user, client.stableID);
  return [
    {
      ...{ user, lost, isCached: false, hasOnlyIds: false },
      values: isJsonObject(client.values) ? client.values : null,
      receivedAtMs: timeIn(client.receivedAt),
      keyEnd: typeof client.key === "string" && /^[\w-]{4}$/.test(client.key) ? client.key : null,
      overrides: isJsonObject(client.overrides) ? client.overrides : null,
    },
  ];
}

/** Reads an entry of the client's cache: a `DataAdapterResult` of `@statsig/client-core`, as text. */
function readCached(text: JsonValue): PageUser[] {
  const entry = typeof text === "string" ? parseJson(text) : undefined;
  const values = isJsonObject(entry) && typeof entry.data === "string" ? parseJson(entry.data) : undefined;
  if (!isJsonObject(entry) || !isJsonObject(values)) return [];
  const hasUser = isJsonObject(values.user);
  const found = isJsonObject(values.user) ? values.user : isJsonObject(values.evaluated_keys) ? values.evaluated_keys : {};
  const { user, lost } = userOf(found, entry.stableID);
  if (Object.keys(user).length === 0) return [];
  return [
    {
      ...{ user, lost, values, isCached: true, hasOnlyIds: !hasUser, keyEnd: null, overrides: null },
      receivedAtMs: timeIn(entry.receivedAt),
    },
  ];
}

/** Returns the user with the stable ID that the client adds to its request. */
function userOf(json: JsonObject, stableId: JsonValue | undefined): { user: StatsigUser; lost: readonly string[] } {
  const loose = valueOfJson(json);
  if (loose.kind !== "object") return { user: {}, lost: [] };
  const { user, lost } = buildUser({ object: loose, isRecord: false });
  return { user: withStableId(user, stableId), lost };
}

function problemIn(text: string): string {
  const problem = findJsonProblem(text);
  if (problem === null) return "It is nested too deep.";
  return `It is not complete: ${problem.what} (line ${problem.line}, column ${problem.column}).`;
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value.slice(0, 1_000) : [];
}

function numberIn(value: JsonValue | undefined): number | null {
  return value !== undefined && isJsonNumber(value) ? toDouble(value) : null;
}

/** Returns a time in milliseconds since 1970 that a date can hold. */
function timeIn(value: JsonValue | undefined): number | null {
  const time = numberIn(value);
  return time !== null && Number.isInteger(time) && time > 0 && time < 8.64e15 ? time : null;
}
