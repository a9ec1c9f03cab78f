import fc from "fast-check";
import { expect, it } from "vitest";
import { completionsOf, keptField, partAt, withCompletion } from "./complete-query.ts";

const kept = [
  { value: "Lena, Hamburg", count: 7 },
  { value: "staging", count: 2 },
];

/** Completes at `|` with the first choice, and shows the caret. */
function complete(typed: string): string | null {
  const caret = typed.indexOf("|");
  const text = typed.replace("|", "");
  const part = partAt(text, caret);
  const [first] = part === null ? [] : completionsOf(part, kept);
  if (part === null || first === undefined) return null;
  const next = withCompletion(text, part, first);
  return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
}

it.each([
  ["|", "gate:|"],
  ["us|", "user:|"],
  ["banner -st|", "banner -state:|"],
  ["user:le|", 'user:"Lena, Hamburg" |'],
  ['user:"Lena, H|', 'user:"Lena, Hamburg" |'],
  ["tier:st| logged:yes", "tier:staging |logged:yes"],
  ["-origin:ev|", "-origin:everything |"],
  ["since:|", "since:today |"],
  ["state:pass|", null],
  ["tier:prod|", null],
  ["checkout_v|", null],
  ['"us|', null],
])("completes %s", (typed, completed) => {
  expect(complete(typed)).toBe(completed);
});

it("says of a day whether a search begins or ends with it", () => {
  const hints = ["since:t", "until:t"].map((text) => {
    const part = partAt(text, text.length);
    return part && completionsOf(part, [])[0]?.hint;
  });
  expect(hints).toEqual(["since midnight", "to its end"]);
});

it("reads the values of names, users, tiers and projects from what is kept", () => {
  expect(["gate:x", "user:x", "state:x", "x"].map((text) => keptField(partAt(text, text.length)))).toEqual(["gate", "user", null, null]);
});

it("replaces only the part at the caret, in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'gate:user "-\\x'.split("")) }), fc.nat(), (text, at) => {
      const caret = at % (text.length + 1);
      const part = partAt(text, caret);
      const [first] = part === null ? [] : completionsOf(part, kept);
      if (part === null || first === undefined) return;
      const next = withCompletion(text, part, first);
      expect(next.text.startsWith(text.slice(0, part.from) + first.text)).toBe(true);
      expect(next.text.trimEnd().endsWith(text.slice(part.to).trim())).toBe(true);
    }),
  );
});
