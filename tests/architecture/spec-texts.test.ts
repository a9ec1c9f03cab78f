import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { literalTexts } from "./spec-texts.ts";

/** What the sandbox contains: its people, gates, configs, experiments and rules. */
const data = [...globSync("electron/services/sandbox/demo/*"), "electron/services/saved-users/demo-personas.ts"].map(read).join("\n");
const specs = globSync("tests/e2e/**/*.ts").map((file) => file.replaceAll("\\", "/"));

describe("texts that specs look for", () => {
  it.each(specs)("are imported or data in %s", (file) => {
    expect(literalTexts(file, read(file), data)).toEqual([]);
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
