import fc from "fast-check";
import { expect, test } from "vitest";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { parseNames } from "#shared/domain/evaluation/names.ts";
import { asOneLine, matchingNames, nameAt, withNameAt } from "./name-text.ts";

const known = (name: string): KnownName => ({ kind: "gate", name, source: "definitions", entity: null, idType: null, layerName: null });

test("converts a column pasted from a spreadsheet to one line", () => {
  expect(asOneLine("checkout_v2\r\ndark_mode\r\n")).toBe("checkout_v2, dark_mode");
});

test("finds the name at the caret", () => {
  expect(nameAt("checkout_v2, dar, gift", 16)).toEqual({ from: 13, to: 16, name: "dar" });
  expect(nameAt("", 0)).toEqual({ from: 0, to: 0, name: "" });
});

test("picking a name replaces only the one at the caret", () => {
  expect(withNameAt("checkout_v2, dar, gift", 16, "dark_mode")).toEqual({ text: "checkout_v2, dark_mode, gift", caret: 22 });
  expect(withNameAt("checkout_v2, ", 13, "dark_mode")).toEqual({ text: "checkout_v2, dark_mode", caret: 22 });
});

test("sorts names that begin with the typed text first, then names with a word that does, then the rest", () => {
  const names = ["not_a_checkout", "recheckout", "checkout_v2", "dark_mode"].map(known);
  expect(matchingNames(names, "check").map(({ name }) => name)).toEqual(["checkout_v2", "not_a_checkout", "recheckout"]);
  expect(matchingNames(names, "")).toEqual(names);
});

test("a picked name is always one of the names in the field", () => {
  const name = fc.stringMatching(/^[a-z_]{2,12}$/);
  fc.assert(
    fc.property(fc.array(name), name, fc.nat(200), (names, picked, caret) => {
      const text = names.join(", ");
      expect(parseNames(withNameAt(text, Math.min(caret, text.length), picked).text)).toContain(picked);
    }),
  );
});
