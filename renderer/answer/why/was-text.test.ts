import { expect, test } from "vitest";
import type { ConditionCell } from "./condition-text.ts";
import { wasText } from "./was-text.ts";

const value = (text: string): ConditionCell => ({ is: "value", text });
const words = (text: string): ConditionCell => ({ is: "words", text });
const fail: ConditionCell = { is: "lamp", state: "fail", word: "Fail" };
const pass: ConditionCell = { is: "lamp", state: "pass", word: "Pass" };

test("names what the user had before, where it is something else now", () => {
  expect([wasText(fail, pass), wasText(words("not set"), value("gold")), wasText(value("not a member"), value("member"))]).toEqual([
    "was Fail",
    "was not set",
    "was not a member",
  ]);
});

test("is silent where nothing changed, or where one of both was not evaluated", () => {
  expect([wasText(pass, pass), wasText(value("DE"), value("DE")), wasText(undefined, value("DE"))]).toEqual([null, null, null]);
  expect([wasText(words("not evaluated"), pass), wasText(words(""), value("DE")), wasText(value("DE"), words(""))]).toEqual([
    null,
    null,
    null,
  ]);
});
