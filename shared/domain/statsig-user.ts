import type { z } from "zod";
import { isJsonObject, JsonObjectSchema, type JsonValue } from "./json.ts";
import { privateNotKept } from "./redact.ts";

/**
 * A StatsigUser as it is sent (statsig-http.md §3). Any JSON object is allowed, because testing odd users is part of the work:
 * what is unusual is said as a warning and never blocks.
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
  const customIDs = isJsonObject(user.customIDs) ? Object.entries(user.customIDs) : [];
  return [["userID", user.userID] as const, ...customIDs].flatMap(([idType, id]) => {
    const value = typeof id === "string" || typeof id === "number" ? String(id) : "";
    return value === "" ? [] : [{ idType, value }];
  });
}

const longestLabel = 80;

/** How this user is called in a sentence or a list: the saved name, the userID, another unit ID, the e-mail address. */
export function userLabel(user: StatsigUser, savedName?: string | null): string {
  const email = typeof user.email === "string" ? user.email : "";
  const label = [savedName ?? "", ...unitIds(user).map(({ value }) => value), email].map((text) => text.trim()).find((text) => text !== "");
  if (label === undefined) return "a user without an ID";
  return label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
}

/** Without private attributes, in any spelling: what may be saved and exported. */
export function withoutPrivate(user: StatsigUser): StatsigUser {
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

/** A misspelt field is not private to Statsig, but whoever wrote it meant it to be. */
function isPrivateField(name: string): boolean {
  return name.replaceAll("_", "").toLowerCase() === "privateattributes";
}

function valuesNotKept(value: JsonValue): JsonValue {
  if (value === null) return null;
  return isJsonObject(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, privateNotKept])) : privateNotKept;
}
