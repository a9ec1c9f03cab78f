import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameJson, type JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { readPastedUser } from "#shared/domain/user/pasted-user.ts";
import { codeSnippet, snippetLanguages } from "./code-snippets.ts";

describe("code that is pasted back as a user", () => {
  it.each(snippetLanguages)("in $title is the user that was asked for, whatever is in it", ({ id }) => {
    fc.assert(
      fc.property(anyUser(), (user) => {
        const code = codeSnippet(id, {
          url: "https://api.statsig.com/v1/check_gate",
          method: "POST",
          headers: [],
          body: { gateName: "checkout_v2", user, statsigMetadata: { sdkType: "gatescope", exposureLoggingDisabled: true } },
          keyVariable: "STATSIG_SERVER_KEY",
          question: { kind: "gate", names: ["checkout_v2"] },
          keyKind: "server",
          isLogging: false,
          hosts: null,
        });
        const read = readPastedUser(code);
        if (read.kind === "unreadable") throw new Error(`${read.problem}\n${code}`);
        const [{ user: found, lost }] = read.candidates;
        expect(lost).toEqual([]);
        expect(isSameJson(found, user) ? user : found).toEqual(user);
      }),
      { numRuns: 200 },
    );
  });
});

/** Generates users with text that means something to a shell or a language, numbers as written, and fields of any name. */
function anyUser(): fc.Arbitrary<JsonObject> {
  const odd = fc.constantFrom(
    "o'neil",
    `a"b`,
    "\\",
    "`id`",
    "$HOME",
    "%PATH%",
    "a\nb",
    "'@",
    "<<EOF",
    "it’s",
    "{",
    "}}",
    "curl -d '{}'",
    "null",
    "1.0",
    "//x",
    "# y",
  );
  const text = fc.oneof(fc.string(), odd, fc.string({ unit: "grapheme" }));
  const number = fc.constantFrom("174322306148984899", "1.0", "-0", "1e400", "12", "0.5").map((source) => readJson(source));
  const value = fc.oneof(text, number, fc.boolean(), fc.array(text, { maxLength: 3 }));
  const group = fc.dictionary(fc.oneof(text, fc.constantFrom("plan", "__proto__", "a.b", "user")), value, { maxKeys: 4 });
  return fc
    .record(
      { userID: text, email: text, customIDs: group, custom: group, statsigEnvironment: fc.constantFrom({ tier: "staging" }, {}) },
      { requiredKeys: ["userID"] },
    )
    .map((user) => readJson(JSON.stringify(user)) as JsonObject);
}
