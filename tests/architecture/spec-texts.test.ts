import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { literalTexts } from "./spec-texts.ts";

/** What the sandbox contains: its people, gates, configs, experiments and rules. */
const data = [...globSync("electron/services/sandbox/demo/*"), "electron/services/saved-users/demo-personas.ts"].map(read).join("\n");
const specs = globSync("tests/e2e/**/*.ts").map((file) => file.replaceAll("\\", "/"));

describe("texts that specs look for", () => {
  it.each(specs)("are imported or data in %s", (file) => {
    expect(literalTexts(file, read(file), data)).toEqual(notYet[file] ?? []);
  });

  it("are looked for in specs that exist", () => {
    expect(Object.keys(notYet).filter((file) => !specs.includes(file))).toEqual([]);
  });

  it.each([
    ["a button’s name", `page.getByRole("button", { name: "Send now" })`, ["Send now"]],
    ["a sentence", `expect(panel).toContainText("The outbox is empty")`, ["The outbox is empty"]],
    ["a pattern", `expect(heading).toHaveText(/^Pass.*checkout_v2$/)`, ["Pass"]],
    ["a part of a template", "expect(heading).toHaveText(`Not found $" + "{name}`)", ["Not found"]],
    ["a list", `expect(rows).toHaveText(["Waiting", "Refused"])`, ["Waiting", "Refused"]],
    ["a text that only a title contains", `test("Send now sends", () => page.getByText("Send now"))`, ["Send now"]],
  ])("are refused as %s", (_what, source, texts) => {
    expect(literalTexts("planted.ts", source, "checkout_v2")).toEqual(texts);
  });

  it.each([
    ["what the sandbox contains", `expect(row).toContainText("Lena, Hamburg")`],
    ["what the spec typed", `field.fill("u-77"); expect(row).toContainText("u-77")`],
    ["what the product makes of an input", `expect(row).toContainText(passes("somebody", "staging"))`],
    ["a role", `page.getByRole("button")`],
    ["a number", `expect(row).toContainText("202")`],
  ])("may be %s", (_what, source) => {
    expect(literalTexts("planted.ts", source, "Lena, Hamburg")).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(file, "utf8");
}

/** Texts that are still literal. The list only gets shorter: a text that is imported now must leave it. */
const notYet: Readonly<Record<string, readonly string[]>> = {
  "tests/e2e/pages/user-panel.ts": ["Save as new user", "Save user"],
  "tests/e2e/faults.spec.ts": [": failed"],
  "tests/e2e/rule-names.spec.ts": ["Rule names could not be read:", "has no such endpoint"],
  "tests/e2e/support.spec.ts": [
    "Understood: Read as an object of a program. Found at user; what surrounds it was ignored. Not part of the user: trace. “user_id” was read as userID.",
  ],
  "tests/e2e/why-newcomer.spec.ts": ["any of staging", "loyalty_tier = gold"],
  "tests/e2e/why-qa.spec.ts": ["Add a server secret key"],
  "tests/e2e/why-support.spec.ts": [
    ...["not held back", "810 of 1,000", "passes", "checkout_trust_badgesstatsig::config_exposure"],
    ...["Holdoutautumn_holdoutnot held back", "Gatecheckout_v2Pass"],
  ],
};
