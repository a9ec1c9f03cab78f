import { expect, test } from "vitest";
import { emphasise } from "./emphasis.ts";

const plain = (text: string) => ({ text, isStrong: false });
const strong = (text: string) => ({ text, isStrong: true });

test("the first mention of the person and of the tier is strong", () => {
  expect(emphasise("Fails for Lena in production because Lena left production.", ["Lena", "production"])).toEqual([
    plain("Fails for "),
    strong("Lena"),
    plain(" in "),
    strong("production"),
    plain(" because Lena left production."),
  ]);
});

test("a name inside another is not made strong twice", () => {
  expect(emphasise("Passes for QA staging bot.", ["QA staging bot", "staging"])).toEqual([
    plain("Passes for "),
    strong("QA staging bot"),
    plain("."),
  ]);
});

test("a name that is not mentioned, or is empty, changes nothing", () => {
  expect(emphasise("No answer.", ["Lena", ""])).toEqual([plain("No answer.")]);
});
