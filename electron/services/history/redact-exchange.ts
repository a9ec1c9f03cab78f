import { redactText } from "#shared/domain/exchange/redact.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { privateNotKeptUser, type StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { NewEntry } from "./kept-entry.ts";

/**
 * Throws when an exchange contains a key in its header or address, or a private attribute. The sender redacts exchanges; this check comes before storage,
 * because a missing entry can be requested again, but a stored secret cannot be undone.
 */
export function assertNothingSecret({ context, exchange }: NewEntry): void {
  const sentKey = exchange.request.headers.find(([name]) => name.toLowerCase() === "statsig-api-key")?.[1] ?? "";
  if (sentKey !== "" && !sentKey.includes("••••"))
    throw new Error("The statsig-api-key header of a request was not masked before storing it.");
  if (redactText(exchange.url) !== exchange.url) throw new Error("The address of a request contained a key before storing it.");
  const users = [context.user, userIn(exchange.request.body)].filter((user) => user !== null);
  if (users.some(hasPrivateValue)) throw new Error("The private attributes of a user were not removed before storing the request.");
}

function hasPrivateValue(user: StatsigUser): boolean {
  return JSON.stringify(privateNotKeptUser(user)) !== JSON.stringify(user);
}

/** Matches `privateAttributes` in any spelling, and escapes that could hide it. A body without a match is not parsed. */
const mayNamePrivate = /p_*r_*i_*v_*a_*t_*e|\\u/i;

function userIn(body: string | null): StatsigUser | null {
  if (body === null || !mayNamePrivate.test(body)) return null;
  const sent = parse(body);
  return isJsonObject(sent) && isJsonObject(sent.user) ? sent.user : null;
}

function parse(body: string): JsonValue {
  try {
    return readJson(body);
  } catch {
    return null; // cut off, or not JSON: no user to check
  }
}
