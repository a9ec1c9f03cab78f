import { describe, expect, it } from "vitest";
import { keyProblem, recognizeKeyKind } from "./key-info.ts";

describe("a key", () => {
  it.each([
    ["secret-IiDuNzovZ5z9x75B", "server"],
    ["client-IiDuNzovZ5z9x75B", "client"],
    ["console-IiDuNzovZ5z9x75B", "console"],
    ["Secret-IiDuNzovZ5z9x75B", "unknown"],
    ["a-proxy-of-our-own", "unknown"],
  ])("%s is of kind %s", (key, kind) => {
    expect(recognizeKeyKind(key)).toBe(kind);
  });

  it.each(["secret-IiDuNzovZ5z9x75B", "  secret-IiDuNzovZ5z9x75B\n", "a/proxy+key=="])("can be %j", (text) => {
    expect(keyProblem(text)).toBeNull();
  });

  it.each([
    ["", /Paste a key first/],
    [" \n ", /Paste a key first/],
    ["secret-abc client-def", /Paste only the key/],
    ["secret-abc\nclient-def", /Paste only the key/],
    ["secret-schlüssel", /only ASCII/],
    ["secret-••••4f2a", /only ASCII/],
    ["short", /too short/],
  ])("cannot be %j", (text, problem) => {
    expect(keyProblem(text)).toMatch(problem);
  });
});
