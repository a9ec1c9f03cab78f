import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";

/** An array or an object, at the beginning of a text or after what belongs to no word: `a:1:{`, `O:4:"User":1:{`. */
const start = /(?<![\w"])(?:a:\d{1,9}:\{|O:\d{1,4}:"[\w\\]{1,200}":\d{1,9}:\{)/g;
const maxStarts = 20;
const maxLevels = 100;

/** Reads the arrays and objects that PHP’s `serialize` wrote, also after the names of a session file. Empty if there is none. */
export function readPhpValues(text: string): LooseObject[] {
  if (text.search(start) < 0) return [];
  // The lengths in the format count bytes.
  const bytes = new TextEncoder().encode(text);
  const reader: Reader = { bytes, binary: new TextDecoder("latin1").decode(bytes), at: 0, isDamaged: false };
  const found: LooseObject[] = [];
  const starts = new RegExp(start);
  for (let tried = 0; tried < maxStarts; tried += 1) {
    const match = starts.exec(reader.binary);
    if (match === null || reader.isDamaged) break;
    reader.at = match.index;
    const value = readValue(reader, 0);
    if (value === null) continue;
    if (value.kind === "object") found.push(value);
    starts.lastIndex = reader.at;
  }
  return found;
}

interface Reader {
  readonly bytes: Uint8Array;
  /** One character for each byte. */
  readonly binary: string;
  at: number;
  /** True after a text without an end was searched for it: nothing after it can be read. */
  isDamaged: boolean;
}

function readValue(reader: Reader, level: number): LooseValue | null {
  if (level > maxLevels) return null;
  const scalar = take(reader, /N;|b:[01];|i:-?\d+;|d:[^;{}"]{1,40};|[rR]:\d+;/y)?.[0];
  if (scalar !== undefined) return scalarOf(scalar);
  if (take(reader, /[sE]:/y) !== null) {
    const value = readText(reader, ";");
    return value === null ? null : { kind: "text", value, raw: value };
  }
  if (take(reader, /a:\d+:\{/y) !== null) return readMembers(reader, { level, isArray: true });
  if (take(reader, /O:/y) === null) return null;
  return readText(reader, ":") === null || take(reader, /\d+:\{/y) === null ? null : readMembers(reader, { level, isArray: false });
}

function scalarOf(source: string): LooseValue {
  const content = source.slice(2, -1);
  if (source.startsWith("N")) return { kind: "literal", value: null };
  if (source.startsWith("b")) return { kind: "literal", value: content === "1" };
  const isNumber = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(content) && !/^[rR]/.test(source);
  return isNumber ? { kind: "number", source: content } : { kind: "unknown", source, inside: () => [] };
}

/** Reads `LENGTH:"TEXT"` and the sign after it. A text whose length does not fit, because it was converted since, ends at the next quote before that sign. */
function readText(reader: Reader, sign: ";" | ":"): string | null {
  const length = take(reader, /(\d{1,9}):"/y)?.[1];
  if (length === undefined) return null;
  const from = reader.at;
  const fits = reader.binary.startsWith(`"${sign}`, from + Number(length));
  const to = fits ? from + Number(length) : reader.binary.indexOf(`"${sign}`, from);
  if (to < 0) {
    reader.isDamaged = true;
    return null;
  }
  reader.at = to + 2;
  return new TextDecoder().decode(reader.bytes.subarray(from, to));
}

function readMembers(reader: Reader, { level, isArray }: { level: number; isArray: boolean }): LooseValue | null {
  const fields: LooseField[] = [];
  while (take(reader, /\}/y) === null) {
    const key = readValue(reader, level + 1);
    const value = key === null ? null : readValue(reader, level + 1);
    if (value === null || (key?.kind !== "text" && key?.kind !== "number")) return null;
    fields.push({ name: key.kind === "number" ? key.source : nameOf(key.value), value });
  }
  const isList = isArray && fields.length > 0 && fields.every(({ name }, at) => name === String(at));
  return isList
    ? { kind: "list", items: fields.map(({ value }) => value) }
    : { kind: "object", head: "", fields, positional: [], isComplete: true };
}

/** The names of private and protected members begin with the class, or with `*`, between zero bytes, which consoles do not print. */
function nameOf(key: string): string {
  return key.startsWith("\0") ? key.slice(key.indexOf("\0", 1) + 1) : key.replace(/^\*(?=\w)/, "");
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.binary);
  if (match !== null) reader.at = pattern.lastIndex;
  return match;
}
