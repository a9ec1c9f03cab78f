import { describe, expect, it } from "vitest";
import { keyProblem, recognizeKeyKind } from "./key-info.ts";

describe("a key", () => {
  it.each([
    ["secret-IiDuNzovZ5z9x75B", "server"],
    ["client-IiDuNzovZ5z9x75B", "client"],
    ["console-IiDuNzovZ5z9x75B", "console"],
    ["Secret-IiDuNzovZ5z9x75B", "unknown"],
    ["a-proxy-of-our-own", "unknown"],
  ])("%s is of the kind %s", (key, kind) => {
    expect(recognizeKeyKind(key)).toBe(kind);
  });

  it.each(["secret-IiDuNzovZ5z9x75B", "  secret-IiDuNzovZ5z9x75B\n", "a/proxy+key=="])("may be %j", (text) => {
    expect(keyProblem(text)).toBeNull();
  });

  it.each([
    ["", /Paste a key first/],
    [" \n ", /Paste a key first/],
    ["secret-abc client-def", /more than one thing/],
    ["secret-abc\nclient-def", /more than one thing/],
    ["secret-schlüssel", /a header cannot carry/],
    ["secret-••••4f2a", /a header cannot carry/],
    ["short", /too short/],
  ])("may not be %j", (text, problem) => {
    expect(keyProblem(text)).toMatch(problem);
  });
});
