import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";

/** Statsig's spelling of a top-level field, by the plain form (small letters, no signs) of what people and other systems write. */
const spellings: Readonly<Record<string, string>> = {
  userid: "userID",
  uid: "userID",
  id: "userID",
  customids: "customIDs",
  email: "email",
  ip: "ip",
  ipaddress: "ip",
  useragent: "userAgent",
  country: "country",
  locale: "locale",
  appversion: "appVersion",
  custom: "custom",
  privateattributes: "privateAttributes",
  statsigenvironment: "statsigEnvironment",
  environment: "statsigEnvironment",
};

/** The field that `name` is probably meant to be; null when it is spelt right already, or means nothing to Statsig. */
export function meantField(name: string): string | null {
  const plain = name.replaceAll(/[_\s-]/g, "").toLowerCase();
  const field = Object.hasOwn(spellings, plain) ? (spellings[plain] ?? null) : null;
  return field === name ? null : field;
}

/** The user with one field under Statsig's name; null when it has that field already, or its value is of no use there. */
export function respellField(user: JsonObject, name: string): JsonObject | null {
  const field = meantField(name);
  const value = user[name];
  if (field === null || value === undefined || Object.hasOwn(user, field)) return null;
  const meant = field === "statsigEnvironment" ? environmentOf(value) : value;
  if (meant === null) return null;
  return Object.fromEntries(Object.entries(user).map(([key, entry]) => (key === name ? [field, meant] : [key, entry])));
}

/** Statsig's spelling throughout, and a sentence for each field that was renamed. */
export function respellUser(pasted: JsonObject): { user: JsonObject; notes: string[] } {
  return Object.keys(pasted).reduce<{ user: JsonObject; notes: string[] }>(
    ({ user, notes }, name) => {
      const respelt = respellField(user, name);
      return respelt === null ? { user, notes } : { user: respelt, notes: [...notes, `“${name}” was taken as ${meantField(name)}.`] };
    },
    { user: pasted, notes: [] },
  );
}

/** An environment is `{ tier }`; others write the tier alone. */
function environmentOf(value: JsonValue): JsonValue {
  if (typeof value === "string" && value !== "") return { tier: value };
  return isJsonObject(value) ? value : null;
}
