import type { JsonValue } from "./json.ts";
import { bracketTree, maxLevels } from "./loose/bracket-tree.ts";
import { findProblem } from "./loose/find-problem.ts";
import { readValues } from "./loose/read-values.ts";
import { toJson, type Unread } from "./loose/to-json.ts";
import type { LooseObject, LooseValue } from "./loose/values.ts";
import { parseJson } from "./parse-json.ts";

/** `notes` are sentences about how the text was interpreted. Line and column start at 1; null if the position is unknown. */
export type LooseJson =
  | { kind: "read"; value: JsonValue; notes: string[] }
  | { kind: "unreadable"; problem: string; line: number | null; column: number | null }
  /** Nothing in the text looks like JSON. */
  | { kind: "plain"; text: string };

const maxLooseLength = 1_000_000;
const maxTextLevels = 8;

/**
 * Reads JSON, or an object in another notation, also within a log line, within a text or without braces. `isWanted` selects one of several values in a
 * text; otherwise the first is used. Never throws, and takes time that is linear in the text's length.
 */
export function readLooseJson(text: string, isWanted: (value: JsonValue) => boolean): LooseJson {
  const straight = readText(text, isWanted, 0);
  if (straight.kind === "read" || !/[“”„‘’‚]/.test(text)) return straight;
  const curly = readText(text.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'"), isWanted, 0);
  return curly.kind === "read" ? { ...curly, notes: ["Curly quotes were read as straight ones.", ...curly.notes] } : straight;
}

const unpackedNote = "It was JSON inside a text and was unpacked.";

function readText(text: string, isWanted: (value: JsonValue) => boolean, level: number): LooseJson {
  const trimmed = text.trim();
  const strict = parseJson(trimmed);
  if (strict !== undefined)
    return typeof strict === "string" && level < maxTextLevels
      ? unpacked(strict, isWanted, level)
      : { kind: "read", value: strict, notes: [] };
  if (text.length > maxLooseLength)
    return { kind: "unreadable", problem: "This is not JSON, and it is too long to be searched for an object.", line: null, column: null };
  const tree = bracketTree(trimmed);
  if (tree === null)
    return { kind: "unreadable", problem: `This text is nested more than ${maxLevels} levels deep.`, line: null, column: null };
  const root = readValues(tree);
  const objects = objectsIn(root);
  const [only] = root.positional;
  const isWhole = root.fields.length === 0 && root.positional.length === 1 && only?.kind === "object";
  const isWithoutBraces = /^["']?[\w$]+["']?\s*:/.test(trimmed);
  const candidates = isWithoutBraces ? [root, ...objects] : objects;
  let first: LooseJson | null = null;
  for (const candidate of candidates) {
    if (!candidate.isComplete) continue;
    const read = readObject(
      candidate,
      candidate === root
        ? "The missing braces were added."
        : isWhole
          ? "Read as an object of a program."
          : "The surrounding text was ignored.",
    );
    if (isWanted(read.value)) return read;
    first ??= read;
  }
  if (first !== null) return first;
  const inner = level < maxTextLevels ? textsIn(root).map((value) => unpacked(value, isWanted, level)) : [];
  const readInner = inner.find(({ kind }) => kind === "read");
  if (readInner !== undefined) return readInner;
  if (!/[{[]/.test(trimmed)) return { kind: "plain", text: trimmed };
  return findProblem(text) ?? { kind: "unreadable", problem: "No readable object was found.", line: null, column: null };
}

/** Reads JSON that was quoted as a text, possibly several times. Other texts are plain. */
function unpacked(text: string, isWanted: (value: JsonValue) => boolean, level: number): LooseJson {
  const inner = readText(text, isWanted, level + 1);
  return inner.kind === "read" ? { ...inner, notes: [...new Set([unpackedNote, ...inner.notes])] } : inner;
}

function readObject(object: LooseObject, note: string): Extract<LooseJson, { kind: "read" }> {
  const strict = object.source === undefined ? undefined : parseJson(object.source());
  if (strict !== undefined) return { kind: "read", value: strict, notes: [note] };
  const unread: Unread[] = [];
  const value = toJson(object, { path: "", isText: false }, unread) ?? {};
  return {
    kind: "read",
    value,
    notes: [note, ...unread.map(({ name, source }) => `“${name}” was not understood: ${source.slice(0, 60)}.`)],
  };
}

/** Returns the outermost objects of a text, in order. Within an incomplete object, the objects are only parts of it. */
function objectsIn(root: LooseObject): LooseObject[] {
  const objects: LooseObject[] = [];
  const visit = (value: LooseValue): void => {
    if (value.kind === "object") objects.push(value);
    else if (value.kind === "list") value.items.forEach(visit);
    else if (value.kind === "bare" || value.kind === "unknown") value.inside().forEach(visit);
  };
  for (const { value } of root.fields) visit(value);
  root.positional.forEach(visit);
  return objects;
}

function textsIn(root: LooseObject): string[] {
  return [...root.fields.map(({ value }) => value), ...root.positional].flatMap((value) =>
    value.kind === "text" && /[{[]/.test(value.value) ? [value.value] : [],
  );
}
