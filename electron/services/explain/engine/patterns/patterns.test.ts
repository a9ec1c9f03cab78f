import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBoundedPattern } from "./bounded-pattern.ts";

function matches(source: string, text: string): boolean | null | string {
  const reading = readBoundedPattern(source);
  return reading.kind === "read" ? reading.pattern.matches(text) : reading.kind;
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
  ])("%s on “%s” says %s", (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it.each(["(", ")", "*a", "[b-a]", "a{3,2}", "\\y", "[", "(?P<>a)"])("%s is none, and matches nothing", (source) => {
    expect(matches(source, "a")).toBe("invalid");
  });

  it.each(["(a)\\1", "a++", "(?>a)", "(?x)a b", "(?<=a+)b", "((x{100}){100}){100}"])("%s is not worked out here", (source) => {
    expect(matches(source, "a")).toBe("unsure");
  });

  it.each([
    ["^(a+)+$", "a".repeat(20_000).concat("!")],
    ["^(a|a)*$", "a".repeat(20_000).concat("!")],
    ["(.*)*(.*)*(.*)*z", "x".repeat(20_000)],
    [`${"a?".repeat(60)}b`, "a".repeat(60)],
    ["(?=(a+)+$)b", "a".repeat(2_000)],
  ])("%s ends soon on a text that takes other engines for ever", (source, text) => {
    const start = performance.now();
    expect([false, null]).toContain(matches(source, text));
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it("means what JavaScript means by it, where the dialects are one", () => {
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
