import { describe, expect, it } from "vitest";
import { readPattern } from "../explain/engine/patterns/patterns.ts";
import { matchingText } from "./matching-text.ts";

describe("a text for a pattern", () => {
  it.each([
    "^u[0-4]\\d*@",
    "(?i)acme",
    ".+@ex\\.(com|org)$",
    "[Cc]url|[Pp]ython-requests",
    "^(?:de|fr)_[A-Z]{2}$",
    "\\d{3}-\\w+",
    "a{0}b?c",
  ])("%s is matched by it", (source) => {
    const reading = readPattern(source);
    if (reading.kind !== "valid") throw new Error(`The engine reads no pattern: ${reading.kind}.`);
    expect(reading.matcher.matches(matchingText(source) ?? "")).toBe(true);
  });

  it.each(["[", "x{201}"])("%s has none, because it is no pattern or its text is long", (source) => {
    expect(matchingText(source)).toBeNull();
  });
});
