import { describe, expect, it } from "vitest";
import { codeSnippet, snippetLanguages } from "#shared/domain/code-snippets/code-snippets.ts";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import { withPrivateValues } from "./private-values.ts";

const panelUser = { userID: "ada", custom: { plan: "pro" }, privateAttributes: { ssn: "111-22", spend: 410 } };
const stored = { userID: "ada", custom: { plan: "pro" }, privateAttributes: { ssn: privateNotKept, spend: privateNotKept } };
const bodyFor = (user: object) => ({ gateName: "checkout_v2", user: JSON.parse(JSON.stringify(user)) });

describe("the private attributes of a stored request", () => {
  it.each([
    ["as it is", stored, panelUser],
    [
      "with the tier that was added",
      { ...stored, statsigEnvironment: { tier: "staging" } },
      { ...panelUser, statsigEnvironment: { tier: "staging" } },
    ],
  ])("are filled in from the same user in the panel, %s", (_what, user, filled) => {
    expect(withPrivateValues(bodyFor(user), panelUser)).toEqual({ body: bodyFor(filled), filledIn: ["ssn", "spend"] });
  });

  it.each([
    ["another user", { ...stored, userID: "bob" }],
    ["a user with another value", { ...stored, custom: { plan: "free" } }],
    ["a user with another private attribute", { ...stored, privateAttributes: { ssn: privateNotKept } }],
    ["a user with another tier", { ...stored, statsigEnvironment: { tier: "staging", region: "eu" } }],
  ])("are not those of %s", (_what, user) => {
    expect(withPrivateValues(bodyFor(user), panelUser)).toEqual({ body: bodyFor(user), filledIn: [] });
  });

  it.each(snippetLanguages)("are in the code for $title when they are filled in, and nothing in it fails", ({ id }) => {
    const { body } = withPrivateValues(bodyFor(stored), panelUser);
    const code = codeSnippet(id, {
      url: "https://api.statsig.com/v1/check_gate",
      method: "POST",
      headers: [],
      body,
      keyVariable: "STATSIG_SERVER_KEY",
      question: { kind: "gate", names: ["checkout_v2"] },
      keyKind: "server",
      isLogging: false,
      hosts: null,
    });
    expect(code).toContain("111-22");
    expect(code).not.toContain("Not sent");
  });
});
