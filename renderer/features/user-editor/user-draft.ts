import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { customKind, type StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** The three groups of named values that a user carries. */
export type GroupName = "customIDs" | "custom" | "privateAttributes";

/** With a top-level field changed; undefined takes it out. */
export function withField(user: StatsigUser, name: string, value: JsonValue | undefined): StatsigUser {
  if (value !== undefined)
    return Object.hasOwn(user, name) ? mapEntries(user, (key, old) => [key, key === name ? value : old]) : { ...user, [name]: value };
  return Object.fromEntries(Object.entries(user).filter(([key]) => key !== name));
}

/** The members of a group in order; none where the group is absent or is not an object. */
export function groupOf(user: StatsigUser, group: GroupName): [string, JsonValue][] {
  const members = user[group];
  return isJsonObject(members) ? Object.entries(members) : [];
}

/** With a member of a group changed or added. */
export function withMember(user: StatsigUser, group: GroupName, name: string, value: JsonValue): StatsigUser {
  return withGroup(user, group, { ...objectOf(user[group]), [name]: value });
}

/** Without a member; the group goes with its last one. */
export function withoutMember(user: StatsigUser, group: GroupName, name: string): StatsigUser {
  return withGroup(user, group, Object.fromEntries(groupOf(user, group).filter(([key]) => key !== name)));
}

/** With a member under another name, at its old place. A name that is taken already changes nothing. */
export function withMemberRenamed(user: StatsigUser, group: GroupName, from: string, to: string): StatsigUser {
  if (to === "" || to === from || groupOf(user, group).some(([name]) => name === to)) return user;
  return withGroup(
    user,
    group,
    mapEntries(objectOf(user[group]), (name, value) => [name === from ? to : name, value]),
  );
}

/** From custom to private or back: what is private decides, and is never logged. */
export function withMemberMoved(user: StatsigUser, from: GroupName, to: GroupName, name: string): StatsigUser {
  const member = groupOf(user, from).find(([key]) => key === name);
  return member === undefined ? user : withMember(withoutMember(user, from, name), to, name, member[1]);
}

/** With a value at a place that rules look at: a field of its own, or a member of a group. */
export function withValueAt(user: StatsigUser, [first = "", second]: readonly string[], value: JsonValue): StatsigUser {
  if (second === undefined) return withField(user, first, value);
  return withField(user, first, { ...objectOf(user[first]), [second]: value });
}

/** With the tier of the user's own; empty leaves it to the top bar. */
export function withTier(user: StatsigUser, tier: string): StatsigUser {
  const { tier: _old, ...others } = objectOf(user.statsigEnvironment);
  const environment = tier === "" ? others : { ...others, tier };
  return withField(user, "statsigEnvironment", Object.keys(environment).length === 0 ? undefined : environment);
}

export type CustomKind = ReturnType<typeof customKind>;

/** The same value as another type, as near as it can be: `"12"` as a number is 12, as yes or no it is yes, as a list it has one entry. */
export function convertValue(value: JsonValue, kind: CustomKind): JsonValue {
  if (kind === customKind(value)) return value;
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
  switch (kind) {
    case "text":
      return text;
    case "number":
      return Number.isFinite(Number(text)) ? Number(text) : 0;
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

export function formatUser(user: StatsigUser): string {
  return JSON.stringify(user, null, 2);
}

function withGroup(user: StatsigUser, group: GroupName, members: JsonObject): StatsigUser {
  return withField(user, group, Object.keys(members).length === 0 ? undefined : members);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Built from entries, so that a member called `__proto__` stays a member. */
function mapEntries(members: JsonObject, change: (name: string, value: JsonValue) => [string, JsonValue]): JsonObject {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => change(name, value)));
}
