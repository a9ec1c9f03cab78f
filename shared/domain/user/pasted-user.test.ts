import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPastedUser } from "./pasted-user.ts";
import type { StatsigUser } from "./statsig-user.ts";

describe("a pasted user", () => {
  const ada = { userID: "ada", custom: { isBeta: true, plan: null } };
  const around = "The surrounding text was ignored.";
  const unpacked = "It was JSON inside a text and was unpacked.";
  const python = "Read as a Python dictionary or as printed by a program.";
  const made = "Read as code that constructs a user.";
  const takenOut = "The user was extracted from the surrounding object.";

  it.each<[string, string, StatsigUser, string[]]>([
    ["JSON", JSON.stringify(ada, null, 2), ada, []],
    ["a log line", `2026-11-23 12:04 INFO {app} user=${JSON.stringify(ada)} took 3ms`, ada, [around]],
    ["a log line with several objects", `headers={"accept":"*/*"} user={"userID":"ada"}`, { userID: "ada" }, [around]],
    ["a printed object with an object inside", `LoginEvent{user={"userID":"ada"}, took=3}`, { userID: "ada" }, [around]],
    [
      "curly quotes",
      "{“userID”: “ada”, “email”: “o’hara@x.de”}",
      { userID: "ada", email: "o'hara@x.de" },
      ["Curly quotes were read as straight ones."],
    ],
    ["single quotes", `{'userID': 'ada', 'email': 'it\\'s@x.de'}`, { userID: "ada", email: "it's@x.de" }, ["Read as a JavaScript object."]],
    [
      "a JavaScript object",
      `{ userID: "ada", custom: { tags: ["a",], }, } // from the code`,
      { userID: "ada", custom: { tags: ["a"] } },
      ["Read as a JavaScript object."],
    ],
    ["a Python dictionary", `{'userID': 'ada', 'custom': {'isBeta': True, 'plan': None}}`, ada, [python]],
    ["words of Python within a text", `{'userID': 'True', 'email': None}`, { userID: "True" }, [python, "email was null and ignored."]],
    ["what the console prints", `{ userID: 'ada', email: undefined }`, { userID: "ada" }, [python, "email was null and ignored."]],
    [
      "a Ruby hash",
      `{"userID"=>"ada", :email=>nil, "custom"=>{:plan=>"a=>b"}}`,
      { userID: "ada", custom: { plan: "a=>b" } },
      [python, "email was null and ignored."],
    ],
    [
      "Python code",
      `user = StatsigUser("ada", email='x=1@x.de', custom={"plan": "pro (yearly)", "isBeta": True})  # seen today`,
      { userID: "ada", email: "x=1@x.de", custom: { plan: "pro (yearly)", isBeta: true } },
      [made],
    ],
    [
      "Python code with names",
      "StatsigUser(user_id = 'ada', country='DE')",
      { userID: "ada", country: "DE" },
      [made, "“user_id” was read as userID."],
    ],
    ["Ruby code", `StatsigUser.new({'userID' => 'ada'})`, { userID: "ada" }, [around, python]],
    ["Ruby code with names", `StatsigUser.new(user_id: "ada")`, { userID: "ada" }, [made, "“user_id” was read as userID."]],
    ["JavaScript code", `new StatsigUser({ userID: "ada" })`, { userID: "ada" }, [around, "Read as a JavaScript object."]],
    ["a row of a database", '{"userID":"ada","email":null,"country":null}', { userID: "ada" }, ["email, country were null and ignored."]],
    ["JSON in a text", JSON.stringify(JSON.stringify(ada)), ada, [unpacked]],
    ["JSON in a text in a text", JSON.stringify(JSON.stringify(JSON.stringify(ada))), ada, [unpacked]],
    ["escaped JSON without its quotes", String.raw`{\"userID\":\"ada\"}`, { userID: "ada" }, [unpacked]],
    ["escaped JSON in a log line", String.raw`body="{\"userID\":\"ada\"}" 200`, { userID: "ada" }, [around, unpacked]],
    ["the middle of an object", `"userID": "ada", "country": "DE",`, { userID: "ada", country: "DE" }, ["The missing braces were added."]],
    ["a request body", `{"gateName":"g1","user":{"userID":"ada"}}`, { userID: "ada" }, [takenOut]],
    [
      "a log line in JSON that calls the user otherwise",
      `{"level":"info","statsigUser":{"user_id":"ada"}}`,
      { userID: "ada" },
      [takenOut, "“user_id” was read as userID."],
    ],
    ["a request body within a log line in JSON", `{"msg":"sent","data":{"body":{"user":{"userID":"ada"}}}}`, { userID: "ada" }, [takenOut]],
    ["a batch of events", `{"events":[{"eventName":"buy","id":7,"user":{"userID":"ada"}}]}`, { userID: "ada" }, [takenOut]],
    ["a record with an ID of its own", `{"id":3,"ip":"1.2.3.4","user":{"userID":"ada"}}`, { userID: "ada" }, [takenOut]],
    ["a list", `[{"userID":"ada"},{"userID":"bob"}]`, { userID: "ada" }, ["The first of 2 users was used."]],
    [
      "a file of saved users",
      `{"gatescope":"saved-users","users":[{"name":"Ada","user":{"userID":"ada"}}]}`,
      { userID: "ada" },
      [takenOut],
    ],
    ["an ID", " user-123\n", { userID: "user-123" }, ["Read as a userID."]],
    ["a number", "12345678901234567890", { userID: "12345678901234567890" }, ["Read as a userID."]],
    ["an e-mail address", "ada@x.de", { email: "ada@x.de" }, ["Read as an e-mail address."]],
    ["an ID with a colon", "auth0:5f7c8ec7", { userID: "auth0:5f7c8ec7" }, ["Read as a userID."]],
    [
      "a log line with fields",
      "[INFO] 12:04 user_id=ada email=a@x.de took=3ms",
      { userID: "ada", email: "a@x.de" },
      [around, "“user_id” was read as userID."],
    ],
    ["the fields of a form", "userID=ada&email=a@x.de", { userID: "ada", email: "a@x.de" }, []],
    ["fields, one on a line", 'userID: ada\nappVersion: "1.2 beta"', { userID: "ada", appVersion: "1.2 beta" }, []],
    ["a field", "user_id=ada", { userID: "ada" }, ["“user_id” was read as userID."]],
    ["an empty object", "{}", {}, []],
    ["a user without any of Statsig's fields", `{"plan":"pro"}`, { plan: "pro" }, []],
  ])("is understood from %s", (_from, text, user, notes) => {
    expect(readPastedUser(text)).toEqual({ kind: "read", user, notes });
  });

  it("gets Statsig's spelling, with a note for each change", () => {
    const text = `{"user_id":"ada","custom_ids":{"stableID":"s"},"app_version":"1.2","user_agent":"x","private_attributes":{"a":1},"environment":"staging"}`;
    expect(readPastedUser(text)).toEqual({
      kind: "read",
      user: {
        userID: "ada",
        customIDs: { stableID: "s" },
        appVersion: "1.2",
        userAgent: "x",
        privateAttributes: { a: 1 },
        statsigEnvironment: { tier: "staging" },
      },
      notes: [
        "“user_id” was read as userID.",
        "“custom_ids” was read as customIDs.",
        "“app_version” was read as appVersion.",
        "“user_agent” was read as userAgent.",
        "“private_attributes” was read as privateAttributes.",
        "“environment” was read as statsigEnvironment.",
      ],
    });
  });

  it.each(["userId", "uid", "id", "UserID"])("may have its userID under %s", (name) => {
    expect(readPastedUser(JSON.stringify({ [name]: "ada" }))).toMatchObject({ user: { userID: "ada" } });
  });

  it("keeps a second spelling if the correct one exists", () => {
    const both = { userID: "ada", user_id: "bob" };
    expect(readPastedUser(JSON.stringify(both))).toEqual({ kind: "read", user: both, notes: [] });
  });

  it.each([
    ["", "The text is empty.", null, null],
    ["hello world", "No user was found. Paste a JSON object, an ID or an e-mail address.", null, null],
    ["null", "This is JSON, but there is no object in it that could be a user.", null, null],
    ["[]", "This is JSON, but there is no object in it that could be a user.", null, null],
    ["secret-abcdef123456", "This looks like a Statsig key. Add keys in the settings of a project, not in a user.", null, null],
    ['{\n  "userID": "ada"\n  "email": "x"\n}', 'Line 3, column 3: “"” is unexpected; a comma may be missing before it.', 3, 3],
    ['{"userID":"ada","custom":{"email":"x"}', "Line 1, column 39: the text ends before the object is complete.", 1, 39],
    ['\n\n  {"userID": nonsense}', "Line 3, column 15: “o” is unexpected.", 3, 15],
  ])("cannot be read from %j: %s", (text, problem, line, column) => {
    expect(readPastedUser(text)).toEqual({ kind: "unreadable", problem, line, column });
  });

  it("never throws for any text", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      '"',
      "'",
      "\\",
      '\\"',
      "userID",
      ":",
      ",",
      "True",
      "user=",
      "\n",
      "x@y.z",
      "//",
      "/*",
      "0x1",
      "NaN",
    );
    const broken = fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), broken), (text) => {
        expect(["read", "unreadable"]).toContain(readPastedUser(text).kind);
      }),
      { numRuns: 500 },
    );
  });

  it("is read unchanged from its JSON", () => {
    fc.assert(
      fc.property(anyUser(), (user) => {
        expect(readPastedUser(JSON.stringify(user))).toEqual({ kind: "read", user, notes: [] });
      }),
    );
  });

  it("is read from the middle of a log line", () => {
    fc.assert(
      fc.property(anyUser(), fc.stringMatching(/^[a-zA-Z0-9 =:.-]{0,20}$/), (user, noise) => {
        expect(readPastedUser(`${noise} user=${JSON.stringify({ userID: "ada", ...user })} ${noise}.`)).toMatchObject({
          user: JSON.parse(JSON.stringify({ userID: "ada", ...user })),
        });
      }),
    );
  });

  it.each([
    ["opening brackets", "[".repeat(250_000)],
    ["nested objects", '{"a":'.repeat(50_000)],
    ["an unclosed quote full of escapes", `{${'\\"'.repeat(120_000)}`],
    ["braces that are not JSON", "{ x ".repeat(60_000)],
  ])("does not take long over %s", (_what, text) => {
    const started = performance.now();
    expect(readPastedUser(text).kind).toBe("unreadable");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

/** Generates users in Statsig's spelling, including invalid values; as JSON represents them, so without -0. */
function anyUser(): fc.Arbitrary<StatsigUser> {
  const value = fc.jsonValue({ maxDepth: 2 }).map((odd): StatsigUser => JSON.parse(JSON.stringify({ odd })));
  const custom = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())));
  return fc
    .record(
      { userID: fc.string(), email: fc.string(), customIDs: custom, custom: fc.oneof(custom, value), statsigEnvironment: value },
      { requiredKeys: [] },
    )
    .map((user): StatsigUser => JSON.parse(JSON.stringify(user)));
}
