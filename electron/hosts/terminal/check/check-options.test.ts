import { describe, expect, it } from "vitest";
import { readCheckOptions } from "./check-options.ts";

const key = "secret-inventedForThisTest1a2b";
const env = { STATSIG_KEY: key, EMPTY: "  ", BROKEN: "secret key with blanks" };
const here = ["--api", "http://127.0.0.1:4321/v1", "--key-env", "STATSIG_KEY", "--user", "user.json"];
const read = (...args: string[]) => readCheckOptions(args, env);

describe("the command line of a check", () => {
  it("keeps the order of the names across kinds", () => {
    const options = read(...here, "--config", "b_", "--gate", "a_", "--config=c_", "--ranked", "d_");
    expect(options?.names.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["config b_", "gate a_", "config c_", "ranked d_"]);
  });

  it("uses only the API base unless other hosts are given", () => {
    expect(read(...here, "--gate", "a_gate")?.from).toEqual({
      hosts: {
        api: "http://127.0.0.1:4321/v1",
        events: "http://127.0.0.1:4321/v1",
        initialize: "http://127.0.0.1:4321/v1",
        cdn: "http://127.0.0.1:4321",
        console: "http://127.0.0.1:4321/console/v1",
      },
      key,
      hasCdn: false,
      hasInitialize: false,
    });
  });

  it.each([
    ["http://127.0.0.1:4321", "http://127.0.0.1:4321/v1"],
    ["http://127.0.0.1:4321/", "http://127.0.0.1:4321/v1"],
    ["https://proxy.example/statsig/v1/", "https://proxy.example/statsig/v1"],
  ])("reads %s as the base %s", (given, base) => {
    expect(read("--api", given, "--key-env", "STATSIG_KEY", "--user", "-", "--gate", "a_gate")?.from).toMatchObject({
      hosts: { api: base },
    });
  });

  it.each<[string, string[], string]>([
    ["an unknown flag", [...here, "--bogus"], "Unknown option '--bogus'"],
    ["an argument without a flag", [...here, "a_gate"], "Unexpected argument 'a_gate'"],
    ["a flag without its value", [...here, "--gate"], "The value of --gate is missing"],
    ["nothing to evaluate", here, "Nothing to evaluate"],
    [
      "a name outside Statsig's pattern",
      [...here, "--gate", "fine", "--gate", "checkout/v2"],
      "--gate: The name of a gate may contain letters",
    ],
    [
      "a name that is too short",
      [...here, "--config", "a"],
      "--config: The name of a dynamic config has 2 to 100 characters; this one has 1.",
    ],
    ["a blank tier", [...here, "--gate", "fine", "--tier", " "], "--tier takes the name of a tier, such as staging."],
    ["an empty name", [...here, "--gate", "fine", "--layer", " "], "--layer: An empty name was given."],
    ["101 gates", [...here, ...gates(101)], "--gate: Statsig takes at most 100 names at once; these are 101. Check up to 100 at a time."],
    ["no user", ["--api", "http://localhost:1", "--key-env", "STATSIG_KEY", "--gate", "a_gate"], "No user"],
    ["no server", ["--user", "u.json", "--gate", "a_gate"], "No server"],
    ["no key", ["--api", "http://localhost:1", "--user", "u.json", "--gate", "a_gate"], "No key"],
    ["a variable that is not set", [...here, "--gate", "a_gate", "--key-env", "UNSET"], "is not set, or is empty"],
    ["a variable that is empty", [...here, "--gate", "a_gate", "--key-env", "EMPTY"], "is not set, or is empty"],
    ["a variable that contains no key", [...here, "--gate", "a_gate", "--key-env", "BROKEN"], "contains no usable key"],
    ["a text that is not an address", [...here, "--gate", "a_gate", "--api", "statsig"], "--api: Enter a complete address"],
    [
      "plain http off this machine",
      [...here, "--gate", "a_gate", "--api", "http://api.statsig.com/v1"],
      "Plain http is allowed only to this machine",
    ],
    ["an address with a query", [...here, "--gate", "a_gate", "--api", "https://a.example/v1?k=1"], "without a query"],
    ["a zero time limit", [...here, "--gate", "a_gate", "--timeout", "0"], "--timeout takes a number of seconds"],
    ["a time limit that is not a number", [...here, "--gate", "a_gate", "--timeout", "long"], "--timeout takes a number of seconds"],
    ["hosts and a saved project", [...here, "--gate", "a_gate", "--project", "Shop"], "does not go with --project"],
  ])("is refused with %s", (_case, args, sentence) => {
    expect(() => read(...args)).toThrow(sentence);
  });

  it.each([
    ["as an argument", [...here, "--gate", "a_gate", key]],
    ["after an unknown flag", [...here, "--gate", "a_gate", "--key", "secret-abc"]],
    ["after an equals sign", [...here, "--gate", "a_gate", `--key=${key}`]],
    ["instead of the name of a variable", [...here, "--gate", "a_gate", "--key-env", "secret-abc"]],
    ["as a name", [...here, "--gate", key]],
    ["in an address", [...here, "--gate", "a_gate", "--cdn", `https://cdn.example/${key}`]],
  ])("is refused with a key %s, and does not repeat it", (_case, args) => {
    const failure = catchFailure(() => read(...args));
    expect(failure.message).toContain("looks like a key");
    expect(failure.message).not.toMatch(/secret-/);
  });

  it("allows names that only begin like a key", () => {
    expect(read(...here, "--gate", "client-checkout-v2", "--gate", "secret-sale")?.names).toHaveLength(2);
  });

  it("allows 100 gates, and a repeated name", () => {
    expect(read(...here, ...gates(100), "--gate", "gate_1")?.names).toHaveLength(101);
  });

  it("returns null for --help without any other option", () => {
    expect(read("--help")).toBeNull();
  });
});

function gates(count: number): string[] {
  return Array.from({ length: count }, (_, at) => ["--gate", `gate_${at}`]).flat();
}

function catchFailure(act: () => unknown): Error {
  try {
    act();
  } catch (failure) {
    if (failure instanceof Error) return failure;
  }
  throw new Error("Nothing was refused.");
}
