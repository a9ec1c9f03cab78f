import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { FieldUsage } from "./field-usage.ts";

export type Path = readonly string[];

/** Maps the lower-case names and aliases of Statsig's top-level fields to the fields (statsig-evaluation.md §6.1). */
const topLevel = new Map([
  ["userid", "userID"],
  ["user_id", "userID"],
  ["email", "email"],
  ["ip", "ip"],
  ["country", "country"],
  ["locale", "locale"],
  ["appversion", "appVersion"],
  ["app_version", "appVersion"],
  ["useragent", "userAgent"],
  ["user_agent", "userAgent"],
]);

/** Returns the path at which every engine finds a user's value for this field. */
export function placeFor({ role, field }: Pick<FieldUsage, "role" | "field">): Path {
  if (role === "tier") return ["statsigEnvironment", field];
  const known = topLevel.get(field.toLowerCase());
  if (known !== undefined) return [known];
  return [role === "unit" ? "customIDs" : "custom", field];
}

/** Returns the value at a path, or undefined. */
export function valueAt(user: StatsigUser, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = user;
  for (const name of path) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/**
 * Returns the user with this value at the path, or without a value for undefined. Replaces values on the path that are not objects. A field named
 * `__proto__` stays a field.
 */
export function withValueAt(user: StatsigUser, [name, ...rest]: Path, value: JsonValue | undefined): StatsigUser {
  if (name === undefined) return user;
  const inner = Object.hasOwn(user, name) ? user[name] : undefined;
  const next = rest.length === 0 ? value : withValueAt(isJsonObject(inner) ? inner : {}, rest, value);
  const isNew = !Object.hasOwn(user, name);
  const kept = Object.entries(user).flatMap(([key, entry]): [string, JsonValue][] =>
    key !== name ? [[key, entry]] : next === undefined ? [] : [[key, next]],
  );
  return Object.fromEntries(isNew && next !== undefined ? [...kept, [name, next]] : kept);
}

/** Finds a value that was probably meant to be at `path`: with another spelling, or in another place. Returns null if there is none. */
export function findMisspelt(user: StatsigUser, path: Path): { readonly path: Path; readonly value: JsonValue } | null {
  const wanted = plain(path.at(-1) ?? "");
  if (wanted === "") return null;
  const places: [Path, JsonObject][] = [
    [[], user],
    ...["customIDs", "custom", "privateAttributes", "statsigEnvironment"].flatMap((name): [Path, JsonObject][] => {
      const inner = Object.hasOwn(user, name) ? user[name] : undefined;
      return isJsonObject(inner) ? [[[name], inner]] : [];
    }),
  ];
  const candidates = places.flatMap(([place, object]) =>
    Object.entries(object).map(([name, value]) => ({ path: [...place, name], name, value })),
  );
  const found = candidates.find(
    ({ path: at, name, value }) => plain(name) === wanted && value !== null && value !== "" && !isSamePath(at, path) && !isContainer(at),
  );
  return found === undefined ? null : { path: found.path, value: found.value };
}

export function isSamePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

export function formatPath(path: Path): string {
  return path.join(".");
}

function isContainer(path: Path): boolean {
  return path.length === 1 && ["customIDs", "custom", "privateAttributes", "statsigEnvironment"].includes(path[0] ?? "");
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
