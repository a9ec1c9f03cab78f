import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPattern } from "#services/explain/engine/patterns/patterns.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { generatedPattern, generatedText } from "./generators/generated-pattern.ts";
import { type NativeEngine, startNativeEngine } from "./native-engine.ts";

/** Rounds of 25 patterns, each on six texts. More find more: `GATESCOPE_CONFORMANCE_RUNS=1000 npm run unit -- engine-patterns`. */
const runs = Number(process.env.GATESCOPE_CONFORMANCE_RUNS ?? 100);

let native: NativeEngine;
beforeAll(() => {
  native = startNativeEngine();
});
afterAll(() => native.close());

describe("a pattern has the native SDK's matches", () => {
  test(
    `in ${runs} rounds of generated patterns and texts`,
    async () => {
      const counts = { searches: 0, matches: 0, unsupported: 0 };
      const patterns = fc.array(generatedPattern, { minLength: 1, maxLength: 25 });
      const texts = fc.array(generatedText, { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(patterns, texts, async (sources, values) => {
          const expected = await nativeMatches(sources, values);
          for (const [place, source] of sources.entries()) {
            const found = values.map((text) => matches(source, text));
            counts.searches += found.length;
            counts.matches += found.filter((result) => result === true).length;
            counts.unsupported += found.filter((result) => result === null).length;
            const known = found.map((result, user) => result ?? expected[place]?.[user]);
            expect({ source, matches: known }).toEqual({ source, matches: expected[place] });
          }
        }),
        { numRuns: runs, endOnFailure: false },
      );
      // Without matches, or with unknown results only, the test could not fail.
      expect(counts.matches / counts.searches).toBeGreaterThan(0.05);
      expect(counts.unsupported / counts.searches).toBeLessThan(0.25);
    },
    30_000 + runs * 1_000,
  );

  const longText = `${"a".repeat(5_000)}!`;
  test.each<[title: string, source: string, text: string, expected: boolean | null]>([
    ["a class beside others in a class", "^[_[:alnum:]-]+$", "my-slug_1", true],
    ["a class in a class", "^[x[a-c]]$", "a]", false],
    ["a class in a class", "^[x[a-c]]$", "a", true],
    ["nested repetitions", "^(a+)+$", longText, false],
    ["a flag set inside a group, which stays set behind it", "(a(?i)b)c", "abC", true],
    ["a brace that is no repetition", "^a{b$", "a{b", true],
    ["a repetition from none on", "^a{,2}$", "aa", true],
    ["passwords", "^(?=.*\\d)(?=.*[a-z])(?!.*\\s).{4,}$", "abc1", true],
    ["an address that is none of ours", "^(?!.*internal).*@acme\\.com$", "jo@internal.acme.com", false],
    ["looking behind at texts of different lengths", "(?<=a+b*)c", "aac", true],
    ["a repetition at the size limit’s safe side", "^x{60000}$", "x".repeat(60_000), true],
    ["a repetition between the size limits", "x{400000}|$", "", null],
    ["a repetition beyond the size limit", "x{900000}|$", "", false],
    ["repetitions of repetitions", "((x{100}){100}){100}|$", "", false],
    ["groups of 63 levels", `${"(".repeat(63)}a${")".repeat(63)}`, "a", true],
    ["groups of 64 levels", `${"(".repeat(64)}a${")".repeat(64)}`, "a", false],
    ["a repetition further than 32 bits", "a{4294967296}|$", "", false],
    ["a repetition further than 64 bits, which is literal", "^a{18446744073709551616}$", "a{18446744073709551616}", true],
    ["the letters of Unicode 16", "^\\w$", "\u{105C0}", true],
    ["a letter of Unicode 17", "^\\w$", "\u{10940}", false],
  ])("on %s", async (_title, source, text, expected) => {
    const [[answer] = []] = await nativeMatches([source], [text]);
    expect(matches(source, text)).toBe(expected);
    expect(answer).toBe(expected ?? false);
  });
});

function matches(source: string, text: string): boolean | null {
  const reading = readPattern(source);
  return reading.kind === "valid" ? reading.matcher.matches(text) : reading.kind === "invalid" ? false : null;
}

/** The native engine's results by pattern and text: each pattern is a gate's only condition, each text a user's field. */
async function nativeMatches(sources: readonly string[], texts: readonly string[]): Promise<boolean[][]> {
  const names = sources.map((_, place) => `pattern${place}`);
  const specs: JsonObject = {
    has_updates: true,
    time: 1_700_000_000_000,
    response_format: "dcs-v2",
    feature_gates: Object.fromEntries(names.map((name) => [name, gateOn(name)])),
    dynamic_configs: {},
    layer_configs: {},
    condition_map: Object.fromEntries(names.map((name, place) => [name, conditionOn(sources[place] ?? "")])),
    experiment_to_layer: {},
  };
  const answer = await native.evaluate({ specs, users: texts.map((text, place) => ({ userID: `u${place}`, custom: { text } })) });
  if ("error" in answer) throw new Error(answer.error);
  return names.map((name) =>
    texts.map((_, user) => answer.rows.some((row) => row.name === name && row.user === user && row.value === true)),
  );
}

function gateOn(condition: string): JsonObject {
  return gateJson([ruleJson([condition])], { version: 1 });
}

function conditionOn(pattern: string): JsonObject {
  return { type: "user_field", operator: "str_matches", field: "text", targetValue: pattern, additionalValues: {}, idType: "userID" };
}
