import { type Alias, type Document, isCollection, isMap, LineCounter, type Node, parseDocument, visit } from "yaml";
import { nearNames } from "../evaluation/names.ts";
import { jsonNumber } from "../json/exact-number.ts";
import { isJsonValue } from "../json/json.ts";
import { formatNumber } from "../text/format-number.ts";
import { type Suite, SuiteSchema, suiteKeysAt } from "./suite.ts";

/** The problems of a file that is no suite at all. */
export const emptySuite = "the file is empty; a suite has rules and tests";
export const noSuite = "this is no suite, which is an object with rules and tests";

/** A problem of a suite file. Lines and columns start at 1. */
export interface SuiteProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A suite with the line of each test, or what is wrong with the file. */
export type SuiteReading =
  | {
      readonly suite: Suite;
      readonly testLines: readonly number[];
      /** Finds where a part of the suite stands in the file: of `["tests", 0, "user"]`, that user. */
      readonly positionOf: (path: readonly PropertyKey[]) => Omit<SuiteProblem, "message">;
    }
  | { readonly problems: readonly SuiteProblem[] };

/** YAML 1.2, in which NO is a text, with the merge keys (`<<: *base`) of 1.1 that people know. Everything that reads the text of a suite reads it so. */
export const suiteYaml = { version: "1.2", merge: true } as const;

/** Reading so much YAML takes a few seconds. */
const maxSuiteCharacters = 5_000_000;

/** Reads a suite in YAML or JSON, which YAML includes. Aliases are limited, so that a small file cannot become a huge one. */
export function readSuite(text: string): SuiteReading {
  if (text.length > maxSuiteCharacters)
    return {
      problems: [
        {
          ...{ line: 1, column: 1 },
          message: `the file has ${formatNumber(text.length)} characters, and a suite has at most ${formatNumber(maxSuiteCharacters)}: put the users into a table of cases, or into a cohort`,
        },
      ],
    };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, ...suiteYaml, uniqueKeys: true });
  const at = (offset: number, message: string): SuiteProblem => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  };
  const [error] = document.errors;
  // What follows the first error in YAML is mostly its consequence.
  if (error !== undefined) return { problems: [at(error.pos[0], `this is no valid YAML: ${firstLine(error.message)}`)] };
  const unset = findAlias(document, (target) => target === undefined);
  if (unset !== null)
    return {
      problems: [at(unset.range?.[0] ?? 0, `the reference *${unset.source} has no &${unset.source} before it, to which it refers`)],
    };
  const cycle = findAlias(document, (target, path) => target !== undefined && path.includes(target));
  if (cycle !== null) return { problems: [at(cycle.range?.[0] ?? 0, `the reference *${cycle.source} is inside of what it refers to`)] };
  if (document.contents === null) return { problems: [at(0, emptySuite)] };
  keepDigits(document);
  const value = tryReading(() => document.toJS({ maxAliasCount: 100 }));
  if ("problem" in value) return { problems: [at(0, value.problem)] };
  if (!isJsonValue(value.value)) return { problems: [at(0, "the file has values that JSON cannot hold, such as .nan or a date")] };
  const read = SuiteSchema.safeParse(value.value);
  if (read.success) {
    const positionOf = (path: readonly PropertyKey[]) => {
      const { line, column } = at(offsetOf(document.contents, path), "");
      return { line, column };
    };
    const testLines = read.data.tests.map((_test, index) => positionOf(["tests", index]).line);
    return { suite: read.data, testLines, positionOf };
  }
  return {
    problems: read.error.issues.flatMap((issue) =>
      issuesOf(issue).map(({ path, message }) => at(offsetOf(document.contents, path), message)),
    ),
  };
}

