import { describe, expect, it } from "vitest";
import { readCheckOptions, readUser } from "./check-options.ts";

const key = "secret-inventedForThisTest1a2b";
const env = { STATSIG_KEY: key, EMPTY: "  ", BROKEN: "secret key with blanks" };
const here = ["--api", "http://127.0.0.1:4321/v1", "--key-env", "STATSIG_KEY", "--user", "user.json"];
const read = (...args: string[]) => readCheckOptions(args, env);

describe("the command line of a check", () => {
  it("keeps the order of what is asked, across the kinds", () => {
    const options = read(...here, "--config", "b_", "--gate", "a_", "--config=c_", "--ranked", "d_");
    expect(options?.asked.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["config b_", "gate a_", "config c_", "ranked d_"]);
  });

  it("sends nothing but to the API base unless other hosts are named", () => {
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
  ])("takes %s for the base %s", (given, base) => {
    expect(read("--api", given, "--key-env", "STATSIG_KEY", "--user", "-", "--gate", "a_gate")?.from).toMatchObject({
      hosts: { api: base },
    });
  });

  it.each<[string, string[], string]>([
    ["an unknown flag", [...here, "--bogus"], "Unknown option '--bogus'"],
    ["an argument without a flag", [...here, "a_gate"], "Unexpected argument 'a_gate'"],
    ["a flag without its value", [...here, "--gate"], "argument missing"],
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
    ["an empty name", [...here, "--gate", "fine", "--layer", " "], "--layer: An empty name was given."],
    ["101 gates", [...here, ...gates(101)], "--gate: Statsig takes at most 100 names at once; these are 101. Check up to 100 at a time."],
    ["no user", ["--api", "http://localhost:1", "--key-env", "STATSIG_KEY", "--gate", "a_gate"], "No user"],
    ["nobody to ask", ["--user", "u.json", "--gate", "a_gate"], "Nobody to ask"],
    ["no key", ["--api", "http://localhost:1", "--user", "u.json", "--gate", "a_gate"], "No key"],
    ["a variable that is not set", [...here, "--gate", "a_gate", "--key-env", "UNSET"], "is not set, or is empty"],
    ["a variable that is empty", [...here, "--gate", "a_gate", "--key-env", "EMPTY"], "is not set, or is empty"],
    ["a variable that holds no key", [...here, "--gate", "a_gate", "--key-env", "BROKEN"], "holds no usable key"],
    ["no address", [...here, "--gate", "a_gate", "--api", "statsig"], "--api: Enter a complete address"],
    [
      "plain http off this machine",
      [...here, "--gate", "a_gate", "--api", "http://api.statsig.com/v1"],
      "Plain http is allowed only to this machine",
    ],
    [
      "an address with a query",
      [...here, "--gate", "a_gate", "--api", "https://a.example/v1?k=1"],
      "without a user name, a query or a fragment",
    ],
    ["a time-out of nothing", [...here, "--gate", "a_gate", "--timeout", "0"], "--timeout takes seconds"],
    ["a time-out of words", [...here, "--gate", "a_gate", "--timeout", "long"], "--timeout takes seconds"],
    ["hosts beside a saved project", [...here, "--gate", "a_gate", "--project", "Shop"], "does not go with --project"],
  ])("is refused with %s", (_case, args, sentence) => {
    expect(() => read(...args)).toThrow(sentence);
  });

  it.each([
    ["as an argument", [...here, "--gate", "a_gate", key]],
    ["behind an unknown flag", [...here, "--gate", "a_gate", "--key", "secret-abc"]],
    ["joined to a flag", [...here, "--gate", "a_gate", `--key=${key}`]],
    ["in the place of the variable's name", [...here, "--gate", "a_gate", "--key-env", "secret-abc"]],
    ["as a name", [...here, "--gate", key]],
    ["in an address", [...here, "--gate", "a_gate", "--cdn", `https://cdn.example/${key}`]],
  ])("is refused with a key %s, and does not repeat it", (_case, args) => {
    const failure = catchFailure(() => read(...args));
    expect(failure.message).toContain("looks like a key");
    expect(failure.message).not.toMatch(/secret-/);
  });

  it("takes names that only begin like a key", () => {
    expect(read(...here, "--gate", "client-checkout-v2", "--gate", "secret-sale")?.asked).toHaveLength(2);
  });

  it("takes 100 gates, and a name that is given twice", () => {
    expect(read(...here, ...gates(100), "--gate", "gate_1")?.asked).toHaveLength(101);
  });

  it("asks for help before anything else is looked at", () => {
    expect(read("--help")).toBeNull();
  });
});

describe("a user for a pipeline", () => {
  it("is JSON, read as it is", () => {
    expect(readUser('\uFEFF{"userID":7}', "user.json")).toEqual({ userID: 7 });
  });

  it.each([
    ["{userID: 'u'}", "The user in user.json is not JSON"],
    ['{"userID":', "The user in user.json is not JSON"],
    ["", "The user in user.json is not JSON"],
    ['["u"]', "The user in user.json is no JSON object"],
    ["null", "The user in user.json is no JSON object"],
  ])("is refused as %s", (text, sentence) => {
    expect(() => readUser(text, "user.json")).toThrow(sentence);
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
