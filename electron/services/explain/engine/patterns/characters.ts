/** Whether a character, as its code point, belongs. */
export type CharacterTest = (codePoint: number) => boolean;

export function anyCharacter(takesLineFeed: boolean): CharacterTest {
  return takesLineFeed ? () => true : (codePoint) => codePoint !== 10;
}

export function literal(character: string, ignoresCase: boolean): CharacterTest {
  if (ignoresCase) return byExpression(escaped(character), true);
  const wanted = character.codePointAt(0);
  return (codePoint) => codePoint === wanted;
}

export function range(from: string, to: string, ignoresCase: boolean): CharacterTest {
  if (ignoresCase) return byExpression(`[${escaped(from)}-${escaped(to)}]`, true);
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  return (codePoint) => codePoint >= first && codePoint <= last;
}

/** `\d`, `\w`, `\s` and their opposites, which know all of Unicode in Rust. */
export function perlClass(letter: string): CharacterTest {
  const lower = letter.toLowerCase();
  const test = lower === "d" ? digit : lower === "w" ? wordCharacter : blank;
  return lower === letter ? test : inverse(test);
}

/** `\p{…}` by a general category, a script or a property of its own; null where the name means nothing to JavaScript. */
export function propertyClass(name: string, ignoresCase: boolean): CharacterTest | null {
  if (!/^\w+$/.test(name)) return null;
  for (const spelling of [name, `Script=${name}`]) {
    try {
      return byExpression(`\\p{${spelling}}`, ignoresCase);
    } catch {
      // Not a name of this kind.
    }
  }
  return null;
}

/** `[:alpha:]` and its like, which know ASCII only; null where there is no such class. */
export function namedClass(name: string, ignoresCase: boolean): CharacterTest | null {
  const source = Object.hasOwn(asciiClasses, name) ? asciiClasses[name] : undefined;
  return source === undefined ? null : byExpression(`[${source}]`, ignoresCase);
}

const asciiClasses: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

export function inverse(test: CharacterTest): CharacterTest {
  return (codePoint) => !test(codePoint);
}

export function union(tests: readonly CharacterTest[]): CharacterTest {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (codePoint) => tests.some((test) => test(codePoint));
}

export function both(left: CharacterTest, right: CharacterTest): CharacterTest {
  return (codePoint) => left(codePoint) && right(codePoint);
}

/** The same test with its answers for ASCII at hand. */
export function classOf(test: CharacterTest): CharacterTest {
  const ascii = Array.from({ length: 128 }, (_, codePoint) => test(codePoint));
  return (codePoint) => ascii[codePoint] ?? test(codePoint);
}

/** A single character's membership, by JavaScript's own knowledge of Unicode. One character against one class cannot run long. */
function byExpression(source: string, ignoresCase: boolean): CharacterTest {
  const expression = new RegExp(`^${source}$`, ignoresCase ? "iu" : "u");
  return classOf((codePoint) => expression.test(String.fromCodePoint(codePoint)));
}

const digit = byExpression("\\p{Nd}", false);
const blank = byExpression("\\p{White_Space}", false);
/** What `\w` takes, and `\b` divides. */
export const wordCharacter = byExpression("[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]", false);

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
