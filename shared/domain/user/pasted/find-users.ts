import { redactText } from "../../exchange/redact.ts";
import { findDoubledNames } from "../../json/doubled-names.ts";
import { isJsonObject, type JsonValue } from "../../json/json.ts";
import { bracketTree, maxLevels } from "../../json/loose/bracket-tree.ts";
import { valueOfJson } from "../../json/loose/json-values.ts";
import { looseNumber } from "../../json/loose/loose-number.ts";
import { isUserType, readValues, setterField } from "../../json/loose/read-values.ts";
import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";
import { parseJson } from "../../json/parse-json.ts";
import { withPlainQuotes } from "./command-quotes.ts";
import { decodeText, mayBeEncoded } from "./encoded-text.ts";
import { readErlangTerms } from "./erlang-terms.ts";
import { fieldOf, groupFields, isAnyId, isDefinition, isEnvelope, isTrace, isUnitName, isUserName, unprefixed } from "./field-names.ts";
import { readDataAttributes, readHtmlForm, textOfHtml } from "./html-fields.ts";
import { onlyAddressIn, onlyPersonIn, readLabelledLines } from "./labelled-lines.ts";
import { readLdif } from "./ldif-entries.ts";
import { withoutLinePrefixes } from "./line-prefixes.ts";
import { readPhpValues } from "./php-values.ts";
import { withPlainValues } from "./printed-objects.ts";
import { readProtoText } from "./proto-text.ts";
import { readForm, readQueryStrings } from "./query-strings.ts";
import { readRList } from "./r-lists.ts";
import { readYaml } from "./read-yaml.ts";
import { readRequestItems } from "./request-items.ts";
import { readSqlRows } from "./sql-statements.ts";
import { jsonCells, readTables } from "./tables.ts";
import { withoutTypes } from "./typed-values.ts";
import { readXml } from "./xml-elements.ts";

/** An object in a text that may be the user. */
export interface FoundUser {
  readonly object: LooseObject;
  /** True if only the user's fields belong to it, because it is a line of a log or a request. */
  readonly isRecord: boolean;
  readonly score: number;
  /** Its place: `request.body.user`. Empty for the whole text. */
  readonly place: string;
  /** Returns the names of the fields beside it, which are not the user's. */
  readonly beside: () => readonly string[];
  /** Notes on how it was read, in the order of reading. */
  readonly how: readonly How[];
  /** The names that its strict JSON, or an object in it, has more than once. */
  readonly repeated: readonly string[];
}

export type TypedHow = `typed:${string}`;
/** `typed:` precedes the name of a notation with types, such as DynamoDB JSON. */
export type How =
  | TypedHow
  | "proto"
  | "xml"
  | "php"
  | "erlang"
  | "quotes"
  | "base64"
  | "hex"
  | "percent"
  | "printable"
  | "entities"
  | "token"
  | "around"
  | "json"
  | "unpacked"
  | "command"
  | "table"
  | "cell"
  | "sql"
  | "yaml"
  | "query"
  | "quoted"
  | "numbered"
  | "diff"
  | "ldif"
  | "form"
  | "attributes"
  | "labels"
  | "person"
  | "address"
  | "r"
  | "code"
  | "script"
  | "printed"
  | "pairs";

export interface FoundUsers {
  readonly users: readonly FoundUser[];
  /** Set if not everything was searched. */
  readonly limit: string | null;
  /** Names what the text is if it cannot be read: Base64 of binary data. */
  readonly named: string | null;
}

/** The scores of what makes an object a user. Above `certain`, an object is offered beside others. */
const scores = { constructor: 100, name: 60, unit: 40, record: -20, whole: 1.5 } as const;
export const certain = 20;

/** Longer texts are read as strict JSON only. */
export const maxLooseLength = 1_000_000;
const maxOpenedLength = 4_000_000;
const maxOpenedLevels = 8;
const maxUncertain = 200;
const maxVisited = 200_000;

/** Finds what may be a StatsigUser in a text, best first, and at most `maxUsers`. Never throws, and takes time that is linear in the text's length. */
export function findUsers(text: string, maxUsers: number): FoundUsers {
  const search = createSearch(maxUsers);
  search.open(text, { place: [], how: [], level: 0, name: "", beside: () => [] });
  return { users: search.found.toSorted((a, b) => b.score - a.score), limit: search.limit(), named: search.named() };
}

