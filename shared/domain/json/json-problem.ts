/** The place at which a text stops being JSON, and the problem there. Line and column start at 1. */
export interface JsonProblem {
  readonly line: number;
  readonly column: number;
  /** A clause without a full stop: `a comma is missing here`. */
  readonly what: string;
}

const blanks = /[ \t\n\r]*/y;
/** A part of a text in quotes. A pattern for the whole would need much memory for a long text. */
const textPart = /[^"\\\p{Cc}]+|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|true\b|false\b|null\b/y;
const word = /[\p{L}\p{N}_$.-]+|\P{L}/uy;
/** A longer word is quoted by its beginning only: it may be a key, and its place is said. */
const maxQuotedLength = 20;
const quotedBeginning = 10;

/** Finds the first place at which a text is not JSON; null if it is JSON. Browsers' own messages have no position for some errors. Never throws. */
export function findJsonProblem(json: string): JsonProblem | null {
  const flaw = flawIn(json);
  if (flaw === null) return null;
  const before = json.slice(0, flaw.at).split(/\r\n|[\r\n]/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, what: flaw.what };
}

type Expected = "value" | "value or end" | "name" | "name or end" | "colon" | "comma" | "nothing";

/** Walks through the tokens with a stack of the open brackets. */
function flawIn(json: string): { at: number; what: string } | null {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = skip(blanks, json, 0);
  const afterValue = (): Expected => (open.length === 0 ? "nothing" : "comma");
  while (at < json.length) {
    const character = json.charAt(at);
    const wantsValue: boolean = expected === "value" || expected === "value or end";
    if (expected === "nothing") return { at, what: "the object has ended before this" };
    if (character === '"' && (wantsValue || expected === "name" || expected === "name or end")) {
      const end = textEnd(json, at + 1);
      if (json.charAt(end) !== '"') return { at: end, what: whatEndsText(json, end) };
      expected = wantsValue ? afterValue() : "colon";
      at = end + 1;
    } else if (wantsValue && (character === "{" || character === "[")) {
      open.push(character);
      expected = character === "{" ? "name or end" : "value or end";
      at += 1;
    } else if (canClose(expected) && character === (open.at(-1) === "{" ? "}" : "]") && open.length > 0) {
      open.pop();
      expected = afterValue();
      at += 1;
    } else if (expected === "comma" && character === ",") {
      expected = open.at(-1) === "{" ? "name" : "value";
      at += 1;
    } else if (expected === "colon" && character === ":") {
      expected = "value";
      at += 1;
    } else {
      const end = wantsValue ? skip(scalar, json, at) : at;
      if (end === at) return { at, what: whatIsUnexpected(json, at, expected) };
      expected = afterValue();
      at = end;
    }
    at = skip(blanks, json, at);
  }
  return expected === "nothing"
    ? null
    : { at: json.trimEnd().length, what: open.length === 0 ? "the text is empty" : "the text ends before the object is complete" };
}

function textEnd(json: string, from: number): number {
  let at = from;
  for (let next = skip(textPart, json, at); next > at; next = skip(textPart, json, at)) at = next;
  return at;
}

function skip(pattern: RegExp, json: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(json) ? pattern.lastIndex : at;
}

function canClose(expected: Expected): boolean {
  return expected === "comma" || expected === "name or end" || expected === "value or end";
}

function whatEndsText(json: string, at: number): string {
  if (at >= json.length || /[\n\r]/.test(json.charAt(at))) return "the text in quotes does not end on this line";
  if (json.charAt(at) === "\\") return "this escape is not one of JSON";
  return "a control character in a text must be written as an escape";
}

function whatIsUnexpected(json: string, at: number, expected: Expected): string {
  word.lastIndex = at;
  const found = `“${beginningOf(word.exec(json)?.[0] ?? json.charAt(at))}”`;
  switch (expected) {
    case "comma":
      return `${found} is unexpected; a comma or a closing bracket may be missing before it`;
    case "colon":
      return `${found} is unexpected; a colon is missing before it`;
    case "name":
    case "name or end":
      return json.charAt(at) === "}"
        ? "the comma before this bracket is one too many"
        : `${found} is unexpected; a name needs double quotes`;
    default:
      return /[\]}]/.test(json.charAt(at))
        ? "a value is missing before this bracket"
        : `${found} is not a JSON value; a text needs double quotes`;
  }
}

function beginningOf(found: string): string {
  return found.length <= maxQuotedLength ? found : `${found.slice(0, quotedBeginning)}…`;
}
