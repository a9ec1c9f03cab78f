import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPattern } from "./patterns.ts";
import { isPlainPattern } from "./plain-pattern.ts";
import { RustRegex } from "./rust-regex.ts";

function matches(source: string, text: string): boolean | null | string {
  const reading = readPattern(source);
  return reading.kind === "valid" ? reading.matcher.matches(text) : reading.kind;
}

describe("a pattern", () => {
  it.each<[string, string, boolean]>([
    ["b|1", "1", true],
    ["^$", "", true],
    ["A", "a", false],
    ["(?i)straße", "STRAßE", true],
    ["a(?i)b", "aB", true],
    ["(?m)^b$", "a\nb\nc", true],
    ["a.c", "a\nc", false],
    ["(?s)a.c", "a\nc", true],
    ["\\d", "٣", true],
    ["\\bfoo\\b", "a foo b", true],
    ["\\p{Lu}", "É", true],
    ["\\p{Greek}", "λ", true],
    ["[[:alpha:]]", "é", false],
    ["[a-z&&[^aeiou]]", "e", false],
    ["[^a-c]", "d", true],
    ["[]a]", "]", true],
    ["x{2,3}$", "xx", true],
    ["(?<=a)b", "ab", true],
    ["(?<!a)b", "ab", false],
    ["(?=a)a", "a", true],
    ["(?!a)b", "b", true],
    ["^.$", "😀", true],
    ["^[_[:alnum:]-]+$", "my-slug_1", true],
    ["^[x[a-c]]$", "a]", false],
    ["(?x) a b # c", "ab", true],
    ["(?<=a+)b", "aab", true],
  ])("%s on “%s” says %s", (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it.each(["(", ")", "*a", "[b-a]", "a{3,2}", "\\y", "[", "(?P<>a)", "(?<=a)[b-a]", "(?<=a)[b-a]{0}", "((x{100}){100}){100}"])(
    "%s is none, and matches nothing",
    (source) => {
      expect(matches(source, "a")).toBe("invalid");
    },
  );

  it.each(["(a)\\1", "a++", "(?>a)", "(?<=\\ba+)b", "(?=((x{100}){100}){100})", "x{400000}"])("%s is unsupported", (source) => {
    expect(matches(source, "a")).toBe("unsupported");
  });

  it.each([
    ["^(a+)+$", "a".repeat(20_000).concat("!")],
    ["^(a|a)*$", "a".repeat(20_000).concat("!")],
    ["(.*)*(.*)*(.*)*z", "x".repeat(20_000)],
    [`${"a?".repeat(60)}b`, "a".repeat(60)],
    ["(?=(a+)+$)b", "a".repeat(2_000)],
  ])("%s ends on a text on which exponential backtracking would not", { timeout: 120_000 }, (source, text) => {
    expect([false, null]).toContain(matches(source, text));
  });

  it("matches like JavaScript's where the dialects are the same", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "(?:ab)", "(a|b)", "^", "$");
    const piece = fc
      .tuple(atom, fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}"))
      .map(([part, times]) => (/[$^]/.test(part) && part.length === 1 ? part : part + times));
    const source = fc
      .array(
        fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join("")),
        { minLength: 1, maxLength: 2 },
      )
      .map((options) => options.join("|"));
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
    fc.assert(fc.property(source, text, (pattern, given) => matches(pattern, given) === new RegExp(pattern).test(given)));
  });
});

describe("Rust's regex", () => {
  it("starts a new instance when its memory has grown too large", () => {
    const maxMemoryBytes = 8 * 1024 * 1024;
    const regex = new RustRegex({ maxMemoryBytes });
    const sizes = Array.from({ length: 60 }, (_, place) => {
      expect(regex.search(`^\\w+${place}$`, `é${place}`)).toBe(true);
      return regex.memoryBytes;
    });
    expect(Math.max(...sizes)).toBeLessThan(maxMemoryBytes + 4 * 1024 * 1024);
    expect(regex.search("^\\w+0$", "é0")).toBe(true);
    expect(sizes.some((size, place) => size < (sizes[place - 1] ?? 0))).toBe(true);
  });

  it("keeps compiled patterns, and releases the memory of texts", () => {
    const regex = new RustRegex({ maxMemoryBytes: 512 * 1024 * 1024 });
    const text = `${"a".repeat(100_000)}b`;
    expect(regex.search("^a+b$", text)).toBe(true);
    const bytes = regex.memoryBytes;
    for (let count = 0; count < 500; count += 1) regex.search("^a+b$", text);
    expect(regex.memoryBytes).toBe(bytes);
  });
});

describe("a plain pattern", () => {
  it.each<[string, boolean]>([
    ["^a+(b|c)$", true],
    ["\\d{2,3}", true],
    ["a{", true],
    ["^a{,2}$", false],
    ["^[x[a-c]]$", false],
    ["[]a]", false],
    ["(?i)a", false],
  ])("%s: %s", (source, expected) => {
    expect(isPlainPattern(source)).toBe(expected);
  });
});
