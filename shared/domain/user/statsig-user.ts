import type { z } from "zod";
import { containsKeyForm, privateNotKept } from "../exchange/key-form.ts";
import { isJsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";
import { JsonObjectSchema } from "../json/json-schemas.ts";
import { spreadsheetIdText } from "./shortened-id.ts";
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

/** Returns the user's own tier, or null. */
export function tierOf(user: StatsigUser): string | null {
  const environment = user.statsigEnvironment;
  const tier = isJsonObject(environment) ? environment.tier : undefined;
  return typeof tier === "string" && tier !== "" ? tier : null;
}

/** Returns the user without its tier, and without an environment that had nothing else. */
export function withoutTier(user: StatsigUser): StatsigUser {
  const { statsigEnvironment: environment, ...rest } = user;
  if (!isJsonObject(environment) || tierOf(user) === null) return user;
  const { tier: _, ...others } = environment;
  return Object.keys(others).length === 0 ? rest : { ...rest, statsigEnvironment: others };
}

/** Returns a user without its own tier, and the tier of its requests: a difference of two such tiers is one of the tier, not of the user. */
export function splitTier(user: StatsigUser, tier: string): { readonly user: StatsigUser; readonly tier: string } {
  return { user: withoutTier(user), tier: tierOf(user) ?? tier };
}

/** Returns the user as sent: `tier` is added unless the user has a tier or an environment of another type. */
export function userForRequest(user: StatsigUser, tier: string): StatsigUser {
  const environment = user.statsigEnvironment ?? {};
  if (tier === "" || !isJsonObject(environment)) return user;
  if (environment.tier !== undefined && environment.tier !== null && environment.tier !== "") return user;
  return { ...user, statsigEnvironment: { ...environment, tier } };
}

/**
 * Returns the tier with which a request of this user is evaluated: the user's own, or else `tier`. A tier that is no text is written as JSON; empty for an
 * environment that is no object, which Statsig receives as it is.
 */
export function effectiveTier(user: StatsigUser, tier: string): string {
  const environment = userForRequest(user, tier).statsigEnvironment;
  const own = isJsonObject(environment) ? (environment.tier ?? "") : "";
  return typeof own === "string" ? own : JSON.stringify(own);
}

/** Returns the user's unit IDs, userID first. Only strings and numbers count, as in the server core. */
export function unitIds(user: StatsigUser): { idType: string; value: string }[] {
  const units: { idType: string; value: string }[] = [];
  const add = (idType: string, id: JsonValue | undefined) => {
    const value = typeof id === "string" || isJsonNumber(id) ? String(id) : "";
    if (value !== "") units.push({ idType, value });
  };
  add("userID", user.userID);
  if (isJsonObject(user.customIDs)) for (const [idType, id] of Object.entries(user.customIDs)) add(idType, id);
  return units;
}

const maxLabelLength = 80;

/** Returns the user's label for sentences and lists: the saved name, the userID, another unit ID, or the e-mail address. */
export function userLabel(user: StatsigUser, savedName?: string | null): string {
  const named = (savedName ?? "").trim();
  return named === "" ? labelOf(user, unitIds(user)) : shortened(named);
}

/** Returns the label of a user without a saved name, from its unit IDs. */
export function labelOf({ email }: StatsigUser, units: readonly { readonly value: string }[]): string {
  const unit = units.find(({ value }) => value.trim() !== "")?.value.trim();
  const label = unit ?? (typeof email === "string" ? email.trim() : "");
  return label === "" ? "a user without an ID" : shortened(label);
}

function shortened(label: string): string {
  return label.length > maxLabelLength ? `${label.slice(0, maxLabelLength - 1)}…` : label;
}

/** Returns the user without private attributes, in any spelling. */
export function withoutPrivate(user: StatsigUser): StatsigUser {
  // Most of a file's users have none, so avoid the copy.
  if (!Object.keys(user).some(isPrivateField)) return user;
  return Object.fromEntries(Object.entries(user).filter(([name]) => !isPrivateField(name)));
}

/** Replaces the values of private attributes, for the history; their names stay. */
export function privateNotKeptUser(user: StatsigUser): StatsigUser {
  return Object.fromEntries(Object.entries(user).map(([name, value]) => [name, isPrivateField(name) ? valuesNotKept(value) : value]));
}

/** Returns the editor for a custom value. A list is a list of texts, as Statsig documents it; any other value is edited as JSON. */
export function customKind(value: JsonValue): "text" | "number" | "yes_no" | "list" | "other" {
  if (typeof value === "string") return "text";
  if (isJsonNumber(value)) return "number";
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
    ...warnOfSpreadsheet(user),
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
  return [{ path: ["userID"], message: `${what}: all users without an ID share one bucket.`, fix: null }];
}

function warnOfSpreadsheet(user: StatsigUser): UserWarning[] {
  return unitIds(user).flatMap((unit) => {
    const message = spreadsheetIdText(unit);
    return message === null ? [] : [{ path: unit.idType === "userID" ? ["userID"] : ["customIDs", unit.idType], message, fix: null }];
  });
}

/** Says of each ID of a user that a spreadsheet has written it, and not the app. */
export function spreadsheetIdTexts(user: StatsigUser): string[] {
  return warnOfSpreadsheet(user).map(({ message }) => message);
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
  const message = `Statsig does not document “${name}” here, and its server core ignores it; put your own fields into custom.`;
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
      message: `“${name}” is also in custom; Statsig uses that value, which is not private.`,
      fix: null,
    }));
}

function warnOfKeys(user: StatsigUser): UserWarning[] {
  return textsIn(user)
    .filter(({ text }) => containsKeyForm(text))
    .map(({ path }) => ({
      path,
      message: "This looks like a Statsig key. It would be sent and possibly stored as part of the user.",
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

/** Returns every text in the user with its path, in order. Iterative, because a user may be nested deeper than the stack. */
function textsIn(user: StatsigUser): { path: string[]; text: string }[] {
  const texts: { path: string[]; text: string }[] = [];
  const waiting: { path: string[]; value: JsonValue }[] = [{ path: [], value: user }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, value } = next;
    if (typeof value === "string") texts.push({ path, text: value });
    if (!Array.isArray(value) && !isJsonObject(value)) continue;
    for (const [name, entry] of Object.entries(value).reverse()) waiting.push({ path: [...path, name], value: entry });
  }
  return texts;
}

/** Replaces the value at an existing path; undefined removes it. Safe for a field with the name `__proto__`. */
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

/** True for `privateAttributes` in any spelling: a misspelt field is not private to Statsig, but its author meant it to be. The length check comes first for speed. */
export function isPrivateField(name: string): boolean {
  return name.length >= "privateAttribute".length && /^private[\W_]*attributes?$/i.test(name);
}

function valuesNotKept(value: JsonValue): JsonValue {
  if (value === null) return null;
  return isJsonObject(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, privateNotKept])) : privateNotKept;
}

/** The tier, or `no tier`. */
export function tierText(tier: string): string {
  return tier === "" ? "no tier" : tier;
}
