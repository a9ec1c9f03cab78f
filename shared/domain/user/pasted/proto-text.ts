import { jsonNumber } from "../../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { fieldOf, groupFields } from "./field-names.ts";

const maxLength = 200_000;
const maxLevels = 50;
/** `(name)` before a value, `name {` or `name <` before a message. */
const start = /(?:^|[\s{<;,])(?=[A-Za-z_]\w*\s*(?::\s*["'\d{<-]|\{|<))/;

/**
 * Reads the text format of protocol buffers, as programs print a message: `user_id: "ada" custom { key: "plan" value: "pro" }`. Returns null for other
 * texts, and for one that other notations read as well: it must have a message without a colon, or two fields on one line. Programs print it without commas.
 */
export function readProtoText(text: string): { readonly message: JsonObject; readonly isWhole: boolean } | null {
  if (
    text.length > maxLength ||
    !/\b[A-Za-z_]\w*[ \t]*(?::[ \t]*)?<\s|\b[A-Za-z_]\w*[ \t]*\{|["\d][ \t]+[A-Za-z_]\w*[ \t]*[:{<]/.test(text)
  )
    return null;
  const from = start.exec(text);
  if (from === null) return null;
  const at = from.index + from[0].length;
  const tokens = tokenize(text.slice(at));
  if (tokens === null) return null;
  const reader = { tokens, at: 0, hasBlock: false, isOnOneLine: false };
  const message = readMessage(reader, null, 0);
  if (message === null || reader.at < tokens.length || !(reader.hasBlock || reader.isOnOneLine)) return null;
  return { message, isWhole: text.slice(0, at).trim() === "" };
}

interface Token {
  readonly kind: "word" | "text" | "number" | "sign";
  readonly text: string;
  readonly startsLine: boolean;
}

function tokenize(text: string): Token[] | null {
  const pattern =
    /(\s+|#[^\n]*)|([A-Za-z_][\w.]*)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?f?)|([{}<>[\]:;,])/y;
  const tokens: Token[] = [];
  let startsLine = true;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) return null;
    const [, blank, word, quoted, number, sign] = match;
    if (blank !== undefined) {
      startsLine ||= blank.includes("\n");
      continue;
    }
    if (word !== undefined) tokens.push({ kind: "word", text: word, startsLine });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: unescaped(quoted.slice(1, -1)), startsLine });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, startsLine });
    else tokens.push({ kind: "sign", text: sign ?? "", startsLine });
    startsLine = false;
  }
  return tokens;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  hasBlock: boolean;
  isOnOneLine: boolean;
}

/** Reads fields up to the sign that closes the message, or to the end of the text. */
function readMessage(reader: Reader, close: string | null, level: number): JsonObject | null {
  if (level > maxLevels) return null;
  const fields = new Map<string, JsonValue[]>();
  for (;;) {
    const token = reader.tokens[reader.at];
    if (token === undefined) return close === null ? messageOf(fields) : null;
    if (token.kind === "sign" && token.text === close) {
      reader.at += 1;
      return messageOf(fields);
    }
    if (token.kind !== "word") return null;
    const before = reader.tokens[reader.at - 1];
    if (!token.startsLine && before !== undefined && (before.kind === "text" || before.kind === "number")) reader.isOnOneLine = true;
    reader.at += 1;
    const hasColon = take(reader, ":");
    const value = readValue(reader, hasColon, level);
    if (value === null) return null;
    fields.set(token.text, [...(fields.get(token.text) ?? []), ...value]);
    take(reader, ";");
  }
}

/** Returns the values of a field, which are several in a list; null if there is no value. */
function readValue(reader: Reader, hasColon: boolean, level: number): JsonValue[] | null {
  const token = reader.tokens[reader.at];
  if (token === undefined) return null;
  reader.at += 1;
  if (token.kind === "sign" && (token.text === "{" || token.text === "<")) {
    if (!hasColon || token.text === "<") reader.hasBlock = true;
    const message = readMessage(reader, token.text === "{" ? "}" : ">", level + 1);
    return message === null ? null : [message];
  }
  if (!hasColon) return null;
  if (token.kind === "sign") return token.text === "[" ? readList(reader, level) : null;
  if (token.kind === "number") {
    const written = token.text.replace(/f$/, "");
    return [jsonNumber(written) ?? Number(written)];
  }
  if (token.kind === "word") return [token.text === "true" ? true : token.text === "false" ? false : token.text];
  let text = token.text;
  while (reader.tokens[reader.at]?.kind === "text") {
    text += reader.tokens[reader.at]?.text ?? "";
    reader.at += 1;
  }
  return [text];
}

function readList(reader: Reader, level: number): JsonValue[] | null {
  const items: JsonValue[] = [];
  while (!take(reader, "]")) {
    const value = readValue(reader, true, level + 1);
    if (value === null) return null;
    items.push(...value);
    take(reader, ",");
  }
  return items;
}

function take(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "sign" || token.text !== sign) return false;
  reader.at += 1;
  return true;
}

function messageOf(fields: ReadonlyMap<string, readonly JsonValue[]>): JsonObject {
  return Object.fromEntries([...fields].map(([name, values]) => [name, fieldValue(name, values.map(plainValue))]));
}

/** A map is a repeated message with a key and a value; one entry of a field that holds an object is one, too. */
function fieldValue(name: string, values: readonly JsonValue[]): JsonValue {
  const isGroup = groupFields.has(fieldOf(name) ?? "") || name === "fields";
  const entries = values.map(entryOf);
  if ((isGroup || values.length > 1) && entries.every((entry) => entry !== null)) return Object.fromEntries(entries);
  return values.length === 1 ? (values[0] ?? null) : [...values];
}

function entryOf(value: JsonValue): [string, JsonValue] | null {
  if (!isJsonObject(value) || value.key === undefined || Object.keys(value).some((name) => name !== "key" && name !== "value")) return null;
  return [String(value.key), value.value ?? ""];
}

/** The messages `google.protobuf.Value`, `Struct` and `StringValue` stand for what they hold. */
function plainValue(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const [name = "", ...others] = Object.keys(value);
  if (others.length > 0) return value;
  const content = value[name] ?? null;
  if (/^(?:string|number|bool|struct)_value$/.test(name)) return content;
  if (name === "null_value") return null;
  if (name === "list_value") return isJsonObject(content) ? [content.values ?? []].flat() : content;
  return name === "fields" && isJsonObject(content) ? content : value;
}

/** Escaped bytes are UTF-8: `J\303\274rgen`. */
function unescaped(text: string): string {
  return text.replace(/(?:\\(?:x[\da-fA-F]{1,2}|[0-7]{1,3}))+|\\u([\da-fA-F]{4})|\\(.)/gs, (whole, unicode, other) => {
    if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
    if (other !== undefined) return { n: "\n", t: "\t", r: "\r" }[String(other)] ?? other;
    const bytes = [...whole.matchAll(/\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3}))/g)].map(([, hexadecimal, octal]) =>
      hexadecimal === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hexadecimal, 16),
    );
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}
