import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const tokensFile = fileURLToPath(new URL("tokens.css", import.meta.url));
const themeFile = fileURLToPath(new URL("theme.ts", import.meta.url));
const renderer = fileURLToPath(new URL("../..", import.meta.url));
const css = readFileSync(tokensFile, "utf8");

const surfaces = ["screen", "panel", "bezel", "field", "hover", "select", "protected-bezel"];
const inks = ["ink", "ink-2", "ink-3"];
const outcomes = ["pass", "fail", "value", "group", "missing", "unknown", "unsent", "unreached", "refused", "slow"];
/** The minimum contrast ratios of WCAG 2.2 for text and for the parts of a control. */
const minTextRatio = 4.5;
const minControlRatio = 3;

describe.each(["light", "dark"])("%s colour scheme", (scheme) => {
  const colours = coloursOf(scheme);
  const ratio = (front: string, back: string) => contrast(colours.get(front)!, colours.get(back)!);
  const tooWeak = (fronts: readonly string[], backs: readonly string[], minRatio: number) =>
    fronts.flatMap((front) =>
      backs.filter((back) => ratio(front, back) < minRatio).map((back) => `${front} on ${back}: ${ratio(front, back).toFixed(2)}`),
    );

  test("every ink is readable on every surface", () => {
    expect(tooWeak(inks, surfaces, minTextRatio)).toEqual([]);
  });

  test("every outcome is readable on answers, lists and its own tint", () => {
    expect(tooWeak(outcomes, ["screen", "panel", "field", "hover", "select"], minTextRatio)).toEqual([]);
    expect(outcomes.flatMap((outcome) => tooWeak([outcome], [`${outcome}-soft`], minTextRatio))).toEqual([]);
  });

  test("links, protected and record colours are readable on the surfaces they are used on", () => {
    expect(tooWeak(["accent"], ["screen", "panel", "bezel", "field", "select", "accent-soft", "protected-bezel"], minTextRatio)).toEqual(
      [],
    );
    expect(tooWeak(["protected"], ["protected-bezel", "bezel", "screen", "field"], minTextRatio)).toEqual([]);
    expect(tooWeak(["record-ink"], ["record"], minTextRatio)).toEqual([]);
    expect(tooWeak(["record-text"], ["record-soft", "screen", "panel"], minTextRatio)).toEqual([]);
  });

  test("every JSON colour is readable", () => {
    expect(tooWeak(["syn-key", "syn-string", "syn-number", "syn-literal"], ["screen", "panel", "field"], minTextRatio)).toEqual([]);
  });

  test("edges and the focus ring are visible on every surface", () => {
    expect(tooWeak(["edge", "focus"], ["screen", "panel", "bezel", "field", "protected-bezel"], minControlRatio)).toEqual([]);
  });

  test("tokens.css defines every checked colour", () => {
    expect([...surfaces, ...inks, ...outcomes].filter((name) => !colours.has(name))).toEqual([]);
  });
});

test("no other file of the page contains a colour", () => {
  const literal = /#[0-9a-f]{3,8}\b(?![\w-])|\b(?:rgb|rgba|hsl|hsla|oklch|lab|lch)\(/gi;
  const sources = readdirSync(renderer, { recursive: true, encoding: "utf8" })
    .map((path) => join(renderer, path))
    .filter((path) => /\.(css|tsx?)$/.test(path) && !/\.test\.tsx?$/.test(path) && ![tokensFile, themeFile].includes(path));
  const named = sources.flatMap((path) =>
    (withoutComments(readFileSync(path, "utf8")).match(literal) ?? []).map((colour) => `${relative(renderer, path)}: ${colour}`),
  );
  expect(sources.length).toBeGreaterThan(20);
  expect(named).toEqual([]);
});

// The axe specs rely on this: they check the contrast of the small window in the dark scheme only.
test("what has another colour in a narrow window has an ink on a surface, readable in both schemes", () => {
  const tokens = new Set([...inks, ...surfaces].map((name) => `var(--gs-${name})`));
  const others = readdirSync(renderer, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".css"))
    .flatMap((path) =>
      rulesForSizes(withoutComments(readFileSync(join(renderer, path), "utf8")))
        .flatMap((rules) => [
          ...rules.matchAll(/(?:^|[;{\s])(?:color|background(?:-color)?|opacity|filter|mix-blend-mode)\s*:\s*([^;}]+)/g),
        ])
        .map(([, value]) => value!.trim())
        .filter((value) => value !== "none" && !tokens.has(value))
        .map((value) => `${path}: ${value}`),
    );
  expect(rulesForSizes("@container main (max-width: 9px) { .a { color: red } }")).toEqual([" .a { color: red } "]);
  expect(others).toEqual([]);
});

/** Returns the content of each `@media` and `@container` block whose condition is a width or a height. */
function rulesForSizes(sheet: string): string[] {
  return [...sheet.matchAll(/@(?:media|container)[^{]*(?:width|height)[^{]*\{/g)].map((opening) => {
    const start = opening.index + opening[0].length;
    let depth = 1;
    let end = start;
    for (; depth > 0 && end < sheet.length; end++) depth += sheet[end] === "{" ? 1 : sheet[end] === "}" ? -1 : 0;
    return sheet.slice(start, end - 1);
  });
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

function coloursOf(scheme: string): Map<string, string> {
  const block = css.split(`:root[data-mantine-color-scheme="${scheme}"] {`)[1]?.split("\n}")[0] ?? "";
  return new Map([...block.matchAll(/--gs-([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, colour]) => [name!, colour!]));
}

/** Returns the contrast ratio of two colours as WCAG 2.2 defines it. */
function contrast(front: string, back: string): number {
  const [lighter, darker] = [luminance(front), luminance(back)].toSorted((a, b) => b - a);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
