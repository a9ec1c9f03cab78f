import type { z } from "zod";
import { privateNotKept, redactText } from "../exchange/redact.ts";
import { isJsonObject, type JsonObject, JsonObjectSchema, type JsonValue } from "../json/json.ts";
import { readLooseJson } from "../json/loose-json.ts";
import { checkField, type FieldFinding } from "./user-field-checks.ts";
import { meantField, respellField, respellUser } from "./user-spelling.ts";

/**
 * Holds a StatsigUser as it is sent (statsig-http.md §3). Any JSON object is allowed, because testing unusual users is part of the work:
 * unusual values cause warnings and never block.
 */
export const StatsigUserSchema = JsonObjectSchema;
export type StatsigUser = z.infer<typeof StatsigUserSchema>;

/** The top-level fields that Statsig documents, in the order in which the form shows them. */
export const userFieldNames = [
  "userID",
  "customIDs",
  "email",
  "ip",
  "userAgent",
  "country",
  "locale",
  "appVersion",
  "custom",
  "privateAttributes",
  "statsigEnvironment",
] as const;

/** The tier that this user names itself, or null. */
export function tierOf(user: StatsigUser): string | null {
  const environment = user.statsigEnvironment;
  const tier = isJsonObject(environment) ? environment.tier : undefined;
  return typeof tier === "string" && tier !== "" ? tier : null;
}

/** The user as it is sent: `tier` is added unless the user says something of its own there, however odd. */
export function userForRequest(user: StatsigUser, tier: string): StatsigUser {
  const environment = user.statsigEnvironment ?? {};
  if (tier === "" || !isJsonObject(environment)) return user;
  if (environment.tier !== undefined && environment.tier !== null && environment.tier !== "") return user;
  return { ...user, statsigEnvironment: { ...environment, tier } };
}

/** Everything that could be a unit of assignment, userID first. Like the server core, takes strings and numbers only. */
export function unitIds(user: StatsigUser): { idType: string; value: string }[] {
  const units: { idType: string; value: string }[] = [];
  const add = (idType: string, id: JsonValue | undefined) => {
    const value = typeof id === "string" || typeof id === "number" ? String(id) : "";
    if (value !== "") units.push({ idType, value });
  };
  add("userID", user.userID);
  if (isJsonObject(user.customIDs)) for (const [idType, id] of Object.entries(user.customIDs)) add(idType, id);
  return units;
}

const maxLabelLength = 80;

/** How this user is called in a sentence or a list: the saved name, the userID, another unit ID, the e-mail address. */
export function userLabel(user: StatsigUser, savedName?: string | null): string {
  const named = (savedName ?? "").trim();
  return named === "" ? labelOf(user, unitIds(user)) : shortened(named);
}

/** The same without a name, for somebody who knows the user's unit IDs already. */
export function labelOf({ email }: StatsigUser, units: readonly { readonly value: string }[]): string {
  const unit = units.find(({ value }) => value.trim() !== "")?.value.trim();
  const label = unit ?? (typeof email === "string" ? email.trim() : "");
  return label === "" ? "a user without an ID" : shortened(label);
}

function shortened(label: string): string {
  return label.length > maxLabelLength ? `${label.slice(0, maxLabelLength - 1)}…` : label;
}

/** Without private attributes, in any spelling: what may be saved and exported. */
export function withoutPrivate(user: StatsigUser): StatsigUser {
  // Most users have none, and a file has a million users.
  if (!Object.keys(user).some(isPrivateField)) return user;
  return Object.fromEntries(Object.entries(user).filter(([name]) => !isPrivateField(name)));
}

/** With the names of private attributes and none of their values: what the history keeps. */
export function privateNotKeptUser(user: StatsigUser): StatsigUser {
  return Object.fromEntries(Object.entries(user).map(([name, value]) => [name, isPrivateField(name) ? valuesNotKept(value) : value]));
}

/** How the form edits a custom value. A list is a list of texts, as Statsig documents it; anything else is edited as JSON. */
export function customKind(value: JsonValue): "text" | "number" | "yes_no" | "list" | "other" {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "yes_no";
  return Array.isArray(value) && value.every((entry) => typeof entry === "string") ? "list" : "other";
}

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
  return isDocumented(name) || meantField(name) !== null;
}

