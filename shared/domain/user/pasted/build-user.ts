import { privateNotKept } from "../../exchange/key-form.ts";
import { redactText } from "../../exchange/redact.ts";
import { isJsonObject, type JsonObject, type JsonValue, someText } from "../../json/json.ts";
import { readLooseObject } from "../../json/loose/read-loose-object.ts";
import { sourceOf, toJson, type Unread } from "../../json/loose/to-json.ts";
import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";
import { parseJson } from "../../json/parse-json.ts";
import { namesList, readingText } from "../reading-text.ts";
import type { StatsigUser } from "../statsig-user.ts";
import { respellUser } from "../user-spelling.ts";
import { fieldOf, groupFields, isAnyId, isSecretName, isUserName, unprefixed } from "./field-names.ts";
import type { FoundUser } from "./find-users.ts";

export interface BuiltUser {
  readonly user: StatsigUser;
  /** Sentences about how the fields were read. */
  readonly notes: readonly string[];
  /** Sentences that name what the text has and the user lacks, because it was not understood or is a key. */
  readonly lost: readonly string[];
}

/** Builds the user from what was found. Every field of it is in the user, or is named in a sentence. */
export function buildUser({ object, isRecord }: Pick<FoundUser, "object" | "isRecord">): BuiltUser {
  const report: Report = {
    leftOut: [],
    notUnderstood: [],
    empty: [],
    secret: [],
    notKept: [],
    nulls: [],
    repeated: [],
    unpacked: [],
    split: [],
    grown: new WeakSet(),
  };
  const collected = new Map<string, JsonValue>();
  for (const field of [...positionalFields(object, report), ...withPrintedNulls(object).fields])
    collect(collected, field, { isRecord, isJson: object.json !== undefined }, report);
  const { user, notes } = respellUser(Object.fromEntries(collected));
  return { user, notes: [...describeReading(report), ...notes], lost: describeLosses(report) };
}

