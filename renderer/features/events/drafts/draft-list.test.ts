import { expect, it } from "vitest";
import { add, current, type DraftList, duplicate, maxComposed, move, remove, replace, without } from "./draft-list.ts";

const list = (names: string, at: number): DraftList<{ name: string }> => ({
  drafts: [...names].map((name) => ({ name })),
  at,
  text: null,
});
const shown = ({ drafts, at }: DraftList<{ name: string }>) =>
  drafts.map(({ name }, position) => (position === at ? `[${name}]` : name)).join("");

it("selects the first added draft", () => {
  expect(shown(add(list("ab", 0), [{ name: "c" }, { name: "d" }]))).toBe("ab[c]d");
});

it("inserts a copy after the original, independent of it", () => {
  const copied = replace(duplicate(list("ab", 0)), { name: "x" });
  expect(shown(copied)).toBe("a[x]b");
});

it("moves the current draft, and leaves it at an end", () => {
  expect(shown(move(list("abc", 1), -1))).toBe("[b]ac");
  expect(shown(move(list("abc", 1), 1))).toBe("ac[b]");
  expect(shown(move(list("abc", 0), -1))).toBe("[a]bc");
  expect(shown(move(list("abc", 2), 1))).toBe("ab[c]");
});

it("selects the neighbour of a removed draft, and nothing in an empty list", () => {
  expect(shown(remove(list("abc", 2)))).toBe("a[b]");
  expect(current(remove(list("a", 0)))).toBeUndefined();
});

it("keeps the drafts that were not sent, in order", () => {
  const all = list("abcd", 3);
  expect(shown(without(all, new Set(all.drafts.slice(1, 3))))).toBe("[a]d");
});

it("accepts no drafts or copies beyond the maximum", () => {
  const full = add(
    list("", 0),
    Array.from({ length: maxComposed + 5 }, () => ({ name: "e" })),
  );
  expect(full.drafts).toHaveLength(maxComposed);
  expect(duplicate(full).drafts).toHaveLength(maxComposed);
});
