import { type JsonNumber, jsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { customKind, type StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** The three fields of a StatsigUser that hold named values (statsig-http.md §3). */
export type GroupName = "customIDs" | "custom" | "privateAttributes";

/** Returns the user with a top-level field set to `value`, or without the field if `value` is undefined. Existing fields keep their order. */
export function withField(user: StatsigUser, name: string, value: JsonValue | undefined): StatsigUser {
  if (value !== undefined)
    return Object.hasOwn(user, name) ? mapEntries(user, (key, old) => [key, key === name ? value : old]) : { ...user, [name]: value };
  return Object.fromEntries(Object.entries(user).filter(([key]) => key !== name));
}

/** Returns the members of a group in order; an empty list if the group is absent or is not an object. */
export function groupOf(user: StatsigUser, group: GroupName): [string, JsonValue][] {
  const members = user[group];
  return isJsonObject(members) ? Object.entries(members) : [];
}

/** Returns the user with a member of a group changed or added. */
export function withMember(user: StatsigUser, group: GroupName, name: string, value: JsonValue): StatsigUser {
  return withGroup(user, group, { ...objectOf(user[group]), [name]: value });
}

/** Returns the user with a new member at a place of the group; at the end if the group is shorter. */
export function withMemberAt(user: StatsigUser, group: GroupName, member: readonly [string, JsonValue], at: number): StatsigUser {
  return withGroup(user, group, Object.fromEntries(groupOf(user, group).toSpliced(at, 0, [...member])));
}

/** Returns the user without a member of a group, and without the group if it is then empty. */
export function withoutMember(user: StatsigUser, group: GroupName, name: string): StatsigUser {
  return withGroup(user, group, Object.fromEntries(groupOf(user, group).filter(([key]) => key !== name)));
}

/** Returns the user with a member renamed, in its old position. The user is unchanged if the new name is empty or already exists. */
export function withMemberRenamed(user: StatsigUser, group: GroupName, from: string, to: string): StatsigUser {
  if (to === "" || to === from || groupOf(user, group).some(([name]) => name === to)) return user;
  return withGroup(
    user,
    group,
    mapEntries(objectOf(user[group]), (name, value) => [name === from ? to : name, value]),
  );
}

/** Returns the user with a member moved from one group to another, for example from `custom` to `privateAttributes`. */
export function withMemberMoved(user: StatsigUser, from: GroupName, to: GroupName, name: string): StatsigUser {
  const member = groupOf(user, from).find(([key]) => key === name);
  return member === undefined ? user : withMember(withoutMember(user, from, name), to, name, member[1]);
}

/** Returns the user with a value at the path of a top-level field, `["country"]`, or of a member of a group, `["custom", "plan"]`. */
export function withValueAt(user: StatsigUser, [first = "", second]: readonly string[], value: JsonValue): StatsigUser {
  if (second === undefined) return withField(user, first, value);
  return withField(user, first, { ...objectOf(user[first]), [second]: value });
}

/** Returns the user with its own tier in `statsigEnvironment`; with an empty `tier` the user has none, and the top bar's tier applies. */
export function withTier(user: StatsigUser, tier: string): StatsigUser {
  const { tier: _old, ...others } = objectOf(user.statsigEnvironment);
  const environment = tier === "" ? others : { ...others, tier };
  return withField(user, "statsigEnvironment", Object.keys(environment).length === 0 ? undefined : environment);
}

export type CustomKind = ReturnType<typeof customKind>;

/** Converts a value to another type as closely as possible: `"12"` becomes the number 12, true, or the list `["12"]`. */
export function convertValue(value: JsonValue, kind: CustomKind): JsonValue {
  if (kind === customKind(value)) return value;
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
  switch (kind) {
    case "text":
      return text;
    case "number":
      return readNumber(text) ?? 0;
    case "yes_no":
      return !["", "0", "false", "no", "null"].includes(text.toLowerCase());
    case "list":
      return text
        .split(",")
        .map((entry) => entry.trim())
        .filter((entry) => entry !== "");
    case "other":
      return { value };
  }
}

/** Reads a typed number, digit for digit where it is a number in JSON; also `.5`, `+1` and `1.`. */
export function readNumber(text: string): JsonNumber | undefined {
  const trimmed = text.trim();
  const number = jsonNumber(trimmed);
  if (number !== undefined) return number;
  return trimmed !== "" && Number.isFinite(Number(trimmed)) ? Number(trimmed) : undefined;
}

export function formatUser(user: StatsigUser): string {
  return JSON.stringify(user, null, 2);
}

function withGroup(user: StatsigUser, group: GroupName, members: JsonObject): StatsigUser {
  return withField(user, group, Object.keys(members).length === 0 ? undefined : members);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Maps the entries of an object. `Object.fromEntries` keeps a member named `__proto__`. */
function mapEntries(members: JsonObject, change: (name: string, value: JsonValue) => [string, JsonValue]): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => change(name, value)));
}