interface Context {
  readonly place: readonly string[];
  readonly how: readonly How[];
  readonly level: number;
  /** The name of the field whose value this is, and the names beside it. */
  readonly name: string;
  readonly beside: () => readonly string[];
}

/** A text that cannot contain a user is not opened. */
const clue = /user|custom|e-?mail|stable_?id|unit|\bu?id\b/i;

function createSearch(maxUsers: number) {
  const found: FoundUser[] = [];
  const repeated = new WeakMap<object, string[]>();
  let opened = 0;
  let visited = 0;
  let certainCount = 0;
  let limit: string | null = null;
  let named: string | null = null;

  function open(text: string, context: Context): void {
    if (context.level > maxOpenedLevels) return;
    // The whole text has limits of its own.
    opened += context.level === 0 ? 0 : text.length;
    if (opened > maxOpenedLength) {
      limit = "The text is too long to be searched to its end.";
      return;
    }
    const before = found.length;
    const isFound = () => found.slice(before).some(({ score }) => score >= certain);
    const inner = { ...context, level: context.level + 1 };
    const trimmed = text.trim();
    if (/^[{["]/.test(trimmed)) {
      const json = parseJson(trimmed);
      if (json !== undefined) {
        if (typeof json === "string") open(json, { ...inner, how: [...context.how, "unpacked"] });
        else {
          noteRepeated(repeated, trimmed, json);
          visit(valueOfJson(json), { ...inner, how: [...context.how, "json"] });
        }
        return;
      }
    }
    if (text.length > maxLooseLength) {
      limit = `Texts of more than ${maxLooseLength.toLocaleString("en")} characters are read as JSON only. Paste the part with the user.`;
      return;
    }
    const stripped = withoutLinePrefixes(text);
    if (stripped !== null) open(stripped.text, { ...inner, how: [...context.how, stripped.how] });
    if (isFound()) return;
    readNotations(text, inner);
    if (isFound()) return;
    const decoded = decodeText(trimmed);
    if (decoded?.kind === "named") named ??= decoded.sentence;
    if (decoded?.kind === "text") {
      open(decoded.text, { ...inner, how: [...context.how, decoded.how] });
      if (isFound()) return;
    }
    for (const entry of readLdif(trimmed)) visitFields(entry, inner, "ldif");
    if (isFound()) return;
    visitFields(readRList(trimmed), inner, "r");
    if (isFound()) return;
    const proto = readProtoText(trimmed);
    if (proto !== null) {
      visit(valueOfJson(proto.message), { ...inner, how: [...context.how, "proto", ...(proto.isWhole ? [] : ["around" as const])] });
      if (isFound()) return;
    }
    const command = withPlainQuotes(text);
    if (command !== null) {
      const items = readRequestItems(command);
      if (items !== null) visit(items, { ...inner, how: [...context.how, "command"] }, true);
      if (isFound()) return;
      readTree(command, { ...inner, how: [...context.how, "command"] });
      if (isFound()) return;
    }
    for (const row of readSqlRows(trimmed)) visit(row, { ...inner, how: [...context.how, "sql"] }, true);
    if (isFound()) return;
    for (const record of readTables(text, { isId: isUnitName, isField: (name) => fieldOf(unprefixed(name)) !== null }))
      visit(record, { ...inner, how: [...context.how, "table"] }, true);
    if (isFound()) return;
    for (const cell of jsonCells(text)) open(cell, { ...inner, how: [...context.how, "cell"] });
    if (isFound()) return;
    for (const value of readYaml(withoutFence(text)) ?? []) visit(withJoinedItems(value), { ...inner, how: [...context.how, "yaml"] });
    if (isFound()) return;
    visitFields(readHtmlForm(text), inner, "form");
    if (isFound()) return;
    visitFields(readDataAttributes(text), inner, "attributes");
    if (isFound()) return;
    const form = readForm(text);
    for (const record of form === null ? readQueryStrings(text) : [form]) visit(record, { ...inner, how: [...context.how, "query"] }, true);
    if (isFound()) return;
    readTree(withPlainValues(text) ?? withJoinedPairs(withSections(text)), inner);
    readMessage(textOfHtml(text) ?? text, inner, before);
  }

  /** Reads a text in words, if that finds an ID or an e-mail address that is in none of the users found from `before` on. */
  function readMessage(text: string, context: Context, before: number): void {
    const labels = readLabelledLines(text);
    const address = labels.some(({ name }) => fieldOf(name) === "email") ? null : onlyAddressIn(text);
    const person = labels.some(({ name }) => fieldOf(name) === "userID") ? null : onlyPersonIn(text);
    const fieldsOf = (name: string, value: string | null): LooseField[] =>
      value === null ? [] : [{ name, value: { kind: "bare", value, inside: () => [] } }];
    const named = [...fieldsOf("userID", person), ...fieldsOf("email", address)];
    const others = found.slice(before).filter(({ score }) => score >= certain);
    const fieldIn = ({ name }: LooseField) => fieldOf(unprefixed(name));
    const known = new Set(
      others.flatMap(({ object: { head, fields, positional } }) => [
        ...fields.filter(({ name, value }) => value.kind !== "object" && !isAnyId(name)).map(fieldIn),
        ...(head !== "" && positional.length > 0 ? ["userID"] : []),
      ]),
    );
    const isNew = (field: LooseField) => ["userID", "email"].includes(fieldIn(field) ?? "") && !known.has(fieldIn(field));
    if (![...labels, ...(others.length === 0 ? named : [])].some(isNew)) return;
    found.splice(before);
    certainCount -= others.length;
    const how: How[] = [
      ...(labels.length === 0 ? [] : (["labels"] as const)),
      ...(person === null ? [] : (["person"] as const)),
      ...(address === null ? [] : (["address"] as const)),
    ];
    for (const record of recordsOf([...labels, ...named])) visit(record, { ...context, how: [...context.how, ...how] }, true);
  }

  function visitFields(fields: readonly LooseField[], context: Context, how: How): void {
    if (fields.length > 0)
      visit({ kind: "object", head: "", fields, positional: [], isComplete: true }, { ...context, how: [...context.how, how] }, true);
  }

  /** Reads what has escapes of its own, and what would be damaged by decoding the text as a whole. */
  function readNotations(text: string, context: Context): void {
    for (const { field, isWhole } of readXml(text))
      descend(field.value, {
        ...context,
        name: field.name,
        place: isWhole ? context.place : [...context.place, field.name],
        how: [...context.how, "xml", ...(isWhole ? [] : ["around" as const])],
      });
    for (const value of readPhpValues(text)) descend(value, { ...context, how: [...context.how, "php"] });
    for (const value of readErlangTerms(text)) descend(value, { ...context, how: [...context.how, "erlang"] });
  }

  function readTree(text: string, context: Context): void {
    const tree = bracketTree(text);
    if (tree === null) {
      limit = `This text is nested more than ${maxLevels} levels deep.`;
      return;
    }
    const root = readValues(tree);
    // The whole text is one object or call.
    const [only] = root.positional;
    if (root.fields.length === 0 && root.positional.length === 1 && only !== undefined && only.kind !== "bare" && only.kind !== "unknown") {
      visit(only, context);
      return;
    }
    const declared = withAssignments(withBlocks(root));
    for (const record of recordsOf(declared.fields)) visit(record, { ...context, how: [...context.how, "pairs"] }, true);
    const names = declared.fields.map(({ name }) => name);
    const around = { ...context, how: [...context.how, "around" as const] };
    for (const { name, value } of declared.fields) {
      if (isOwnField(name)) continue;
      // In `10:00:00 DEBUG …`, the number is no place.
      const place = /^\d+$/.test(name) ? context.place : [...context.place, name];
      descend(value, { ...around, name, beside: () => names.filter((other) => other !== name), place });
    }
    for (const value of declared.positional) descend(value, { ...around, beside: () => names });
  }

  /** Considers a value, and then what is in it. `isPairs`: the object stands for a text's pairs of name and value, and is never a user as a whole. */
  function visit(value: LooseValue, context: Context, isPairs = false): void {
    visited += 1;
    if (visited > maxVisited || certainCount >= maxUsers) {
      limit ??= "Only the beginning of the text was searched.";
      return;
    }
    if (value.kind !== "object") {
      descend(value, context);
      return;
    }
    const object = withStrictJson(withDictionary(withBlocks(value)), repeated);
    // What is no value of its type stays, and is not looked at again.
    const isUntyped = context.how.at(-1)?.startsWith("typed:") ?? false;
    const untyped = isJsonObject(object.json) && !isUntyped ? withoutTypes(object.json) : null;
    if (untyped !== null) {
      visit(valueOfJson(untyped.object), { ...context, how: [...context.how, `typed:${untyped.notation}`] });
      return;
    }
    const { fields, head } = object;
    const names = fields.map(({ name }) => name);
    const isConstructed = isUserType(head);
    const isNamed = isConstructed || isUserName(context.name);
    const hasUnit = names.some((name) => isUnitName(name));
    const hasOwnUser = fields.some(({ name, value: inner }) => isUserName(name) && (inner.kind === "object" || inner.kind === "text"));
    const known = names.filter((name) => fieldOf(firstPart(unprefixed(name))) !== null).length;
    const envelope = isPairs || isEnvelope(names);
    const add = (score: number, isRecord: boolean) => {
      if (score >= certain) certainCount += 1;
      if (score >= certain || found.length - certainCount < maxUncertain)
        found.push({
          ...{ object, isRecord, score, place: formatPlace(context.place), beside: context.beside, how: context.how },
          repeated: isJsonObject(object.json) ? (repeated.get(object.json) ?? []) : [],
        });
    };

    if (value.isComplete && (hasUnit || (isNamed && !hasOwnUser && (isConstructed || known > 0 || !envelope)))) {
      const isRecord = !isNamed && (envelope || hasOwnUser);
      const score = (isConstructed ? scores.constructor : 0) + (isNamed ? scores.name : 0) + (hasUnit ? scores.unit : 0);
      // `user: {}` may be any program's.
      const isAny = fields.length === 0 && object.positional.length === 0;
      add(isAny ? certain / 2 : score + (isRecord ? scores.record : 0), isRecord);
      if (!isRecord) return;
    } else if (value.isComplete && isPairs) {
      if (
        fields.some(({ name, value: inner }) => fieldOf(unprefixed(name)) === "email" || (isUserName(name) && inner.kind !== "object")) ||
        (names.length === 1 && fieldOf(names[0] ?? "") === "userID")
      )
        add(certain + known, true);
    } else if (value.isComplete && fields.some(({ name, value: inner }) => isUserName(name) && isIdText(inner))) {
      // A line of a log or a trace that names its user: `{"level": "info", "user": "ada"}`.
      add(certain + known, true);
    } else if (value.isComplete && !envelope && !hasOwnUser && !isDefinition(names) && !isTrace(names)) {
      // An object without an ID is a user only if nothing better is in the text.
      const isRoot = context.place.length === 0 || (context.place.length === 1 && /^\[\d+\]$/.test(context.place[0] ?? ""));
      if (isRoot || (known > 0 && !names.every(isAnyId))) add(known + (isRoot ? scores.whole : 0), false);
    }
    if (isPairs && !context.how.some((how) => how === "query" || how === "table" || how === "sql")) return;
    const isOwner = hasUnit || known > 1;
    for (const { name, value: inner } of fields) {
      if (isOwner && isOwnField(name)) continue;
      const beside = () => names.filter((other) => other !== name);
      descend(inner, { ...context, name, beside, place: [...context.place, name] });
    }
    const isCall = /statsig/i.test(head);
    const firstObject = object.positional.findIndex(({ kind }) => kind === "object");
    for (const [at, inner] of object.positional.entries())
      descend(inner, isCall && at === firstObject ? { ...context, name: "user" } : context);
  }

  function descend(value: LooseValue, context: Context): void {
    switch (value.kind) {
      case "object":
        visit(value, context);
        return;
      case "list":
        for (const [at, item] of value.items.entries())
          descend(item, { ...context, place: [...context.place.slice(0, -1), `${context.place.at(-1) ?? ""}[${at}]`] });
        return;
      case "text":
        openText(value, context);
        return;
      case "bare":
      case "unknown":
        for (const inner of value.inside()) descend(inner, context);
        if (value.kind === "bare" && /[{=]|%7B/.test(value.value)) openText({ value: value.value, raw: value.value }, context);
        return;
      default:
    }
  }

  function openText({ value, raw }: { value: string; raw: string }, context: Context): void {
    const isEncoded = mayBeEncoded(value);
    if (!isEncoded && (!/[{[=:\t]/.test(value) || !clue.test(value))) return;
    if (isEncoded) {
      open(value, { ...context, level: context.level + 1 });
      return;
    }
    const how: How[] = [...context.how, ...(/^\s*[{[]/.test(value) ? ["unpacked" as const] : ["around" as const])];
    // In a shell's single quotes nothing was escaped.
    const isRawJson = raw !== value && /^\s*[{[]/.test(raw) && parseJson(raw) !== undefined;
    open(isRawJson ? raw : value, { ...context, how, level: context.level + 1 });
  }

  return { found, open, limit: () => limit, named: () => named };
}

function isIdText(value: LooseValue): boolean {
  return value.kind === "text" && value.value !== "" && !/[\s{}[\]()=]/.test(value.value) && !mayBeEncoded(value.value);
}

/** A user's own custom values are no users. */
function isOwnField(name: string): boolean {
  const field = fieldOf(firstPart(unprefixed(name)));
  return field !== null && (groupFields.has(field) || field !== "userID");
}

function firstPart(name: string): string {
  return name.split(".", 1)[0] ?? name;
}

function withoutFence(text: string): string {
  return /^\s*```[^\n]*\n([\s\S]*?)\n\s*```\s*$/.exec(text)?.[1] ?? text;
}

const sectionLine = /^\s*\[([\w.-]+)\]\s*$/;

/** An integer that only TOML writes so: `9_007`, `0xff`. */
const tomlInteger = /^(\s*[\w.-]+\s*=\s*)([+-]?(?:0[xob][\da-fA-F_]+|\d+(?:_\d+)+))(?=\s*(?:#|$))/;

/** The head of a table of an array in TOML: `[[custom.items]]`. */
const arrayLine = /^\s*\[\[([\w.-]+)\]\]\s*$/;

const pairLine = /^(\s*)([\w.-]+\s*=\s*)(.*)$/;

/**
 * Writes the sections of TOML and INI files into the names: `[user.custom]`, `plan = "pro"` becomes `user.custom.plan = "pro"`. Tables of an array become
 * a list of objects. In a file of pairs only, as .env is, a value ends with its line: `NAME=Ada Lovelace`.
 */
function withSections(text: string): string {
  const lines = text.split(/\r?\n/);
  const hasSections = lines.some((line) => sectionLine.test(line)) && lines.some((line) => pairLine.test(line));
  const isPairs =
    lines.filter((line) => pairLine.test(line)).length > 1 &&
    lines.every((line) => /^\s*(?:[#;].*)?$/.test(line) || sectionLine.test(line) || /^\s*(?:export )?[\w.-]+\s*=/.test(line));
  if (!hasSections && !isPairs) return text;
  const isToml = lines.some((line) => /^\s*[\w.-]+\s*=\s*["']/.test(line));
  let section = "";
  const arrays = new Map<string, string[][]>();
  let table: string[] | null = null;
  const written: string[] = [];
  for (const line of lines) {
    const array = isToml ? arrayLine.exec(line)?.[1] : undefined;
    const name = sectionLine.exec(line)?.[1];
    if (array !== undefined) {
      table = [];
      arrays.set(array, [...(arrays.get(array) ?? []), table]);
    } else if (name !== undefined) {
      section = `${name}.`;
      table = null;
    } else {
      const plain = isToml
        ? line.replace(tomlInteger, (whole, before: string, digits: string) => before + (looseNumber(digits) ?? whole))
        : line;
      if (table !== null) table.push(plain);
      else
        written.push(
          plain.replace(/^(\s*)export (?=[\w.-]+\s*=)/, "$1").replace(pairLine, (_, blanks: string, before: string, value: string) => {
            return `${blanks}${section}${before}${isPairs ? withQuotes(value) : value}`;
          }),
        );
    }
  }
  const lists = [...arrays].map(
    ([name, tables]) => `${name} = [${tables.map((pairs) => `{ ${pairs.filter((pair) => pair.trim() !== "").join(", ")} }`).join(", ")}]`,
  );
  return [...written, ...lists].join("\n");
}

/** Adds quotes to a value of several words without any quotes or brackets. */
function withQuotes(value: string): string {
  const trimmed = value.replace(/\s+[#;].*$/, "").trim();
  return /\s/.test(trimmed) && !/["'`{}[\]()=\\]/.test(trimmed) ? JSON.stringify(trimmed) : value;
}

/** In `- userID: ada` and `- email: a@x.de`, each entry of the list is a field of one user. */
function withJoinedItems(value: LooseValue): LooseValue {
  if (value.kind !== "list") return value;
  const fields = value.items.flatMap((item) => (item.kind === "object" && item.fields.length === 1 ? item.fields : []));
  const isOne = fields.length > 1 && fields.length === value.items.length && new Set(fields.map(({ name }) => name)).size === fields.length;
  return isOne ? { kind: "object", head: "", fields, positional: [], isComplete: true } : value;
}

/** A browser's console copies an unfolded object with each name, sign and value on a line of its own. */
function withJoinedPairs(text: string): string {
  return text.replace(/^([\p{L}_$][\p{L}\p{N}_$]*)\n:[ \t]*\n(?=\S)/gmu, "$1: ");
}

/**
 * Adds what later statements set to the user that a statement constructs: `user = StatsigUser("ada")`, then `user.email = "a@x.de"` or
 * `user.setEmail("a@x.de")`.
 */
function withAssignments(root: LooseObject): LooseObject {
  const isUser = ({ name, value }: LooseField) => value.kind === "object" && (isUserType(value.head) || isUserName(name));
  const constructed = root.fields.find(isUser);
  if (constructed === undefined || constructed.value.kind !== "object") return root;
  const variable = `${constructed.name}.`;
  const isSetHere = ({ name }: LooseField) => name.startsWith(variable) || name.startsWith("..");
  const calls = root.positional.filter((value) => headOfCall(value).startsWith(variable));
  const fields: LooseField[] = root.fields.filter(isSetHere).map(({ name, value }) => ({
    name: name.slice(name.startsWith("..") ? 2 : variable.length),
    value,
  }));
  const positional: LooseValue[] = [];
  for (const call of calls) {
    const head = headOfCall(call);
    // Kotlin's `user.apply { email = "…" }`.
    const block = call.kind === "object" ? call.fields : [];
    fields.push(...block.map(({ name, value }) => ({ name: name.replace(/^(?:it|this|self)\./, ""), value })));
    const given = call.kind === "object" ? call.positional : call.kind === "unknown" ? call.inside() : [];
    const field = setterField(head.slice(variable.length - 1), given);
    if (field !== null) fields.push(field);
    else if (given.length > 0)
      positional.push({ kind: "unknown", source: call.kind === "unknown" ? call.source : `${head}(…)`, inside: () => given });
  }
  const { value } = constructed;
  const user: LooseObject = {
    kind: "object",
    head: value.head,
    fields: [...value.fields, ...fields],
    positional: [...value.positional, ...positional],
    isComplete: value.isComplete,
    ...(fields.length + positional.length === 0 && value.source !== undefined && { source: value.source }),
  };
  return {
    ...root,
    fields: root.fields.filter((field) => !isSetHere(field)).map((field) => (field === constructed ? { ...field, value: user } : field)),
    positional: root.positional.filter((each) => !calls.includes(each)),
  };
}

/** Returns the name of a called function, `user.setEmail` also for PHP's `$user->setEmail`. */
function headOfCall(value: LooseValue): string {
  const head =
    value.kind === "object" ? value.head : value.kind === "unknown" ? (/^[\w.$>-]+(?=\s*[({])/.exec(value.source)?.[0] ?? "") : "";
  return head.replace(/^\$/, "").replaceAll("->", ".");
}

/** Notes the names that an object of a JSON text has more than once, for it and for every object around it. */
function noteRepeated(repeated: WeakMap<object, string[]>, text: string, json: JsonValue): void {
  for (const { path, name, isReplaced } of findDoubledNames(text, json)) {
    if (isReplaced) continue;
    let inside: JsonValue | undefined = json;
    for (let depth = 0; depth <= path.length && typeof inside === "object" && inside !== null; depth += 1) {
      const names = [...path.slice(depth), name].join(".");
      repeated.set(inside, [...(repeated.get(inside) ?? []), names]);
      inside = Array.isArray(inside) ? inside[Number(path[depth])] : isJsonObject(inside) ? inside[path[depth] ?? ""] : undefined;
    }
  }
}

/** JSON within a text is read by the strict reader, which differs in unusual escapes. */
function withStrictJson(value: LooseObject, repeated: WeakMap<object, string[]>): LooseObject {
  if (value.json !== undefined || value.head !== "" || value.source === undefined || !value.isComplete) return value;
  const source = value.source();
  const json = parseJson(source);
  if (json !== undefined) noteRepeated(repeated, source, json);
  const strict = isJsonObject(json) ? valueOfJson(json) : null;
  return strict?.kind === "object" ? strict : value;
}

/** `custom { plan = "pro" }` and `custom { key: "plan" value: "pro" }` are fields without a sign. */
function withBlocks(value: LooseObject): LooseObject {
  const isBlock = (inner: LooseValue): inner is LooseObject => inner.kind === "object" && groupFields.has(fieldOf(inner.head) ?? "");
  if (!value.positional.some(isBlock)) return value;
  const blocks = value.positional.filter(isBlock).map(({ head, fields }): LooseField => {
    const [key, entry] = [fields.find(({ name }) => name === "key")?.value, fields.find(({ name }) => name === "value")?.value];
    const isEntry = fields.length === 2 && key?.kind === "text" && entry !== undefined;
    return isEntry
      ? { name: `${head}.${key.value}`, value: entry }
      : { name: head, value: { kind: "object", head: "", fields, positional: [], isComplete: true } };
  });
  return {
    kind: "object",
    head: value.head,
    fields: [...value.fields, ...blocks],
    positional: value.positional.filter((inner) => !isBlock(inner)),
    isComplete: value.isComplete,
  };
}

/** `StatsigUser({"userID": "ada"})`: the dictionary has the user's fields. */
function withDictionary(value: LooseObject): LooseObject {
  const [given, ...others] = value.positional;
  if (!isUserType(value.head)) return value;
  const json = given?.kind === "text" && given.value.startsWith("{") ? parseJson(given.value) : undefined;
  const first = isJsonObject(json) ? valueOfJson(json) : given;
  if (first?.kind !== "object") return value;
  return {
    kind: "object",
    head: value.head,
    fields: [...first.fields, ...value.fields],
    positional: others,
    isComplete: value.isComplete && first.isComplete,
  };
}

/**
 * Divides the pairs of a text into records, as the lines of a log are: a name that is repeated begins the next one. A record without an ID belongs to
 * the one beside it.
 */
function recordsOf(fields: readonly LooseField[]): LooseObject[] {
  const records: LooseField[][] = [];
  let names = new Set<string>();
  for (const field of fields) {
    const current = records.at(-1);
    if (current === undefined || names.has(field.name)) {
      records.push([field]);
      names = new Set([field.name]);
    } else {
      current.push(field);
      names.add(field.name);
    }
  }
  const hasUnit = (record: readonly LooseField[]) => record.some(({ name }) => isUnitName(name));
  const merged = records.reduce<LooseField[][]>((whole, record) => {
    const last = whole.at(-1);
    if (last !== undefined && (!hasUnit(record) || !hasUnit(last))) last.push(...record);
    else whole.push([...record]);
    return whole;
  }, []);
  return merged.map((record) => ({ kind: "object", head: "", fields: record, positional: [], isComplete: true }));
}

function formatPlace(place: readonly string[]): string {
  const path = place
    .filter((part) => part !== "")
    .join(".")
    .replaceAll(".[", "[");
  return redactText(path);
}
