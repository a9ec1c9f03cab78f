import { jsonNumber } from "../../json/exact-number.ts";
import type { LooseField, LooseValue } from "../../json/loose/values.ts";

/** A map, a record, or a list of pairs. */
const start = /#(?:[a-z]\w*)?\{|\[\s*\{/g;
const token =
  /(\s+|%[^\n]*)|(<<|>>|=>|#|[{}[\](),=|/])|"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|([a-z][\w@]*)|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(<\d+\.\d+\.\d+>|#(?:Ref|Fun|Port)<[^<>]{0,100}>)/sy;
const maxStarts = 20;
const maxLevels = 100;

/** Reads Erlang terms as `~p` prints them: maps, records and lists of pairs, with binaries, texts and atoms. Empty if there is none. */
export function readErlangTerms(text: string): LooseValue[] {
  // JSON and most languages have an object in a list, but no pairs with commas in it.
  if (!/<<|#(?:[a-z]\w*)?\{|\[\s*\{\s*["'a-z][^,:={}]{0,100},/.test(text)) return [];
  const found: LooseValue[] = [];
  const starts = new RegExp(start);
  for (let tried = 0; tried < maxStarts; tried += 1) {
    const match = starts.exec(text);
    if (match === null) break;
    const reader: Reader = { text, at: match.index };
    const value = readTerm(reader, 0);
    if (value?.kind !== "object" && value?.kind !== "list") continue;
    found.push(value);
    starts.lastIndex = reader.at;
  }
  return found;
}

interface Reader {
  readonly text: string;
  at: number;
}

interface Token {
  readonly kind: "sign" | "text" | "atom" | "number" | "other";
  readonly text: string;
  readonly end: number;
}

function peek(reader: Reader): Token | null {
  for (let at = reader.at; ; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(reader.text);
    if (match === null) return null;
    const [source, blank, sign, text, quoted, word, number] = match;
    const end = token.lastIndex;
    if (blank !== undefined) continue;
    if (sign !== undefined) return { kind: "sign", text: sign, end };
    if (text !== undefined) return { kind: "text", text: unescaped(text), end };
    if (quoted !== undefined) return { kind: "atom", text: unescaped(quoted), end };
    if (word !== undefined) return { kind: "atom", text: word, end };
    return number === undefined ? { kind: "other", text: source, end } : { kind: "number", text: number, end };
  }
}

function next(reader: Reader): Token | null {
  const read = peek(reader);
  if (read !== null) reader.at = read.end;
  return read;
}

function takeSign(reader: Reader, sign: string): boolean {
  const read = peek(reader);
  if (read?.kind !== "sign" || read.text !== sign) return false;
  reader.at = read.end;
  return true;
}

function readTerm(reader: Reader, level: number): LooseValue | null {
  if (level > maxLevels) return null;
  const read = next(reader);
  switch (read?.kind) {
    case "text":
      return textValue(read.text);
    case "number":
      return jsonNumber(read.text) === undefined ? textValue(read.text) : { kind: "number", source: read.text };
    case "atom":
      return atomValue(read.text);
    case "other":
      return { kind: "unknown", source: read.text, inside: () => [] };
    case "sign":
      if (read.text === "<<") return readBinary(reader);
      if (read.text === "#") return readMap(reader, level);
      if (read.text === "[") return readList(reader, level);
      return read.text === "{" ? readTuple(reader, level) : null;
    default:
      return null;
  }
}

function textValue(value: string): LooseValue {
  return { kind: "text", value, raw: value };
}

function atomValue(atom: string): LooseValue {
  if (atom === "true" || atom === "false") return { kind: "literal", value: atom === "true" };
  return atom === "undefined" || atom === "null" || atom === "nil" ? { kind: "literal", value: null } : textValue(atom);
}

/** `<<"ada">>`, `<<"ada"/utf8>>`, or the bytes `<<106,195,188>>`. */
function readBinary(reader: Reader): LooseValue | null {
  if (takeSign(reader, ">>")) return textValue("");
  const pieces: string[] = [];
  const bytes: number[] = [];
  do {
    const read = next(reader);
    if (read?.kind === "text") pieces.push(read.text);
    else if (read?.kind === "number" && /^\d{1,3}$/.test(read.text)) bytes.push(Number(read.text));
    else return null;
    if (takeSign(reader, "/") && next(reader)?.kind !== "atom") return null;
  } while (takeSign(reader, ","));
  if (!takeSign(reader, ">>") || (pieces.length > 0 && bytes.length > 0)) return null;
  return textValue(bytes.length > 0 ? new TextDecoder().decode(Uint8Array.from(bytes)) : pieces.join(""));
}

/** `#{key => value}`, or the record `#user{key = value}`. */
function readMap(reader: Reader, level: number): LooseValue | null {
  const name = peek(reader);
  const isRecord = name?.kind === "atom" && next(reader) !== null;
  if (!takeSign(reader, "{")) return null;
  const fields: LooseField[] = [];
  if (takeSign(reader, "}")) return objectOf(fields);
  do {
    const key = nameOf(readTerm(reader, level + 1));
    if (key === null || !takeSign(reader, isRecord ? "=" : "=>")) return null;
    const value = readTerm(reader, level + 1);
    if (value === null) return null;
    fields.push({ name: key, value });
  } while (takeSign(reader, ","));
  return takeSign(reader, "}") ? objectOf(fields) : null;
}

/** A tuple is a list whose `pair` says that it has a name and a value. */
type Tuple = LooseValue & { readonly pair?: LooseField };

function readList(reader: Reader, level: number): LooseValue | null {
  const items = readItems(reader, "]", level);
  if (items === null) return null;
  // The library jsx writes an empty object as a list with an empty tuple.
  if (items.length === 1 && items[0]?.kind === "object" && items[0].fields.length === 0) return items[0];
  const pairs = items.map(({ pair }) => pair).filter((pair) => pair !== undefined);
  return items.length > 0 && pairs.length === items.length ? objectOf(pairs) : { kind: "list", items };
}

function readTuple(reader: Reader, level: number): Tuple | null {
  const items = readItems(reader, "}", level);
  if (items === null) return null;
  const [first, second] = items;
  if (first === undefined) return objectOf([]);
  // The library jiffy writes an object as a tuple with a list of pairs.
  if (second === undefined) return first.kind === "list" && first.items.length === 0 ? objectOf([]) : first;
  const name = items.length === 2 ? nameOf(first) : null;
  return { kind: "list", items, ...(name !== null && { pair: { name, value: second } }) };
}

function readItems(reader: Reader, close: string, level: number): Tuple[] | null {
  const items: Tuple[] = [];
  if (takeSign(reader, close)) return items;
  do {
    const item = readTerm(reader, level + 1);
    if (item === null) return null;
    items.push(item);
  } while (takeSign(reader, ","));
  return takeSign(reader, close) ? items : null;
}

function nameOf(key: LooseValue | null): string | null {
  if (key?.kind === "text") return key.value;
  if (key?.kind === "number") return key.source;
  return key?.kind === "literal" ? String(key.value) : null;
}

function objectOf(fields: readonly LooseField[]): LooseValue & { kind: "object" } {
  return { kind: "object", head: "", fields, positional: [], isComplete: true };
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  s: " ",
  b: "\b",
  f: "\f",
  v: "\v",
  e: "\u001b",
  d: "\u007f",
};

function unescaped(text: string): string {
  return text.replace(/\\(?:x\{([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|([0-7]{1,3})|(.))/gs, (_, long, short, octal, other) => {
    if (other !== undefined) return escapes[other] ?? other;
    const code = octal === undefined ? Number.parseInt(long ?? short, 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  });
}
