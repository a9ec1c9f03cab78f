import { expect, test } from "vitest";
import { emphasise } from "./emphasis.ts";

const plain = (text: string) => ({ text, isStrong: false });
const strong = (text: string) => ({ text, isStrong: true });

test("makes the first mention of the person and of the tier strong", () => {
  expect(emphasise("Fails for Lena in production because Lena left production.", ["Lena", "production"])).toEqual([
    plain("Fails for "),
    strong("Lena"),
    plain(" in "),
    strong("production"),
    plain(" because Lena left production."),
  ]);
});

test("does not make a name inside another one strong again", () => {
  expect(emphasise("Passes for QA staging bot.", ["QA staging bot", "staging"])).toEqual([
    plain("Passes for "),
    strong("QA staging bot"),
    plain("."),
  ]);
});

test("ignores an empty name and a name that is not mentioned", () => {
  expect(emphasise("No answer.", ["Lena", ""])).toEqual([plain("No answer.")]);
});
