import { describe, expect, it } from "vitest";
import type { KeyInfo, KeyKind } from "./key-info.ts";
import { canUseKey, findKeyFor, type KeyUse } from "./key-use.ts";

const key = (id: string, kind: KeyKind): KeyInfo => ({
  id,
  projectId: "shop",
  kind,
  label: "",
  lastFour: "1a2b",
  addedAtMs: 0,
  lastUsedAtMs: null,
});
const oneOfEach = [key("console", "console"), key("unknown", "unknown"), key("client", "client"), key("server", "server")];

describe("the key for a use", () => {
  it.each<[KeyUse, string]>([
    ["check", "server"],
    ["everything", "client"],
    ["initialize", "client"],
    ["log_events", "server"],
    ["definitions", "server"],
    ["console", "console"],
    ["display", "server"],
  ])("for %s is the %s key if the project has one of each kind", (use, id) => {
    expect(findKeyFor(use, oneOfEach)?.id).toBe(id);
  });

  it("is the one that was added first among keys of the same kind", () => {
    expect(findKeyFor("check", [key("first", "client"), key("second", "client")])?.id).toBe("first");
  });

  it("is undefined if no key has a usable kind", () => {
    expect(findKeyFor("definitions", [key("client", "client"), key("unknown", "unknown")])).toBeUndefined();
  });

  it("is never a console key, except for rule names and for display", () => {
    const uses: KeyUse[] = ["check", "everything", "initialize", "log_events", "definitions", "console", "display"];
    expect(uses.filter((use) => canUseKey("console", use))).toEqual(["console", "display"]);
  });
});
