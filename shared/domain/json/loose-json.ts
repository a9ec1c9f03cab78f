import JSON5 from "json5";
import { constructedObject } from "./constructor-call.ts";
import type { JsonValue } from "./json.ts";

/** `notes` say, as sentences, what had to be done to the text. Line and column start at 1, null where no place can be named. */
export type LooseJson =
  | { kind: "read"; value: JsonValue; notes: string[] }
  | { kind: "unreadable"; problem: string; line: number | null; column: number | null }
  /** The text has nothing in it that looks like JSON. */
  | { kind: "plain"; text: string };

/** A longer text is read as JSON only: the search for an object in it tries one opening brace after the other. */
const longestNoise = 300_000;
const maxTries = 50;

/**
 * Reads JSON as people paste it: with the noise of a log line around it, as a JavaScript object, Python dictionary or Ruby hash, as the code that makes a user, escaped
 * inside a text, without its braces, with the curly quotes of a chat or a document.
 * `isWanted` chooses among several objects in a noisy text; without a wanted one the first is taken. Never throws.
 */
export function readLooseJson(text: string, isWanted: (value: JsonValue) => boolean): LooseJson {
  const read = readAsItStands(text, isWanted);
  if (read.kind === "read" || !/[“”„‘’‚]/.test(text)) return read;
  const straight = readAsItStands(text.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'"), isWanted);
  return straight.kind === "read" ? { ...straight, notes: ["Curly quotes were read as straight ones.", ...straight.notes] } : read;
}

function readAsItStands(text: string, isWanted: (value: JsonValue) => boolean): LooseJson {
  const trimmed = text.trim();
  const whole = readWhole(trimmed);
  if (whole !== null) return unpackText(whole, isWanted);
  const made = readConstructed(trimmed);
  if (made !== null) return made;
  if (!/[{[]/.test(trimmed)) return readWithoutBraces(trimmed) ?? { kind: "plain", text: trimmed };
  return readAmongNoise(trimmed, isWanted) ?? readWithoutBraces(trimmed) ?? { kind: "unreadable", ...whereItBreaks(text) };
}

type Read = Extract<LooseJson, { kind: "read" }>;

/** The text as one value: JSON first, then what only looks like it. Null when it is none. */
function readWhole(text: string): Read | null {
  const strict = attempt(() => JSON.parse(text));
  if (strict !== undefined) return { kind: "read", value: strict, notes: [] };
  if (!/^[{["']/.test(text)) return null;
  const script = parseScript(text);
  if (script !== undefined) return { kind: "read", value: script, notes: ["Read as a JavaScript object."] };
  const python = parseScript(inScriptText(text));
  if (python !== undefined) return { kind: "read", value: python, notes: ["Read as a Python dictionary or as printed by a program."] };
  const unescaped = /^[{[]\s*\\"/.test(text) ? attempt(() => JSON.parse(JSON.parse(`"${text}"`))) : undefined;
  return unescaped === undefined ? null : { kind: "read", value: unescaped, notes: [unpackedNote] };
}

const unpackedNote = "It was JSON inside a text, and was unpacked.";

/** JSON that was made into a text and quoted, perhaps more than once; a text of another kind is plain. */
function unpackText(read: Read, isWanted: (value: JsonValue) => boolean): LooseJson {
  if (typeof read.value !== "string") return read;
  const inner = readLooseJson(read.value, isWanted);
  return inner.kind === "read" ? { ...inner, notes: [...new Set([unpackedNote, ...inner.notes])] } : inner;
}

function readConstructed(text: string): Read | null {
  const object = text.length > longestNoise ? null : constructedObject(text);
  const read = object === null ? null : readWhole(object);
  return read && { ...read, notes: ["Read as the code that makes a user."] };
}

function readAmongNoise(text: string, isWanted: (value: JsonValue) => boolean): Read | null {
  if (text.length > longestNoise) return null;
  let first: Read | null = null;
  let from = text.indexOf("{");
  for (let tries = 0; from >= 0 && tries < maxTries; tries += 1) {
    const end = endOfObject(text, from);
    const read = end === null ? null : readWhole(text.slice(from, end));
    if (read !== null) {
      const trimmed = { ...read, notes: ["The text around it was left out.", ...read.notes] };
      if (isWanted(read.value)) return trimmed;
      first ??= trimmed;
    }
    const isBroken = read === null && jsonLike.test(text.slice(from, from + 100));
    // An object cut off in the middle: the parts within it are not what was meant.
    if (isBroken && end === null) return first;
    from = text.indexOf("{", (read !== null || isBroken) && end !== null ? end : from + 1);
  }
  return first;
}

/** Tells a broken object from braces of another kind, such as `Request{user={"userID":"a"}}`. */
const jsonLike = /^\{\s*(?:["']|\w+\s*:)/;

/** `"userID": "a", "email": "b"`, as copied out of the middle of an object. */
function readWithoutBraces(text: string): Read | null {
  if (!/^["']?\w+["']?\s*:/.test(text)) return null;
  const read = readWhole(`{${text.replace(/,$/, "")}}`);
  return read && { ...read, notes: ["The braces around it were missing."] };
}

/** The index after the brace that closes the one at `from`; quotes are skipped over. */
function endOfObject(text: string, from: number): number | null {
  let depth = 0;
  let quote = "";
  for (let index = from; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\") index += 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}

/** JSON5, made plain: what JSON cannot carry (NaN, Infinity) becomes null. */
function parseScript(text: string): JsonValue | undefined {
  if (text.length > longestNoise) return undefined;
  return attempt(() => JSON.parse(JSON.stringify(JSON5.parse(text))));
}

/** `=>` stands between name and value in Ruby, and a colon before a name. */
const scriptText: Readonly<Record<string, string>> = {
  True: "true",
  False: "false",
  None: "null",
  undefined: "null",
  nil: "null",
  "=>": ":",
  ":": "",
};

/** Outside of quotes, the words of Python, Ruby and the console in JavaScript's; what is longer or shorter stays of its length, so that places stay. */
function inScriptText(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|\b(?:True|False|None|undefined|nil)\b|=>|:(?=\w+\s*=>)/gs, (found) =>
    (scriptText[found] ?? found).padEnd(found.length),
  );
}

function whereItBreaks(text: string): { problem: string; line: number | null; column: number | null } {
  const from = Math.max(0, text.search(/[{[]/));
  if (text.length > longestNoise)
    return { problem: "This is no JSON, and too long to be searched for an object.", line: null, column: null };
  // Blanks in place of what stands before keep the place right.
  const head = text.slice(0, from).replace(/[^\r\n]/g, " ");
  try {
    JSON5.parse(head + inScriptText(text.slice(from)));
  } catch (error) {
    if (hasPlace(error)) {
      const { lineNumber: line, columnNumber: column, message } = error;
      const isEnd = message.includes("end of input");
      const character = /invalid character '\\?(.+?)' at/.exec(message)?.[1];
      const what = isEnd ? "this ends before it is complete" : `“${character ?? "?"}” was not expected there`;
      return { problem: `Line ${line}, column ${column}: ${what}.`, line, column };
    }
  }
  return { problem: "There is no object in this that could be read.", line: null, column: null };
}

function hasPlace(error: unknown): error is Error & { lineNumber: number; columnNumber: number } {
  return error instanceof Error && "lineNumber" in error && "columnNumber" in error;
}

/** Undefined where it throws: being no JSON, or nested deeper than the stack, is an answer here. */
function attempt(read: () => JsonValue): JsonValue | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
