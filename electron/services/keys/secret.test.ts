import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "./secret.ts";

const key = "secret-inventedForThisTest1a2b";
const shown = "[key ••••1a2b]";

describe("a secret", () => {
  it("returns its key from reveal", () => {
    expect(new Secret(key).reveal()).toBe(key);
  });

  it("has its kind and its last four characters", () => {
    expect(new Secret(key)).toMatchObject({ kind: "server", lastFour: "1a2b" });
    expect(new Secret("client-inventedForThisTest").kind).toBe("client");
  });

  it("shows no character of a text that is too short to be a key", () => {
    expect(String(new Secret("hunter2"))).toBe("[key ••••]");
  });

  it.each([
    ["as a string", (secret: Secret) => String(secret)],
    ["in a template", (secret: Secret) => `${secret}`],
    ["as JSON", (secret: Secret) => JSON.parse(JSON.stringify(secret))],
    ["in an inspection", (secret: Secret) => inspect(secret, { showHidden: true, depth: null })],
  ])("prints only its last four characters %s", (_way, print) => {
    expect(print(new Secret(key))).toBe(shown);
  });

  it("stays hidden inside a logged object", () => {
    const facts = { project: "shop", keys: [new Secret(key)], byId: new Map([["k1", new Secret(key)]]) };
    expect(inspect(facts, { showHidden: true, depth: null })).not.toContain("invented");
    expect(JSON.stringify(facts)).not.toContain("invented");
  });

  it("cannot be sent to another thread or process, because its clone is empty", () => {
    expect(structuredClone(new Secret(key))).toEqual({});
  });

  it("has no enumerable properties", () => {
    expect(Object.getOwnPropertyNames(new Secret(key))).toEqual([]);
    expect({ ...new Secret(key) }).toEqual({});
  });
});
