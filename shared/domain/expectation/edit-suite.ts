import { Document, isMap, isPair, isScalar, isSeq, type Pair, parseDocument, stringify } from "yaml";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../json/json.ts";
import { readJson } from "../json/read-json.ts";
import { suiteYaml } from "./read-suite.ts";

/** What a test expects from now on; `because` is null for a test that names no rule. */
export interface NewExpectation {
  readonly expect: JsonValue | null;
  readonly because: string | null;
}

/** The file has another form than the change needs. */
export class CannotEdit extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CannotEdit";
  }
}

/** Returns the text with another expectation of one test, whose position counts from 0. Everything else stays as it is, comments included. Throws `CannotEdit`. */
export function withExpectation(text: string, test: number, { expect, because }: NewExpectation): string {
  if (isJsonText(text))
    return editedJson(text, (tests) =>
      tests.map((each, at) =>
        at === test
          ? withoutNull({ ...each, expect: expect ?? each.expect ?? null, because: each.because === undefined ? null : because })
          : each,
      ),
    );
  const map = parseDocument(text, suiteYaml).getIn(["tests", test], true);
  if (!isMap(map)) throw new CannotEdit("the test is no longer in the file");
  const pairs = map.items.filter((item) => isPair(item));
  const find = (name: string) => pairs.find(({ key }) => isScalar(key) && key.value === name);
  const edits = [
    ...(expect === null ? [] : [replacement(text, find("expect"), expect)]),
    ...(find("because") === undefined
      ? []
      : [because === null ? removal(text, find("because"), map.flow === true) : replacement(text, find("because"), because)]),
  ];
  return edits
    .flatMap((edit) => edit ?? [])
    .toSorted((one, other) => other.from - one.from)
    .reduce((made, { from, to, with: added }) => made.slice(0, from) + added + made.slice(to), text);
}

/**
 * Returns the text with another expectation of one combination of a matrix. The matrix is cut into tests that have all other combinations, with the old
 * expectation, and one test for this one. `variables` are its values. Throws `CannotEdit`.
 */
export function withExpectationOfCombination(
  text: string,
  test: number,
  { variables, expectation }: { readonly variables: ReadonlyMap<string, JsonValue>; readonly expectation: NewExpectation },
): string {
  const own = (readSuiteJson(text).tests ?? [])[test];
  if (own === undefined || own.matrix === undefined || !isJsonObject(own.matrix)) throw new CannotEdit("the test is no longer in the file");
  const matrices = othersOf(own.matrix, variables);
  const { because } = expectation;
  const { expect: _expect, because: _because, ...rest } = own;
  const accepted = {
    ...rest,
    matrix: Object.fromEntries([...variables].map(([name, value]) => [name, [value]])),
    ...(expectation.expect === null ? {} : { expect: expectation.expect }),
    ...(because === null ? {} : { because }),
  };
  const [first, ...others] = matrices;
  if (first === undefined) return withExpectation(text, test, expectation);
  const added: JsonObject[] = [...others.map((matrix) => ({ ...own, matrix })), accepted];
  if (isJsonText(text))
    return editedJson(text, (tests) => tests.flatMap((each, at) => (at === test ? [{ ...each, matrix: first }, ...added] : [each])));
  const map = parseDocument(text, suiteYaml).getIn(["tests", test], true);
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === "matrix") : undefined;
  const tests = parseDocument(text, suiteYaml).get("tests", true);
  const edit = replacement(text, pair, first);
  if (!isMap(map) || map.range == null || edit === null || !isSeq(tests) || tests.flow === true)
    throw new CannotEdit("its list of tests has another form than one with a dash for each");
  const end = text.slice(0, map.range[1]).trimEnd().length;
  const dash = text.lastIndexOf("-", map.range[0] - 1);
  const indent = " ".repeat(dash - (text.lastIndexOf("\n", dash) + 1));
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = added.flatMap((each) => testText(each).split("\n"));
  const withTests = `${text.slice(0, end)}${lines.map((line) => newline + indent + line).join("")}${text.slice(end)}`;
  return `${withTests.slice(0, edit.from)}${edit.with}${withTests.slice(edit.to)}`;
}

