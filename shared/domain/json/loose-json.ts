import JSON5 from "json5";
import { constructedObject } from "./constructor-call.ts";
import type { JsonValue } from "./json.ts";

/** `notes` are sentences about how the text was interpreted. Line and column start at 1; null if the position is unknown. */
export type LooseJson =
  | { kind: "read"; value: JsonValue; notes: string[] }
  | { kind: "unreadable"; problem: string; line: number | null; column: number | null }
  /** Nothing in the text looks like JSON. */
  | { kind: "plain"; text: string };

/** A longer text is read as JSON only, because the search for an object in a text tries every opening brace. */
const maxSearchedLength = 300_000;
const maxTries = 50;

/**
 * Reads pasted JSON: inside a log line, as a JavaScript object, Python dictionary or Ruby hash, as code that constructs a user, escaped inside a text,
 * without braces, or with curly quotes.
 * `isWanted` selects one of several objects in a text; otherwise the first is used. Never throws.
 */
export function readLooseJson(text: string, isWanted: (value: JsonValue) => boolean): LooseJson {
  const read = readText(text, isWanted);
  if (read.kind === "read" || !/[“”„‘’‚]/.test(text)) return read;
  const straight = readText(text.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'"), isWanted);
  return straight.kind === "read" ? { ...straight, notes: ["Curly quotes were read as straight ones.", ...straight.notes] } : read;
}

function readText(text: string, isWanted: (value: JsonValue) => boolean): LooseJson {
  const trimmed = text.trim();
  const whole = readWhole(trimmed);
  if (whole !== null) return unpackText(whole, isWanted);
  const made = readConstructed(trimmed);
  if (made !== null) return made;
  if (!/[{[]/.test(trimmed)) return readWithoutBraces(trimmed) ?? { kind: "plain", text: trimmed };
  return readWithinText(trimmed, isWanted) ?? readWithoutBraces(trimmed) ?? { kind: "unreadable", ...findProblem(text) };
}

type Read = Extract<LooseJson, { kind: "read" }>;

/** Reads the whole text as one value: as JSON, else as JavaScript, Python or escaped JSON. Null if it is none of these. */
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

const unpackedNote = "It was JSON inside a text and was unpacked.";

/** Reads JSON that was quoted as a text, possibly several times. Other texts are plain. */
function unpackText(read: Read, isWanted: (value: JsonValue) => boolean): LooseJson {
  if (typeof read.value !== "string") return read;
  const inner = readLooseJson(read.value, isWanted);
  return inner.kind === "read" ? { ...inner, notes: [...new Set([unpackedNote, ...inner.notes])] } : inner;
}

function readConstructed(text: string): Read | null {
  const object = text.length > maxSearchedLength ? null : constructedObject(text);
  const read = object === null ? null : readWhole(object);
  return read && { ...read, notes: ["Read as code that constructs a user."] };
}

function readWithinText(text: string, isWanted: (value: JsonValue) => boolean): Read | null {
  if (text.length > maxSearchedLength) return null;
  let first: Read | null = null;
  let from = text.indexOf("{");
  for (let tries = 0; from >= 0 && tries < maxTries; tries += 1) {
    const end = endOfObject(text, from);
    const read = end === null ? null : readWhole(text.slice(from, end));
    if (read !== null) {
      const trimmed = { ...read, notes: ["The surrounding text was ignored.", ...read.notes] };
      if (isWanted(read.value)) return trimmed;
      first ??= trimmed;
    }
    const isBroken = read === null && jsonLike.test(text.slice(from, from + 100));
    // The object is truncated, so objects within it are only parts of it.
    if (isBroken && end === null) return first;
    from = text.indexOf("{", (read !== null || isBroken) && end !== null ? end : from + 1);
  }
  return first;
}

/** Distinguishes a broken object from other braces, such as `Request{user={"userID":"a"}}`. */
const jsonLike = /^\{\s*(?:["']|\w+\s*:)/;

/** Reads members without braces: `"userID": "a", "email": "b"`. */
function readWithoutBraces(text: string): Read | null {
  if (!/^["']?\w+["']?\s*:/.test(text)) return null;
  const read = readWhole(`{${text.replace(/,$/, "")}}`);
  return read && { ...read, notes: ["The missing braces were added."] };
}

/** Returns the index after the brace that closes the one at `from`, ignoring braces in quotes; null if there is none. */
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

/** Parses JSON5. Values that JSON cannot express, such as NaN, become null. */
function parseScript(text: string): JsonValue | undefined {
  if (text.length > maxSearchedLength) return undefined;
  return attempt(() => JSON.parse(JSON.stringify(JSON5.parse(text))));
}

/** Replacements of Python, Ruby and console syntax. In Ruby `=>` separates name and value, and a colon precedes a name. */
const scriptText: Readonly<Record<string, string>> = {
  True: "true",
  False: "false",
  None: "null",
  undefined: "null",
  nil: "null",
  "=>": ":",
  ":": "",
};

/** Replaces Python, Ruby and console syntax outside quotes by JavaScript's, padded to the same length, so that positions stay correct. */
function inScriptText(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|\b(?:True|False|None|undefined|nil)\b|=>|:(?=\w+\s*=>)/gs, (match) =>
    (scriptText[match] ?? match).padEnd(match.length),
  );
}

function findProblem(text: string): { problem: string; line: number | null; column: number | null } {
  const from = Math.max(0, text.search(/[{[]/));
  if (text.length > maxSearchedLength)
    return { problem: "This is not JSON, and it is too long to be searched for an object.", line: null, column: null };
  // Blanks replace the text before the object, so that the position stays correct.
  const head = text.slice(0, from).replace(/[^\r\n]/g, " ");
  try {
    JSON5.parse(head + inScriptText(text.slice(from)));
  } catch (error) {
    if (hasPosition(error)) {
      const { lineNumber: line, columnNumber: column, message } = error;
      const isEnd = message.includes("end of input");
      const character = /invalid character '\\?(.+?)' at/.exec(message)?.[1];
      const what = isEnd
        ? "the text ends before the object is complete"
        : `“${character ?? "?"}” is unexpected${character === '"' ? "; a comma may be missing before it" : ""}`;
      return { problem: `Line ${line}, column ${column}: ${what}.`, line, column };
    }
  }
  return { problem: "No readable object was found.", line: null, column: null };
}

function hasPosition(error: unknown): error is Error & { lineNumber: number; columnNumber: number } {
  return error instanceof Error && "lineNumber" in error && "columnNumber" in error;
}

/** Returns undefined if `read` throws, because invalid or very deeply nested JSON is a normal result here. */
function attempt(read: () => JsonValue): JsonValue | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
