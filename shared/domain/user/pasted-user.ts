import { redactText } from "../exchange/redact.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { readLooseJson } from "../json/loose-json.ts";
import { isDocumentedField, type StatsigUser } from "./statsig-user.ts";
import { meantField, respellUser } from "./user-spelling.ts";

export type PastedUser =
  | { kind: "read"; user: StatsigUser; notes: string[] }
  | { kind: "unreadable"; problem: string; line: number | null; column: number | null };

/** Says that pasted text contains no user. */
export const noUserFoundText = "No user was found. Paste a JSON object, an ID or an e-mail address.";

/**
 * Reads a user from pasted text: JSON or similar, a log line, a request body, a list of users, an ID or an e-mail address. `notes` are sentences
 * about the interpretation; empty for plain JSON in Statsig's spelling. Never throws.
 */
export function readPastedUser(text: string): PastedUser {
  const read = readLooseJson(text, (value) => findUser(value) !== null);
  if (read.kind === "unreadable") return (text.includes("{") ? null : readNamedValues(text)) ?? read;
  if (read.kind === "plain") return readPlainText(read.text);
  if (typeof read.value === "number") return readPlainText(text.trim());
  const match = findUser(read.value) ?? asUser(read.value);
  if (match === null) return unreadable("This is JSON, but there is no object in it that could be a user.");
  const { user, notes } = respellUser(match.user);
  const nulls = Object.keys(user).filter((name) => user[name] === null);
  return {
    kind: "read",
    user: Object.fromEntries(Object.entries(user).filter(([, value]) => value !== null)),
    notes: [...read.notes, ...match.notes, ...notes, ...noteOfNulls(nulls)],
  };
}

/**
 * Notes null fields, which are frequent in logs and databases. Statsig treats them as absent, but its schema does not allow them
 * (statsig-http.md §3).
 */
function noteOfNulls(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${names.join(", ")} ${names.length === 1 ? "was" : "were"} null and ignored.`];
}

type UserMatch = { user: StatsigUser; notes: string[] };

/** Returns the first user of a list, the user in a request body, or the object itself if it has a user field; null if there is none. */
function findUser(value: JsonValue): UserMatch | null {
  if (Array.isArray(value)) return value[0] === undefined ? null : firstOf(value.length, findUser(value[0]) ?? asUser(value[0]));
  if (!isJsonObject(value)) return null;
  const isUserItself = Object.hasOwn(value, "userID") || Object.hasOwn(value, "customIDs");
  if (isJsonObject(value.user) && !isUserItself)
    return { user: value.user, notes: ["The user was extracted from the surrounding object."] };
  if (Object.keys(value).some(isUserField)) return { user: value, notes: [] };
  if (Array.isArray(value.users)) return findUser(value.users);
  const within = userWithin(value);
  return within && { user: within, notes: ["The user was extracted from the surrounding object."] };
}

const maxPlacesSearched = 1000;

/** Returns the nearest nested object with a unit ID, such as the user in a JSON log line. `id` or `country` alone is not enough, because other objects have them too. */
function userWithin(around: JsonObject): StatsigUser | null {
  const waiting: JsonValue[] = Object.values(around);
  for (let at = 0; at < waiting.length && at < maxPlacesSearched; at += 1) {
    const value = waiting[at] ?? null;
    if (isJsonObject(value) && Object.keys(value).some(isUnitField)) return value;
    if (typeof value === "object" && value !== null) waiting.push(...Object.values(value).slice(0, maxPlacesSearched));
  }
  return null;
}

function isUnitField(name: string): boolean {
  const field = meantField(name) ?? name;
  return (field === "userID" && name !== "id") || field === "customIDs";
}

function firstOf(count: number, match: UserMatch | null): UserMatch | null {
  return count === 1 || match === null ? match : { ...match, notes: [`The first of ${count} users was used.`, ...match.notes] };
}

function asUser(value: JsonValue): UserMatch | null {
  return isJsonObject(value) ? { user: value, notes: [] } : null;
}

function isUserField(name: string): boolean {
  return isDocumentedField(name) || meantField(name) !== null;
}

const maxBareIdLength = 256;

/** Reads `userID: ada`, a log line with such fields, an e-mail address, or an ID on its own. */
function readPlainText(text: string): PastedUser {
  if (text === "") return unreadable("The text is empty.");
  if (redactText(text) !== text) return unreadable("This looks like a Statsig key. Add keys in the settings of a project, not in a user.");
  const named = readNamedValues(text);
  if (named !== null) return named;
  if (/\s/.test(text) || text.length > maxBareIdLength) return unreadable(noUserFoundText);
  if (/^[^@<>]+@[^@<>]+\.[^@<>]+$/.test(text)) return { kind: "read", user: { email: text }, notes: ["Read as an e-mail address."] };
  return { kind: "read", user: { userID: text }, notes: ["Read as a userID."] };
}

const namedValue = /(?<![\w.-])["']?([\w-]+)["']?[ \t]*[:=][ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,;&"'()[\]]+))/g;

/** Reads the user fields of a text such as `2026-11-23 INFO user_id=ada email=a@x.de took=3ms`; null if it has no ID or e-mail address. */
function readNamedValues(text: string): PastedUser | null {
  if (text.length > maxNamedValuesLength || redactText(text) !== text) return null;
  const all = [...text.matchAll(namedValue)].map(([pair, name = "", ...values]) => ({ pair, name, value: values.find(Boolean) ?? "" }));
  const fields = all.filter(({ name, value }) => value !== "" && isUserField(name) && !groupFields.has(meantField(name) ?? name));
  const isUser = fields.some(({ name }) => ["userID", "email"].includes(meantField(name) ?? name) && (name !== "id" || all.length === 1));
  if (!isUser) return null;
  const { user, notes } = respellUser(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  const rest = fields.reduce((left, { pair }) => left.replace(pair, ""), text);
  return { kind: "read", user, notes: [...(/\w/.test(rest) ? ["The surrounding text was ignored."] : []), ...notes] };
}

const maxNamedValuesLength = 20_000;

/** Fields whose value is an object, so that a bare text cannot be their value. */
const groupFields: ReadonlySet<string> = new Set(["customIDs", "custom", "privateAttributes"]);

function unreadable(problem: string): PastedUser {
  return { kind: "unreadable", problem, line: null, column: null };
}
