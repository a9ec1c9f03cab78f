import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "./secret.ts";

const key = "secret-inventedForThisTest1a2b";
const shown = "[key ••••1a2b]";

describe("a secret", () => {
  it("gives its key to whoever asks by name", () => {
    expect(new Secret(key).reveal()).toBe(key);
  });

  it("tells its kind and its last four", () => {
    expect(new Secret(key)).toMatchObject({ kind: "server", lastFour: "1a2b" });
    expect(new Secret("client-inventedForThisTest").kind).toBe("client");
  });

  it("shows no letter of a text too short to be a key", () => {
    expect(String(new Secret("hunter2"))).toBe("[key ••••]");
  });

  it.each([
    ["as a string", (secret: Secret) => String(secret)],
    ["in a template", (secret: Secret) => `${secret}`],
    ["as JSON", (secret: Secret) => JSON.parse(JSON.stringify(secret))],
    ["in an inspection", (secret: Secret) => inspect(secret, { showHidden: true, depth: null })],
  ])("prints only its last four %s", (_way, print) => {
    expect(print(new Secret(key))).toBe(shown);
  });

  it("stays hidden deep inside what is logged", () => {
    const facts = { project: "shop", keys: [new Secret(key)], byId: new Map([["k1", new Secret(key)]]) };
    expect(inspect(facts, { showHidden: true, depth: null })).not.toContain("invented");
    expect(JSON.stringify(facts)).not.toContain("invented");
  });

  it("crosses no thread or process: a clone of it is empty", () => {
    expect(structuredClone(new Secret(key))).toEqual({});
  });

  it("has nothing to enumerate", () => {
    expect(Object.getOwnPropertyNames(new Secret(key))).toEqual([]);
    expect({ ...new Secret(key) }).toEqual({});
  });
});