/** Java's usual `toString` puts quotes around each text, also where it has none: in `User{email='null'}`, the e-mail address is null. */
function withPrintedNulls(object: LooseObject): LooseObject {
  if (object.head === "" || !/^[^'"(]*\{.*='null'/s.test(object.source?.() ?? "")) return object;
  const fields = object.fields.map(({ name, value }): LooseField => {
    if (value.kind === "object") return { name, value: withPrintedNulls(value) };
    return { name, value: value.kind === "text" && value.raw === "null" ? { kind: "literal", value: null } : value };
  });
  return { ...object, fields };
}

interface Report {
  readonly leftOut: string[];
  readonly notUnderstood: Unread[];
  readonly empty: string[];
  readonly secret: string[];
  readonly notKept: string[];
  readonly nulls: string[];
  readonly repeated: string[];
  readonly unpacked: string[];
  readonly split: string[];
  /** The groups that were made here, member by member. */
  readonly grown: WeakSet<JsonObject>;
}

/** The first argument of a constructor is the userID; other arguments without a name are not understood. */
function positionalFields({ positional, head, fields }: LooseObject, report: Report): LooseField[] {
  const [first, ...others] = positional;
  const isCustomIds = /custom_?ids?$/i.test(head) && first?.kind === "object";
  const isId =
    isCustomIds ||
    (first !== undefined &&
      first.kind !== "object" &&
      first.kind !== "list" &&
      first.kind !== "unknown" &&
      !fields.some(({ name }) => fieldOf(name) === "userID"));
  for (const value of isId ? others : positional) {
    // Words between the fields of a print are no part of it.
    if (head === "" && value.kind === "bare") continue;
    const isVariable = head === "" && value.kind === "unknown" && /^[\w$.]+$/.test(value.source);
    report.notUnderstood.push({ name: isVariable ? sourceOf(value) : "", source: sourceOf(value) });
  }
  // `the user (ada@x.de)` in a sentence.
  const isAddress = first?.kind === "bare" && /^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(first.value);
  return first !== undefined && isId ? [{ name: isCustomIds ? "customIDs" : isAddress ? "email" : "userID", value: first }] : [];
}

function collect(
  into: Map<string, JsonValue>,
  { name: written, value }: LooseField,
  { isRecord, isJson }: { isRecord: boolean; isJson: boolean },
  report: Report,
): void {
  const name = unprefixed(written);
  // GraphQL's clients add the name of the type to each object.
  if (written === "__typename") {
    report.leftOut.push(written);
    return;
  }
  if (isSecretName(name) || redactText(written) !== written) {
    report.secret.push(written);
    return;
  }
  const [first = "", ...rest] = name.split(".");
  const field = fieldOf(first);
  const member = rest.join(".");
  const isMember = member !== "" && field !== null && groupFields.has(field);
  const known = isMember ? field : fieldOf(name);
  if (isRecord && (known === null || (known === "userID" && isAnyId(name) && written === name))) {
    const isId =
      isUserName(name) &&
      (value.kind === "text" || value.kind === "number" || value.kind === "bare") &&
      !/[{}[\]()]|%(?:25)*7B/i.test(sourceOf(value));
    if (isId) for (const field of identityOf(value)) collect(into, field, { isRecord, isJson }, report);
    else report.leftOut.push(written);
    return;
  }
  const key = isMember ? first : name;
  const path = isMember ? `${key}.${member}` : key;
  const isText = known !== null && (!groupFields.has(known) || known === "customIDs" || known === "statsigEnvironment");
  if (value.kind === "bare" && /^\$[A-Za-z_]\w*$/.test(value.value)) {
    // A variable of GraphQL, PHP or a shell.
    report.notUnderstood.push({ name: path, source: value.value });
    return;
  }
  const json =
    known !== null && groupFields.has(known) && !isMember
      ? toGroup(value, path, known, report)
      : toJson(value, { path, isText }, report.notUnderstood);
  if (json === undefined) return;
  report.split.push(...splitListsIn(value, path));
  if (json === null && !isMember) {
    report.nulls.push(written);
    return;
  }
  if (value.kind === "bare" && (json === "" || (known !== null && isNothing(value.value)))) {
    report.empty.push(written);
    return;
  }
  const kept = someText(json, isKeyLike) || hasSecretName(json) ? withoutKeys(json, written, report) : json;
  if (kept === undefined) return;
  if (!isMember) {
    if (into.has(key)) report.repeated.push(written);
    else into.set(key, kept);
    return;
  }
  const group = into.get(key) ?? {};
  if (!isJsonObject(group) || Object.hasOwn(group, member)) report.repeated.push(written);
  else into.set(key, withMember(group, member, kept, report.grown));
}

/** What people and forms write where there is nothing. */
function isNothing(text: string): boolean {
  return /^(?:\(none\)|n\/a|[-\u2013\u2014])$/i.test(text.trim());
}

/** `user: u-1 <ada@x.de>` names an ID and an e-mail address. */
function identityOf(value: LooseValue): LooseField[] {
  const [, id, address] = value.kind === "bare" ? (/^(\S+) <([^\s<>@]+@[^\s<>@]+)>$/.exec(value.value) ?? []) : [];
  const bare = (text: string): LooseValue => ({ kind: "bare", value: text, inside: () => [] });
  return id === undefined || address === undefined
    ? [{ name: "userID", value }]
    : [
        { name: "userID", value: bare(id) },
        { name: "email", value: bare(address) },
      ];
}

function isKeyLike(text: string): boolean {
  return isPlaceholder(text) || redactText(text) !== text;
}

/** The texts that Gatescope writes in place of a private attribute or a key, in its history and in code made from it; and those that loggers write. */
function isPlaceholder(text: string): boolean {
  return text === privateNotKept || text.includes("••••••••") || loggersPlaceholder.test(text);
}

/** Rails, Sentry, Datadog, Logback and others: `[FILTERED]`, `<redacted>`, `[REDACTED:email]`, `********`. */
const loggersPlaceholder =
  /^(?:[[<(](?:filtered|redacted|masked|hidden|scrubbed|removed|sanitized|secret|protected)(?:[ :_-][\w -]*)?[\])>]|\*{3,})$/i;

function hasSecretName(json: JsonValue): boolean {
  if (Array.isArray(json)) return json.some(hasSecretName);
  return isJsonObject(json) && Object.entries(json).some(([name, entry]) => isSecretName(name) || hasSecretName(entry));
}

/** Leaves out every text that looks like a key, and names it. */
function withoutKeys(json: JsonValue, path: string, report: Report): JsonValue | undefined {
  if (typeof json === "string") {
    if (!isKeyLike(json)) return json;
    (isPlaceholder(json) ? report.notKept : report.secret).push(path);
    return undefined;
  }
  if (Array.isArray(json))
    return json.map((entry, at) => withoutKeys(entry, `${path}[${at}]`, report)).filter((entry) => entry !== undefined);
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, entry]): [string, JsonValue][] => {
      const isSecret = isKeyLike(name) || isSecretName(name);
      if (isSecret) report.secret.push(`${path}.${name}`);
      const kept = isSecret ? undefined : withoutKeys(entry, `${path}.${name}`, report);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

/** Returns the group with one member more. Only the first member copies it: a copy for each of many would take a time that grows with their square. */
function withMember(group: JsonObject, name: string, value: JsonValue, grown: WeakSet<JsonObject>): JsonObject {
  const own = grown.has(group) ? group : Object.fromEntries(Object.entries(group));
  grown.add(own);
  return Object.defineProperty(own, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Reads the value of a field that holds an object, which may be JSON in a text. */
function toGroup(value: LooseValue, path: string, field: string, report: Report): JsonValue | undefined {
  if (value.kind === "text" || value.kind === "bare") {
    const text = value.value.trim();
    const read = /^[{[]/.test(text) ? parseJson(text) : undefined;
    if (isJsonObject(read)) {
      report.unpacked.push(path);
      return read;
    }
    const loose = /[{[(]/.test(text) ? readLooseObject(text) : null;
    if (loose !== null) {
      report.unpacked.push(path);
      return toJson(loose, { path, isText: field === "customIDs" }, report.notUnderstood);
    }
    // A tier on its own is an environment.
    if (field === "statsigEnvironment" && text !== "") return text.startsWith("{") ? undefined : { tier: text };
    if (value.kind === "text" && field !== "custom") return value.value;
  }
  if (value.kind === "object" || value.kind === "literal")
    return toJson(value, { path, isText: field === "customIDs" }, report.notUnderstood);
  if (value.kind === "bare" && value.value === "") {
    report.empty.push(path);
    return undefined;
  }
  report.notUnderstood.push({ name: path, source: sourceOf(value) });
  return undefined;
}

const maxSourceLength = 60;

function shortened(source: string): string {
  const line = redactText(source.replace(/\s+/g, " ").trim());
  return line.length > maxSourceLength ? `${line.slice(0, maxSourceLength - 1)}…` : line;
}

function describeLosses({ notUnderstood, secret, notKept, repeated }: Report): string[] {
  const sentences = notUnderstood.map(
    ({ name, source }) => `${name === "" ? "An argument" : `“${redactText(name)}”`} was not understood: ${shortened(source)}.`,
  );
  return [
    ...new Set(sentences),
    ...listed(secret, "was left out, because it is a key or a password", "were left out, because they are keys or passwords"),
    ...listed(
      notKept,
      "has a placeholder in place of its value, which was not kept",
      "have placeholders in place of their values, which were not kept",
    ),
    ...(repeated.length === 0 ? [] : [readingText.repeated(repeated, "first")]),
  ];
}

/** Names the lists that were split at their blanks. */
function splitListsIn(value: LooseValue, path: string): string[] {
  if (value.kind === "list")
    return value.isSplit === true ? [path] : value.items.flatMap((item, at) => splitListsIn(item, `${path}[${at}]`));
  if (value.kind !== "object" || value.json !== undefined) return [];
  return value.fields.flatMap(({ name, value: member }) => splitListsIn(member, `${path}.${name}`));
}

function describeReading({ leftOut, empty, nulls, unpacked, split }: Report): string[] {
  return [
    ...listed(
      split,
      "is a list as Go prints it, without quotes and commas: each blank was read as the end of an entry",
      "are lists as Go prints them, without quotes and commas: each blank was read as the end of an entry",
    ),
    ...listed(unpacked, "was JSON inside a text and was unpacked", "were JSON inside a text and were unpacked"),
    ...(leftOut.length === 0 ? [] : [readingText.notPart(leftOut)]),
    ...listed(empty, "was empty and ignored", "were empty and ignored"),
    ...listed(nulls, "was null and ignored", "were null and ignored"),
  ];
}

function listed(names: readonly string[], one: string, many: string): string[] {
  return names.length === 0 ? [] : [`${namesList(names)} ${new Set(names).size === 1 ? one : many}.`];
}
