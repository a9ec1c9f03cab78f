import { redactText } from "#shared/domain/exchange/redact.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { privateNotKeptUser, type StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { NewEntry } from "./kept-entry.ts";

/**
 * The history redacts nothing: whoever made the exchange has. Throws when that was forgotten for the key's header, the address or a private attribute:
 * an exchange that is not kept can be asked for again, a secret in a file cannot be taken back.
 */
export function assertNothingSecret({ context, exchange }: NewEntry): void {
  const sentKey = exchange.request.headers.find(([name]) => name.toLowerCase() === "statsig-api-key")?.[1] ?? "";
  if (sentKey !== "" && !sentKey.includes("••••")) throw new Error("A request's statsig-api-key was not masked before it was to be kept.");
  if (redactText(exchange.url) !== exchange.url) throw new Error("A request's address still held a key when it was to be kept.");
  const users = [context.user, userIn(exchange.request.body)].filter((user) => user !== null);
  if (users.some(hasPrivateValue)) throw new Error("A user's private attributes were not taken out before they were to be kept.");
}

function hasPrivateValue(user: StatsigUser): boolean {
  return JSON.stringify(privateNotKeptUser(user)) !== JSON.stringify(user);
}

/** Private attributes in any spelling, or something written in escapes that could be it: without either a body need not be read. */
const mayNamePrivate = /p_*r_*i_*v_*a_*t_*e|\\u/i;

function userIn(body: string | null): StatsigUser | null {
  if (body === null || !mayNamePrivate.test(body)) return null;
  const sent = parse(body);
  return isJsonObject(sent) && isJsonObject(sent.user) ? sent.user : null;
}

function parse(body: string): JsonValue {
  try {
    return JSON.parse(body);
  } catch {
    return null; // cut, or no JSON: there is no user to look at
  }
}