/** Returns the first alias (`*name`) of which the node that it refers to, and the nodes around the alias, are as wanted. */
function findAlias(document: Document, isWanted: (target: Node | undefined, path: readonly unknown[]) => boolean): Alias | null {
  let found: Alias | null = null;
  visit(document, {
    Alias(_key, alias, path) {
      if (!isWanted(alias.resolve(document), path)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

/** Replaces numbers that a double does not keep as they are written, so that a user ID of 18 digits stays what it is. */
function keepDigits(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === "number" && node.source !== undefined) node.value = jsonNumber(node.source) ?? node.value;
    },
  });
}

const tooManyReferences =
  "its references (*name) repeat too much: references inside of references make the file more than 100 times as large";

function tryReading(read: () => unknown): { value: unknown } | { problem: string } {
  try {
    return { value: read() };
  } catch (failure) {
    const message = failure instanceof Error ? firstLine(failure.message) : "the file cannot be read";
    return { problem: message.startsWith("Excessive alias count") ? tooManyReferences : message };
  }
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** Returns one issue for each unknown key, at that key; of a union, those of the form that has its type; other issues as they are. */
function issuesOf(issue: Issue): { path: readonly PropertyKey[]; message: string }[] {
  const { code, path, message, keys = [], errors = [] } = issue;
  if (code === "unrecognized_keys") return keys.map((key) => ({ path: [...path, key], message: unknownKeyText(key, path) }));
  // A list in place of a text, which has said so already.
  if (/^Too small: expected array/.test(message)) return [];
  const ofItsType = errors.filter((each) =>
    each.every((inner) => inner.path.length > 0 || !(otherForm.has(inner.code) || inner.message === notJson)),
  );
  const [form] = ofItsType;
  if (code === "invalid_union" && form !== undefined && ofItsType.length === 1)
    return form.flatMap((inner) => issuesOf({ ...inner, path: [...path, ...inner.path] }));
  if (path.length === 0 && code === "invalid_type") return [{ path, message: noSuite }];
  if (path[0] === "users" && path.length === 2)
    return [{ path, message: `${path.map(String).join(".")}: a user is given by its fields, such as { userID: u-1, country: DE }` }];
  return [{ path, message: `${path.length === 0 ? "the suite" : path.map(String).join(".")}: ${plainMessage(message)}` }];
}

function unknownKeyText(key: string, path: readonly PropertyKey[]): string {
  const known = suiteKeysAt(path);
  const [near] = nearNames(key, known);
  const hint = near !== undefined ? `; a similar key is “${near}”` : known.length > 0 ? `; here are allowed ${known.join(", ")}` : "";
  return `unknown key “${key}”${hint}`;
}

const typeTexts: Readonly<Record<string, string>> = {
  array: "a list",
  object: "an object",
  record: "an object",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** zod's message for a value that is not the JSON of a form. */
const notJson = "Invalid input";

/** Replaces the messages of zod about types and limits. */
function plainMessage(message: string): string {
  if (message === notJson) return "has another form";
  if (/^Too small: expected string/.test(message)) return "must not be empty";
  const [, size, limit = ""] = /^Too (small|big): expected number to be [<>]=?(-?\d+)$/.exec(message) ?? [];
  if (size !== undefined) return `must be ${size === "small" ? "at least" : "at most"} ${formatNumber(Number(limit))}`;
  const [, expected = "", received = ""] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  const type = typeTexts[expected];
  if (type === undefined) return message;
  return received === "undefined" ? `is missing; it must be ${type}` : `must be ${type}`;
}

/** The codes of issues that say that a value has another form than this one of a union. */
const otherForm: ReadonlySet<string> = new Set(["invalid_type", "invalid_value"]);

/** Returns the position of the deepest part of the path that the document has. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: Node | null = root;
  let offset = root?.range?.[0] ?? 0;
  for (const name of path) {
    if (!isCollection(node)) break;
    // The items of a list have no keys, and a long list has many.
    const key = isMap(node) ? node.items.find((item) => isPairWithKey(item, name)) : undefined;
    const keyRange = isPairWithKey(key, name) ? key.key.range : undefined;
    const next: unknown = node.get(name, true);
    if (next === undefined && keyRange == null) break;
    node = (next ?? null) as Node | null;
    offset = keyRange?.[0] ?? node?.range?.[0] ?? offset;
  }
  return offset;
}

function isPairWithKey(item: unknown, name: PropertyKey): item is { key: { value: unknown; range?: [number, number, number] } } {
  const key = typeof item === "object" && item !== null && "key" in item ? item.key : undefined;
  return typeof key === "object" && key !== null && "value" in key && String(key.value) === String(name);
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
