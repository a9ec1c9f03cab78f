import type { z } from "zod";
import { privateNotKept, redactText } from "../exchange/redact.ts";
import { isJsonObject, JsonObjectSchema, type JsonValue } from "../json/json.ts";
import { checkField, type FieldFinding } from "./user-field-checks.ts";
import { meantField, respellField } from "./user-spelling.ts";

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

export function isDocumentedField(name: string): boolean {
  return userFieldNames.some((field) => field === name);
}

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

/** Something unusual about a user; `fix` is what was probably meant, as the whole user. Warns, and never blocks. */
export type UserWarning = { path: string[]; message: string; fix: { label: string; user: StatsigUser } | null };

/** Lists warnings to show before an evaluation for this user (statsig-http.md §3, statsig-evaluation.md §4 to §8). */
export function userWarnings(user: StatsigUser): UserWarning[] {
  const fields = Object.entries(user);
  return [
    ...warnOfUnits(user),
    ...fields.flatMap(([name, value]) => checkField(name, value).map((finding) => fixable(user, finding))),
    ...fields.filter(([name]) => !isDocumentedField(name)).map(([name]) => warnOfUnknown(user, name)),
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