/** Cuts one combination out of a matrix: returns matrices that together have every other combination once. */
function othersOf(matrix: JsonObject, variables: ReadonlyMap<string, JsonValue>): JsonObject[] {
  const names = Object.keys(matrix);
  return names.flatMap((name, at) => {
    const values = valuesOf(matrix[name]);
    const left = values.filter((value) => !isSameJson(value, variables.get(name) ?? null));
    if (left.length === 0) return [];
    const others = names.map((each, position) => [
      each,
      position < at ? [variables.get(each) ?? null] : position === at ? left : valuesOf(matrix[each]),
    ]);
    return [Object.fromEntries(others) as JsonObject];
  });
}

function valuesOf(values: JsonValue | undefined): JsonValue[] {
  return Array.isArray(values) ? values : [];
}

function readSuiteJson(text: string): { readonly tests?: readonly JsonObject[] } {
  return parseDocument(text, suiteYaml).toJS({ maxAliasCount: 100 }) as { tests?: JsonObject[] };
}

/** Returns the text with one more test at its end. Throws `CannotEdit`. */
export function withTest(text: string, test: JsonObject): string {
  if (isJsonText(text)) return editedJson(text, (tests) => [...tests, test]);
  const document = parseDocument(text, suiteYaml);
  const tests = document.get("tests", true);
  if (!isSeq(tests) || tests.flow === true || tests.items.length === 0 || tests.range == null) {
    if (!isSeq(tests)) throw new CannotEdit("the file has no list of tests");
    document.addIn(["tests"], test);
    return document.toString({ lineWidth: 0 });
  }
  const dash = text.lastIndexOf("-", firstStart(tests.items[0]));
  const indent = " ".repeat(dash - (text.lastIndexOf("\n", dash) + 1));
  const lines = testText(test).split("\n");
  const end = text.slice(0, tests.range[1]).trimEnd().length;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  return `${text.slice(0, end)}${newline}${lines.map((line) => indent + line).join(newline)}${text.slice(end) === "" ? newline : text.slice(end)}`;
}

/** Returns a test as it stands in a suite's list, with its user in one line. */
export function testText(test: JsonObject): string {
  const document = new Document([test]);
  for (const name of ["user", "expect", "matrix"]) {
    const node = document.getIn([0, name], true);
    if (isMap(node)) node.flow = true;
  }
  return document.toString({ lineWidth: 0 }).trimEnd();
}

/** Returns a new suite with one test. */
export function newSuite(rules: JsonObject, test: JsonObject): string {
  const head = new Document({ rules });
  const node = head.get("rules", true);
  if (isMap(node)) node.flow = true;
  return `${head.toString({ lineWidth: 0 })}tests:\n${indented(testText(test), "  ")}\n`;
}

function indented(text: string, indent: string): string {
  return text.replaceAll(/^/gm, indent);
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly with: string;
}

function replacement(text: string, pair: Pair | undefined, value: JsonValue): Edit | null {
  const range = rangeOf(pair?.value);
  if (range === null) return null;
  const [from, to] = range;
  return { from, to: from + text.slice(from, to).trimEnd().length, with: inFlow(value) };
}

function removal(text: string, pair: Pair | undefined, isFlow: boolean): Edit | null {
  const key = rangeOf(pair?.key);
  const value = rangeOf(pair?.value);
  if (key === null || value === null) return null;
  const [from] = key;
  const to = from + text.slice(from, value[1]).trimEnd().length;
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  if (isFlow || text.slice(lineStart, from).trim() !== "") {
    const before = /,\s*$/.exec(text.slice(0, from));
    return { from: before === null ? from : before.index, to, with: "" };
  }
  const lineEnd = text.indexOf("\n", to);
  return { from: lineStart, to: lineEnd < 0 ? text.length : lineEnd + 1, with: "" };
}

function inFlow(value: JsonValue): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}

function rangeOf(node: unknown): readonly [number, number] | null {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  if (!Array.isArray(range)) return null;
  const [from, to] = range;
  return typeof from === "number" && typeof to === "number" ? [from, to] : null;
}

function firstStart(item: unknown): number {
  return rangeOf(item)?.[0] ?? 0;
}

function isJsonText(text: string): boolean {
  return /^\s*\{\s*["}]/.test(text);
}

function editedJson(text: string, edit: (tests: JsonObject[]) => JsonObject[]): string {
  // A suite that was read before has this form.
  const suite = readJson(text) as { tests: JsonObject[] };
  return `${JSON.stringify({ ...suite, tests: edit(suite.tests) }, null, 2)}\n`;
}

function withoutNull(test: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(test).filter(([, value]) => value !== null));
}
