import { isJsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { isPrivateField, type StatsigUser, userForRequest } from "../user/statsig-user.ts";

/**
 * Returns the user as sent with an event: without private attributes, nulls and an empty e-mail address, and with numeric IDs converted to texts, as
 * Statsig reads them.
 */
export function eventUser(user: StatsigUser, tier: string): StatsigUser {
  return userForRequest(isSendable(user) ? user : Object.fromEntries(sentFields(user)), tier);
}

/** True if the user needs no change, as nearly every user of a file. */
function isSendable(user: StatsigUser): boolean {
  for (const name in user) {
    const value = user[name];
    if (isEmptyField(name, value) || isPrivateField(name) || (name === "userID" && isJsonNumber(value))) return false;
  }
  const { customIDs } = user;
  if (isJsonObject(customIDs)) for (const idType in customIDs) if (typeof customIDs[idType] !== "string") return false;
  return true;
}

function isEmptyField(name: string, value: JsonValue | undefined): boolean {
  return value === null || (name === "email" && value === "");
}

function* sentFields(user: StatsigUser): Generator<[string, JsonValue]> {
  for (const [name, value] of Object.entries(user)) {
    if (isEmptyField(name, value) || isPrivateField(name)) continue;
    yield [name, name === "userID" ? idText(value) : name === "customIDs" && isJsonObject(value) ? idTexts(value) : value];
  }
}

function idTexts(ids: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(ids).flatMap(([idType, id]) => (id === null ? [] : [[idType, idText(id)]])));
}

function idText(id: JsonValue): JsonValue {
  return isJsonNumber(id) ? String(id) : id;
}

export interface InvalidField {
  readonly severity: "refused" | "warning";
  readonly path: readonly string[];
  readonly message: string;
  /** The intended value; undefined to remove the field. */
  readonly meant: { readonly label: string; readonly value: JsonValue | undefined };
}

/**
 * Lists the fields whose type differs from the API's schema (statsig-http.md §3). The API accepts or refuses a request as a whole, so one
 * such user would cause the other events to be refused too. Numeric IDs are only reported: `eventUser` converts them to strings.
 */
export function invalidFields(user: StatsigUser): InvalidField[] {
  const invalid: InvalidField[] = [];
  for (const name in user) {
    const value = user[name] ?? null;
    if (value !== null) invalid.push(...(checks.get(name)?.(name, value) ?? []));
  }
  return invalid;
}

type Check = (name: string, value: JsonValue) => readonly InvalidField[];

const none: readonly InvalidField[] = [];
const isText: Check = (name, value) => (typeof value === "string" ? none : [refused([name], `${name} is not a text.`, asText(value))]);
const isObject: Check = (name, value) => (isJsonObject(value) ? none : [refused([name], `${name} is not an object.`)]);

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["userID", (name, id) => invalidId([name], id)],
  [
    "customIDs",
    (name, ids) =>
      isJsonObject(ids) ? Object.keys(ids).flatMap((idType) => invalidId([name, idType], ids[idType] ?? null)) : isObject(name, ids),
  ],
  [
    "email",
    (name, email) => (typeof email !== "string" ? isText(name, email) : email === "" || emailForm.test(email) ? none : [noEmail(email)]),
  ],
  ["ip", isText],
  ["userAgent", isText],
  ["country", isText],
  ["locale", isText],
  ["appVersion", isText],
  ["custom", isObject],
  ["statsigEnvironment", (_name, environment) => invalidEnvironment(environment)],
]);

const leftOut = { label: "Remove it", value: undefined };
/** Matches e-mail addresses as validators of `format: email` do, which is stricter than mail servers. */
const emailForm =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d](?:[a-z\d-]*[a-z\d])?$/i;

function noEmail(text: string): InvalidField {
  const trimmed = text.trim();
  const meant = emailForm.test(trimmed) ? { label: "Trim", value: trimmed } : leftOut;
  return refused(["email"], "This is not an e-mail address, which Statsig's schema requires.", meant);
}

function invalidId(path: readonly string[], id: JsonValue): readonly InvalidField[] {
  if (id === null || typeof id === "string") return none;
  const name = path.at(-1);
  if (!isJsonNumber(id)) return [refused(path, `${name} is not a text.`, asText(id))];
  return [{ severity: "warning", path, message: `${name} is a number and is sent as the text “${id}”.`, meant: asText(id) }];
}

function invalidEnvironment(environment: JsonValue): InvalidField[] {
  const path = ["statsigEnvironment"];
  if (typeof environment === "string")
    return [
      refused(path, "statsigEnvironment is not an object with a tier.", { label: "Use it as the tier", value: { tier: environment } }),
    ];
  if (!isJsonObject(environment)) return [refused(path, "statsigEnvironment is not an object with a tier.")];
  const { tier = null } = environment;
  return tier === null || typeof tier === "string" ? [] : [refused([...path, "tier"], "The tier is not a text.")];
}

function refused(path: readonly string[], message: string, meant: InvalidField["meant"] = leftOut): InvalidField {
  return { severity: "refused", path, message, meant };
}

function asText(value: JsonValue): InvalidField["meant"] {
  return isJsonNumber(value) || typeof value === "boolean" ? { label: "Convert to text", value: String(value) } : leftOut;
}