function isDocumented(name: string): boolean {
  return userFieldNames.some((field) => field === name);
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

/** Something unusual about a user; `fix` is what was probably meant, as the whole user. Warns, and never blocks. */
export type UserWarning = { path: string[]; message: string; fix: { label: string; user: StatsigUser } | null };

/** Lists warnings to show before an evaluation for this user (statsig-http.md §3, statsig-evaluation.md §4 to §8). */
export function userWarnings(user: StatsigUser): UserWarning[] {
  const fields = Object.entries(user);
  return [
    ...warnOfUnits(user),
    ...fields.flatMap(([name, value]) => checkField(name, value).map((finding) => fixable(user, finding))),
    ...fields.filter(([name]) => !isDocumented(name)).map(([name]) => warnOfUnknown(user, name)),
    ...warnOfHidden(user),
    ...warnOfKeys(user),
    ...warnOfSize(user),
  ];
}

function warnOfUnits(user: StatsigUser): UserWarning[] {
  if (unitIds(user).length > 0) return [];
  const what = Object.keys(user).length === 0 ? "This user is empty" : "This user has neither a userID nor a custom ID";
  return [{ path: ["userID"], message: `${what}: everybody without an ID falls into the same bucket.`, fix: null }];
}

function fixable(user: StatsigUser, { path, message, fixed }: FieldFinding): UserWarning {
  return { path, message, fix: fixed === undefined ? null : { label: fixed.label, user: withValue(user, path, fixed.value) } };
}

function warnOfUnknown(user: StatsigUser, name: string): UserWarning {
  const field = meantField(name);
  if (field !== null) {
    const respelt = respellField(user, name);
    const message = `Statsig does not know “${name}”; its name is ${field}.`;
    return { path: [name], message, fix: respelt && { label: `Rename to ${field}`, user: respelt } };
  }
  const custom = user.custom ?? {};
  const message = `Statsig does not document “${name}” here, and its server core ignores it; fields of your own go into custom.`;
  if (!isJsonObject(custom) || Object.hasOwn(custom, name)) return { path: [name], message, fix: null };
  const rest = Object.fromEntries(Object.entries(user).filter(([key]) => key !== name));
  return { path: [name], message, fix: { label: "Move into custom", user: { ...rest, custom: { ...custom, ...pick(user, name) } } } };
}

/** Warns of private attributes that a custom field of the same name hides: the look-up stops at custom (statsig-http.md §3). */
function warnOfHidden({ custom, privateAttributes }: StatsigUser): UserWarning[] {
  if (!isJsonObject(custom) || !isJsonObject(privateAttributes)) return [];
  return Object.keys(privateAttributes)
    .filter((name) => Object.hasOwn(custom, name))
    .map((name) => ({
      path: ["privateAttributes", name],
      message: `“${name}” is in custom, too; Statsig uses that one, and it is not private.`,
      fix: null,
    }));
}

function warnOfKeys(user: StatsigUser): UserWarning[] {
  return textsIn(user)
    .filter(({ text }) => redactText(text) !== text)
    .map(({ path }) => ({
      path,
      message: "This looks like a Statsig key. It would be sent, and may be stored, as part of the user.",
      fix: null,
    }));
}

/** Holds the length above which an SDK warns that the user may be trimmed (statsig-http.md §3). */
const maxUserLength = 4096;

function warnOfSize(user: StatsigUser): UserWarning[] {
  const length = textsIn(user).reduce((sum, { text, path }) => sum + text.length + (path.at(-1)?.length ?? 0), 0);
  if (length <= maxUserLength) return [];
  return [{ path: [], message: `This user has ${length} characters; Statsig may cut it after ${maxUserLength}.`, fix: null }];
}

/** Every text in the user with its place, in order. A list of its own instead of recursion: users may be nested deeper than the stack. */
function textsIn(user: StatsigUser): { path: string[]; text: string }[] {
  const found: { path: string[]; text: string }[] = [];
  const waiting: { path: string[]; value: JsonValue }[] = [{ path: [], value: user }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value } = next;
    if (typeof value === "string") found.push({ path, text: value });
    if (typeof value !== "object" || value === null) continue;
    for (const [name, entry] of Object.entries(value).reverse()) waiting.push({ path: [...path, name], value: entry });
  }
  return found;
}

/** `{ ...user, [name]: value }` at any depth; written so that a field called `__proto__` stays a field. */
/** With another value at a path that is there; undefined takes it out. */
export function withValue(user: StatsigUser, [name, ...rest]: readonly string[], value: JsonValue | undefined): StatsigUser {
  return Object.fromEntries(
    Object.entries(user).flatMap(([key, entry]) => {
      if (key !== name) return [[key, entry]];
      if (rest.length > 0 && isJsonObject(entry)) return [[key, withValue(entry, rest, value)]];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function pick(user: StatsigUser, name: string): StatsigUser {
  return Object.fromEntries(Object.entries(user).filter(([key]) => key === name));
}

/** A misspelt field is not private to Statsig, but whoever wrote it meant it to be. The length is looked at first, because files have many fields. */
export function isPrivateField(name: string): boolean {
  return name.length >= "privateAttribute".length && /^private[\W_]*attributes?$/i.test(name);
}

function valuesNotKept(value: JsonValue): JsonValue {
  if (value === null) return null;
  return isJsonObject(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, privateNotKept])) : privateNotKept;
}
