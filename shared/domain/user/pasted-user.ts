import { redactText } from "../exchange/redact.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { readLooseJson } from "../json/loose-json.ts";
import { isDocumentedField, type StatsigUser } from "./statsig-user.ts";
import { meantField, respellUser } from "./user-spelling.ts";

export type PastedUser =
  | { kind: "read"; user: StatsigUser; notes: string[] }
  | { kind: "unreadable"; problem: string; line: number | null; column: number | null };

/**
 * A user out of whatever was pasted: JSON or what looks like it, a log line, a request body, a list of users, a bare ID or e-mail address.
 * `notes` say what was understood, one sentence each; none where the text was plain JSON in Statsig's spelling. Never throws.
 */
export function readPastedUser(text: string): PastedUser {
  const read = readLooseJson(text, (value) => findUser(value) !== null);
  if (read.kind === "unreadable") return (text.includes("{") ? null : readNamedValues(text)) ?? read;
  if (read.kind === "plain") return readPlainText(read.text);
  if (typeof read.value === "number") return readPlainText(text.trim());
  const found = findUser(read.value) ?? asUser(read.value);
  if (found === null) return unreadable("This is JSON, but there is no object in it that could be a user.");
  const { user, notes } = respellUser(found.user);
  const nulls = Object.keys(user).filter((name) => user[name] === null);
  return {
    kind: "read",
    user: Object.fromEntries(Object.entries(user).filter(([, value]) => value !== null)),
    notes: [...read.notes, ...found.notes, ...notes, ...noteOfNulls(nulls)],
  };
}

/**
 * Notes null fields, which are frequent in logs and databases. Statsig treats them as absent, but its schema does not allow them
 * (statsig-http.md §3).
 */
function noteOfNulls(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${names.join(", ")} ${names.length === 1 ? "was" : "were"} null and left out.`];
}

type Found = { user: StatsigUser; notes: string[] };

/** The user in a list, in a request body, or the object itself where it has a field of a user; null when there is none to be seen. */
function findUser(value: JsonValue): Found | null {
  if (Array.isArray(value)) return value[0] === undefined ? null : firstOf(value.length, findUser(value[0]) ?? asUser(value[0]));
  if (!isJsonObject(value)) return null;
  const isUserItself = Object.hasOwn(value, "userID") || Object.hasOwn(value, "customIDs");
  if (isJsonObject(value.user) && !isUserItself) return { user: value.user, notes: ["The user was taken out of what stood around it."] };
  if (Object.keys(value).some(isUserField)) return { user: value, notes: [] };
  if (Array.isArray(value.users)) return findUser(value.users);
  const within = userWithin(value);
  return within && { user: within, notes: ["The user was taken out of what stood around it."] };
}

const maxPlacesSearched = 1000;

/** A log line in JSON has the user deeper down, under a name of its writer's choice. The nearest object with a unit ID is it: an `id` or `country` alone is everywhere. */
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

function firstOf(count: number, found: Found | null): Found | null {
  return count === 1 || found === null ? found : { ...found, notes: [`The first of ${count} was taken.`, ...found.notes] };
}

function asUser(value: JsonValue): Found | null {
  return isJsonObject(value) ? { user: value, notes: [] } : null;
}

function isUserField(name: string): boolean {
  return isDocumentedField(name) || meantField(name) !== null;
}

const maxBareIdLength = 256;

/** `userID: ada`, a line of a log with such fields in it, an e-mail address, or an ID and nothing else. */
function readPlainText(text: string): PastedUser {
  if (text === "") return unreadable("There is nothing to read.");
  if (redactText(text) !== text)
    return unreadable("This looks like a Statsig key. Keys belong into the settings of a project, not into a user.");
  const named = readNamedValues(text);
  if (named !== null) return named;
  if (/\s/.test(text) || text.length > maxBareIdLength)
    return unreadable("There is no user to be seen in this. Paste a JSON object, an ID or an e-mail address.");
  if (/^[^@<>]+@[^@<>]+\.[^@<>]+$/.test(text)) return { kind: "read", user: { email: text }, notes: ["Taken as an e-mail address."] };
  return { kind: "read", user: { userID: text }, notes: ["Taken as a userID."] };
}

const namedValue = /(?<![\w.-])["']?([\w-]+)["']?[ \t]*[:=][ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,;&"'()[\]]+))/g;

/** `2026-11-23 INFO user_id=ada email=a@x.de took=3ms`: the fields of a user that a text without an object names; null where no ID or e-mail address is among them. */
function readNamedValues(text: string): PastedUser | null {
  if (text.length > maxNamedValuesLength || redactText(text) !== text) return null;
  const all = [...text.matchAll(namedValue)].map(([pair, name = "", ...values]) => ({ pair, name, value: values.find(Boolean) ?? "" }));
  const found = all.filter(({ name, value }) => value !== "" && isUserField(name) && !groupFields.has(meantField(name) ?? name));
  const isUser = found.some(({ name }) => ["userID", "email"].includes(meantField(name) ?? name) && (name !== "id" || all.length === 1));
  if (!isUser) return null;
  const { user, notes } = respellUser(Object.fromEntries(found.map(({ name, value }) => [name, value])));
  const rest = found.reduce((left, { pair }) => left.replace(pair, ""), text);
  return { kind: "read", user, notes: [...(/\w/.test(rest) ? ["The text around it was left out."] : []), ...notes] };
}

const maxNamedValuesLength = 20_000;

/** Fields that hold named values of their own: a bare text is not what they are. */
const groupFields: ReadonlySet<string> = new Set(["customIDs", "custom", "privateAttributes"]);

function unreadable(problem: string): PastedUser {
  return { kind: "unreadable", problem, line: null, column: null };
}
