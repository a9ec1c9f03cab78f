import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { isPrivateField, type StatsigUser, userForRequest } from "../user/statsig-user.ts";

/**
 * The user as it goes out with an event: without private attributes, without nulls and an empty e-mail address, which say nothing, and with the IDs that are
 * numbers as the texts that they are to Statsig.
 */
export function eventUser(user: StatsigUser, tier: string): StatsigUser {
  return userForRequest(isSentAsItIs(user) ? user : Object.fromEntries(sentFields(user)), tier);
}

/** Of a file of a million rows, nearly every user is. */
function isSentAsItIs(user: StatsigUser): boolean {
  for (const name in user) {
    const value = user[name];
    if (saysNothing(name, value) || isPrivateField(name) || (name === "userID" && typeof value === "number")) return false;
  }
  const { customIDs } = user;
  if (isJsonObject(customIDs)) for (const idType in customIDs) if (typeof customIDs[idType] !== "string") return false;
  return true;
}

function saysNothing(name: string, value: JsonValue | undefined): boolean {
  return value === null || (name === "email" && value === "");
}

function* sentFields(user: StatsigUser): Generator<[string, JsonValue]> {
  for (const [name, value] of Object.entries(user)) {
    if (saysNothing(name, value) || isPrivateField(name)) continue;
    yield [name, name === "userID" ? idText(value) : name === "customIDs" && isJsonObject(value) ? idTexts(value) : value];
  }
}

function idTexts(ids: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(ids).flatMap(([idType, id]) => (id === null ? [] : [[idType, idText(id)]])));
}

function idText(id: JsonValue): JsonValue {
  return typeof id === "number" ? String(id) : id;
}

export interface OddField {
  readonly severity: "refused" | "warning";
  readonly path: readonly string[];
  readonly message: string;
  /** What was probably meant; undefined to leave it out. */
  readonly meant: { readonly label: string; readonly value: JsonValue | undefined };
}

/**
 * Lists the fields whose type differs from the API's schema (statsig-http.md §3). The API accepts or refuses a request as a whole, so one
 * such user would cause the other events to be refused too. Numeric IDs are only reported: `eventUser` converts them to strings.
 */
export function oddFields(user: StatsigUser): OddField[] {
  const odd: OddField[] = [];
  for (const name in user) {
    const value = user[name] ?? null;
    if (value !== null) odd.push(...(checks.get(name)?.(name, value) ?? []));
  }
  return odd;
}

type Check = (name: string, value: JsonValue) => readonly OddField[];

const none: readonly OddField[] = [];
const isText: Check = (name, value) => (typeof value === "string" ? none : [refused([name], `${name} is no text.`, asText(value))]);
const isObject: Check = (name, value) => (isJsonObject(value) ? none : [refused([name], `${name} is no object.`)]);

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["userID", (name, id) => oddId([name], id)],
  [
    "customIDs",
    (name, ids) =>
      isJsonObject(ids) ? Object.keys(ids).flatMap((idType) => oddId([name, idType], ids[idType] ?? null)) : isObject(name, ids),
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
  ["statsigEnvironment", (_name, environment) => oddEnvironment(environment)],
]);

const leftOut = { label: "Leave it out", value: undefined };
/** As validators read `format: email`, which is the stricter half of what mail servers take. */
const emailForm =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d](?:[a-z\d-]*[a-z\d])?$/i;

function noEmail(text: string): OddField {
  const trimmed = text.trim();
  const meant = emailForm.test(trimmed) ? { label: "Trim", value: trimmed } : leftOut;
  return refused(["email"], "This is no e-mail address, and Statsig's schema asks for one.", meant);
}

function oddId(path: readonly string[], id: JsonValue): readonly OddField[] {
  if (id === null || typeof id === "string") return none;
  const name = path.at(-1);
  if (typeof id !== "number") return [refused(path, `${name} is no text.`, asText(id))];
  if (Math.abs(id) > Number.MAX_SAFE_INTEGER)
    return [refused(path, `${name} is a number too large to be kept as it was written: it would go out as “${id}”. Write it as a text.`)];
  return [{ severity: "warning", path, message: `${name} is a number, and goes out as the text “${id}”.`, meant: asText(id) }];
}

function oddEnvironment(environment: JsonValue): OddField[] {
  const path = ["statsigEnvironment"];
  if (typeof environment === "string")
    return [refused(path, "statsigEnvironment is no object with a tier.", { label: "Use it as the tier", value: { tier: environment } })];
  if (!isJsonObject(environment)) return [refused(path, "statsigEnvironment is no object with a tier.")];
  const { tier = null } = environment;
  return tier === null || typeof tier === "string" ? [] : [refused([...path, "tier"], "The tier is no text.")];
}

function refused(path: readonly string[], message: string, meant: OddField["meant"] = leftOut): OddField {
  return { severity: "refused", path, message, meant };
}

function asText(value: JsonValue): OddField["meant"] {
  return typeof value === "number" || typeof value === "boolean" ? { label: "Write as text", value: String(value) } : leftOut;
}
