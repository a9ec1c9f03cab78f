import { isDocumentedField } from "../statsig-user.ts";
import { meantField } from "../user-spelling.ts";

/** Returns the Statsig field that a name is, in Statsig's spelling or another; null if it is none. */
export function fieldOf(name: string): string | null {
  return isDocumentedField(name) ? name : meantField(name);
}

/** A prefix that says whose field it is: `user.email`, `statsig_user_email`, `initWithUserID`. */
const prefix = /^(?:initWith(?=[A-Z])|(?:(?:statsig|evaluated|current)[._ -]?)?user(?:[._ -]|(?=[A-Z]))|statsig[._-])/i;

/** Returns a field's name without a prefix that says whose it is. `user_id` and `userAgent` have none. */
export function unprefixed(name: string): string {
  if (fieldOf(name) !== null) return name;
  const rest = name.replace(prefix, "");
  if (rest === name) return name;
  if (/^id$/i.test(rest)) return "userID";
  return fieldOf(rest.split(".", 1)[0] ?? "") === null ? name : rest;
}

/** True for `id` and `_id`, which are names of many other objects’ IDs. */
export function isAnyId(name: string): boolean {
  return plain(name) === "id";
}

/** True for names of a unit ID. `id` alone is not enough, because many other objects have one. */
export function isUnitName(name: string): boolean {
  const field = fieldOf(unprefixed(name).split(".", 1)[0] ?? "");
  return (field === "userID" && !isAnyId(name)) || field === "customIDs";
}

/** The fields whose value is an object. */
export const groupFields: ReadonlySet<string> = new Set(["customIDs", "custom", "privateAttributes", "statsigEnvironment"]);

function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

const userNames: ReadonlySet<string> = new Set([
  "user",
  "usr",
  "statsiguser",
  "evaluationuser",
  "evaluateduser",
  "currentuser",
  "targetuser",
  "theuser",
  "myuser",
  "newuser",
  "testuser",
  "qauser",
]);

/** True for names under which programs keep a user: `user`, `statsigUser`. */
export function isUserName(name: string): boolean {
  return userNames.has(plain(name));
}

const secretNames =
  /^(?:x?(?:statsig)?(?:api|sdk|server|client|console|secret|access)+(?:key|secret|token)|statsig(?:key|secret|token)|(?:proxy)?authorization|(?:set)?cookie|password|passwd)$/;

/** True for the names of headers and fields that hold a key or another secret: `statsig-api-key`, `Authorization`. */
export function isSecretName(name: string): boolean {
  return secretNames.test(plain(name));
}

const envelopeNames: ReadonlySet<string> = new Set(
  "gatename configname experimentname layername gatenames gate statsigmetadata headers url uri requesturl eventname events exposures traces jsonrpc featuregates dynamicconfigs querystring postdata".split(
    " ",
  ),
);
const recordNames: ReadonlySet<string> = new Set(
  "level severity lvl loglevel msg message ts time timestamp attimestamp date logger host hostname pid status statuscode method path trace traceid spanid span requestid took duration durationms elapsedms thread caller service result rule ruleid body request response error segments subsegments starttime endtime from to cc subject von an betreff gesendet traits anonymousid".split(
    " ",
  ),
);

/** True if fields with these names are those of a request, an event or a line of a log, in which a user's fields may be among others. */
export function isEnvelope(names: readonly string[]): boolean {
  const plainNames = names.map(plain);
  if (names.some(isSecretName) || plainNames.some((name) => envelopeNames.has(name))) return true;
  return plainNames.filter((name) => recordNames.has(name)).length >= 2;
}

const definitionNames: ReadonlySet<string> = new Set(
  "salt passpercentage returnvalue defaultvalue conditions targetvalue idtype entity rules".split(" "),
);

/** True if fields with these names are those of a gate, a rule or a condition in definitions, whose `id` is no user's. */
export function isDefinition(names: readonly string[]): boolean {
  return names.filter((name) => definitionNames.has(plain(name))).length >= 2;
}

const traceNames: ReadonlySet<string> = new Set("traceid parentid spanid segments subsegments document".split(" "));

/** True if fields with these names are those of a trace or its segment, as AWS X-Ray has them, whose `Id` is no user's. */
export function isTrace(names: readonly string[]): boolean {
  return names.some(isAnyId) && names.some((name) => traceNames.has(plain(name)));
}
