import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  customKind,
  privateNotKeptUser,
  readPastedUser,
  type StatsigUser,
  tierOf,
  unitIds,
  userForRequest,
  userLabel,
  userWarnings,
  withoutPrivate,
} from "./statsig-user.ts";

describe("the tier of a user", () => {
  it("is added to a user that names none", () => {
    expect(userForRequest({ userID: "a" }, "staging")).toEqual({ userID: "a", statsigEnvironment: { tier: "staging" } });
    expect(userForRequest({ statsigEnvironment: { region: "eu", tier: "" } }, "staging")).toEqual({
      statsigEnvironment: { region: "eu", tier: "staging" },
    });
  });

  it.each<[StatsigUser]>([
    [{ statsigEnvironment: { tier: "development" } }],
    [{ statsigEnvironment: { tier: 5 } }],
    [{ statsigEnvironment: "odd" }],
  ])("stays as it is in %j, because odd users are to be tested, too", (user) => {
    expect(userForRequest(user, "staging")).toEqual(user);
  });

  it("is told where the user names one", () => {
    expect(tierOf({ statsigEnvironment: { tier: "staging" } })).toBe("staging");
    expect([{}, { statsigEnvironment: {} }, { statsigEnvironment: "x" }, { statsigEnvironment: { tier: "" } }].map(tierOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("units and labels", () => {
  it("takes texts and numbers as IDs, userID first", () => {
    expect(unitIds({ customIDs: { stableID: "dev-1", seat: 7, empty: "", odd: {} }, userID: "ada" })).toEqual([
      { idType: "userID", value: "ada" },
      { idType: "stableID", value: "dev-1" },
      { idType: "seat", value: "7" },
    ]);
  });

  it.each<[StatsigUser, string | null, string]>([
    [{ userID: "u-1" }, "Ada", "Ada"],
    [{ userID: "u-1", email: "ada@x.de" }, null, "u-1"],
    [{ userID: " ", customIDs: { stableID: "dev-1" } }, null, "dev-1"],
    [{ email: "ada@x.de" }, null, "ada@x.de"],
    [{}, null, "a user without an ID"],
    [{ userID: "x".repeat(200) }, null, `${"x".repeat(79)}…`],
  ])("calls %j, saved as %j, %j", (user, savedName, label) => {
    expect(userLabel(user, savedName)).toBe(label);
  });
});

describe("private attributes", () => {
  const user = { userID: "ada", privateAttributes: { salary: 90_000, plan: "pro" } };

  it("are left out of what is saved", () => {
    expect(withoutPrivate(user)).toEqual({ userID: "ada" });
  });

  it("keep their names and lose their values in what the history keeps", () => {
    expect(privateNotKeptUser(user)).toEqual({
      userID: "ada",
      privateAttributes: { salary: "[private, not kept]", plan: "[private, not kept]" },
    });
  });

  it("are private in any spelling and any shape", () => {
    const odd = { private_attributes: { salary: 1 }, PrivateAttributes: "salary=1", privateAttributes: null };
    expect(withoutPrivate(odd)).toEqual({});
    expect(withoutPrivate({ "private-attributes": {}, "Private Attributes": {}, "private.attributes": {}, privateAttribute: {} })).toEqual(
      {},
    );
    expect(privateNotKeptUser(odd)).toEqual({
      private_attributes: { salary: "[private, not kept]" },
      PrivateAttributes: "[private, not kept]",
      privateAttributes: null,
    });
  });
});

it("custom values are edited as what they are", () => {
  const values = ["pro", 45, true, ["a", "b"], [], [1], { a: 1 }, null];
  expect(values.map(customKind)).toEqual(["text", "number", "yes_no", "list", "list", "other", "other", "other"]);
});

describe("a pasted user", () => {
  const ada = { userID: "ada", custom: { isBeta: true, plan: null } };
  const around = "The text around it was left out.";
  const unpacked = "It was JSON inside a text, and was unpacked.";
  const python = "Read as a Python dictionary or as printed by a program.";
  const made = "Read as the code that makes a user.";
  const takenOut = "The user was taken out of what stood around it.";

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
    ["words of Python within a text", `{'userID': 'True', 'email': None}`, { userID: "True" }, [python, "email was null and left out."]],
    ["what the console prints", `{ userID: 'ada', email: undefined }`, { userID: "ada" }, [python, "email was null and left out."]],
    [
      "a Ruby hash",
      `{"userID"=>"ada", :email=>nil, "custom"=>{:plan=>"a=>b"}}`,
      { userID: "ada", custom: { plan: "a=>b" } },
      [python, "email was null and left out."],
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
      [made, "“user_id” was taken as userID."],
    ],
    ["Ruby code", `StatsigUser.new({'userID' => 'ada'})`, { userID: "ada" }, [around, python]],
    ["Ruby code with names", `StatsigUser.new(user_id: "ada")`, { userID: "ada" }, [made, "“user_id” was taken as userID."]],
    ["JavaScript code", `new StatsigUser({ userID: "ada" })`, { userID: "ada" }, [around, "Read as a JavaScript object."]],
    ["a row of a database", '{"userID":"ada","email":null,"country":null}', { userID: "ada" }, ["email, country were null and left out."]],
    ["JSON in a text", JSON.stringify(JSON.stringify(ada)), ada, [unpacked]],
    ["JSON in a text in a text", JSON.stringify(JSON.stringify(JSON.stringify(ada))), ada, [unpacked]],
    ["escaped JSON without its quotes", String.raw`{\"userID\":\"ada\"}`, { userID: "ada" }, [unpacked]],
    ["escaped JSON in a log line", String.raw`body="{\"userID\":\"ada\"}" 200`, { userID: "ada" }, [around, unpacked]],
    [
      "the middle of an object",
      `"userID": "ada", "country": "DE",`,
      { userID: "ada", country: "DE" },
      ["The braces around it were missing."],
    ],
    ["a request body", `{"gateName":"g1","user":{"userID":"ada"}}`, { userID: "ada" }, [takenOut]],
    [
      "a log line in JSON that calls the user otherwise",
      `{"level":"info","statsigUser":{"user_id":"ada"}}`,
      { userID: "ada" },
      [takenOut, "“user_id” was taken as userID."],
    ],
    ["a request body within a log line in JSON", `{"msg":"sent","data":{"body":{"user":{"userID":"ada"}}}}`, { userID: "ada" }, [takenOut]],
    ["a batch of events", `{"events":[{"eventName":"buy","id":7,"user":{"userID":"ada"}}]}`, { userID: "ada" }, [takenOut]],
    ["a record with an ID of its own", `{"id":3,"ip":"1.2.3.4","user":{"userID":"ada"}}`, { userID: "ada" }, [takenOut]],
    ["a list", `[{"userID":"ada"},{"userID":"bob"}]`, { userID: "ada" }, ["The first of 2 was taken."]],
    [
      "a file of saved users",
      `{"gatescope":"saved-users","users":[{"name":"Ada","user":{"userID":"ada"}}]}`,
      { userID: "ada" },
      [takenOut],
    ],
    ["an ID", " user-123\n", { userID: "user-123" }, ["Taken as a userID."]],
    ["a number", "12345678901234567890", { userID: "12345678901234567890" }, ["Taken as a userID."]],
    ["an e-mail address", "ada@x.de", { email: "ada@x.de" }, ["Taken as an e-mail address."]],
    ["an ID with a colon", "auth0:5f7c8ec7", { userID: "auth0:5f7c8ec7" }, ["Taken as a userID."]],
    [
      "a log line with fields",
      "[INFO] 12:04 user_id=ada email=a@x.de took=3ms",
      { userID: "ada", email: "a@x.de" },
      [around, "“user_id” was taken as userID."],
    ],
    ["the fields of a form", "userID=ada&email=a@x.de", { userID: "ada", email: "a@x.de" }, []],
    ["fields, one on a line", 'userID: ada\nappVersion: "1.2 beta"', { userID: "ada", appVersion: "1.2 beta" }, []],
    ["a field", "user_id=ada", { userID: "ada" }, ["“user_id” was taken as userID."]],
    ["an empty object", "{}", {}, []],
    ["a user without any of Statsig's fields", `{"plan":"pro"}`, { plan: "pro" }, []],
  ])("is understood from %s", (_from, text, user, notes) => {
    expect(readPastedUser(text)).toEqual({ kind: "read", user, notes });
  });

  it("gets Statsig's spelling, and each change is said", () => {
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
        "“user_id” was taken as userID.",
        "“custom_ids” was taken as customIDs.",
        "“app_version” was taken as appVersion.",
        "“user_agent” was taken as userAgent.",
        "“private_attributes” was taken as privateAttributes.",
        "“environment” was taken as statsigEnvironment.",
      ],
    });
  });

  it.each(["userId", "uid", "id", "UserID"])("has its userID under %s", (name) => {
    expect(readPastedUser(JSON.stringify({ [name]: "ada" }))).toMatchObject({ user: { userID: "ada" } });
  });

  it("keeps a second spelling when the right one is there", () => {
    const both = { userID: "ada", user_id: "bob" };
    expect(readPastedUser(JSON.stringify(both))).toEqual({ kind: "read", user: both, notes: [] });
  });

  it.each([
    ["", "There is nothing to read.", null, null],
    ["hello world", "There is no user to be seen in this. Paste a JSON object, an ID or an e-mail address.", null, null],
    ["null", "This is JSON, but there is no object in it that could be a user.", null, null],
    ["[]", "This is JSON, but there is no object in it that could be a user.", null, null],
    ["secret-abcdef123456", "This looks like a Statsig key. Keys belong into the settings of a project, not into a user.", null, null],
    ['{\n  "userID": "ada"\n  "email": "x"\n}', 'Line 3, column 3: “"” was not expected there.', 3, 3],
    ['{"userID":"ada","custom":{"email":"x"}', "Line 1, column 39: this ends before it is complete.", 1, 39],
    ['\n\n  {"userID": nonsense}', "Line 3, column 15: “o” was not expected there.", 3, 15],
  ])("is not to be had from %j: %s", (text, problem, line, column) => {
    expect(readPastedUser(text)).toEqual({ kind: "unreadable", problem, line, column });
  });

  it("never throws, whatever is pasted", () => {
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

  it("comes back as it was from its own JSON", () => {
    fc.assert(
      fc.property(anyUser(), (user) => {
        expect(readPastedUser(JSON.stringify(user))).toEqual({ kind: "read", user, notes: [] });
      }),
    );
  });

  it("comes back from the middle of a log line", () => {
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
    ["braces that are no JSON", "{ x ".repeat(60_000)],
  ])("does not take long over %s", (_what, text) => {
    const started = performance.now();
    expect(readPastedUser(text).kind).toBe("unreadable");
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

/** Users in Statsig's own spelling, odd values included; as JSON would bring them, so without -0. */
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

describe("warnings", () => {
  const said = (user: StatsigUser) => userWarnings(user).map(({ path, message, fix }) => [path.join("."), message, fix?.user ?? null]);

  it("are none for an ordinary user", () => {
    const user = {
      userID: "u-1001",
      customIDs: { stableID: "dev-1" },
      email: "mia@example.net",
      ip: "192.168.1.1",
      userAgent: "Mozilla/5.0",
      country: "US",
      locale: "en_US",
      appVersion: "4.12.3-beta",
      custom: { lifetime_spend: 1250, isBeta: true, cart_items: ["lamp"] },
      privateAttributes: { salary: 1 },
      statsigEnvironment: { tier: "Production" },
    };
    expect(said(user)).toEqual([]);
  });

  it("say that nobody is asked about", () => {
    expect(said({})).toEqual([["userID", "This user is empty: everybody without an ID falls into the same bucket.", null]]);
    expect(said({ email: "a@b.c", userID: "" })).toEqual([
      ["userID", "This user has neither a userID nor a custom ID: everybody without an ID falls into the same bucket.", null],
    ]);
  });

  it.each<[StatsigUser, string, RegExp, StatsigUser | null]>([
    [{ userID: 5 }, "userID", /is a number/, { userID: "5" }],
    [{ userID: " ada" }, "userID", /blanks around/, { userID: "ada" }],
    [{ userID: "x".repeat(129) }, "userID", /129 characters.*after 128/, null],
    [{ customIDs: { seat: 7 } }, "customIDs.seat", /is a number/, { customIDs: { seat: "7" } }],
    [{ userID: "a", customIDs: { seat: {} } }, "customIDs.seat", /expects a text/, null],
    [{ userID: "a", customIDs: "seat" }, "customIDs", /expects an object/, null],
    [{ userID: "a", country: "Germany" }, "country", /codes of two letters/, null],
    [{ userID: "a", country: "DE " }, "country", /blanks around/, { userID: "a", country: "DE" }],
    [{ userID: "a", ip: "2001:db8::1" }, "ip", /IPv4 addresses only/, null],
    [{ userID: "a", ip: "256.1.1.1" }, "ip", /no IPv4 address/, null],
    [{ userID: "a", ip: "1.2.3" }, "ip", /no IPv4 address/, null],
    [{ userID: "a", userAgent: "x".repeat(1001) }, "userAgent", /ignores a user agent/, null],
    [{ userID: "a", locale: "english please" }, "locale", /en_US/, null],
    [{ userID: "a", appVersion: "v1.2" }, "appVersion", /numbers between dots/, { userID: "a", appVersion: "1.2" }],
    [{ userID: "a", appVersion: 1.2 }, "appVersion", /expects a text/, { userID: "a", appVersion: "1.2" }],
    [{ userID: "a", email: "ada" }, "email", /has an @/, null],
    [{ userID: "a", custom: { address: { city: "Oslo" } } }, "custom.address", /cannot look into an object/, null],
    [{ userID: "a", custom: { sizes: [1, 2] } }, "custom.sizes", /lists of texts/, null],
    [{ userID: "a", custom: { plan: "x" }, privateAttributes: { plan: "y" } }, "privateAttributes.plan", /in custom, too/, null],
    [
      { userID: "a", statsigEnvironment: "staging" },
      "statsigEnvironment",
      /object with a tier/,
      { userID: "a", statsigEnvironment: { tier: "staging" } },
    ],
    [
      { userID: "a", statsigEnvironment: { tier: "prod" } },
      "statsigEnvironment.tier",
      /none of Statsig/,
      { userID: "a", statsigEnvironment: { tier: "production" } },
    ],
    [
      { userID: "a", statsigEnvironment: { Tier: "staging" } },
      "statsigEnvironment",
      /“tier” only/,
      { userID: "a", statsigEnvironment: { tier: "staging" } },
    ],
    [{ userID: "a", user_agent: "x" }, "user_agent", /its name is userAgent/, { userID: "a", userAgent: "x" }],
    [{ userID: "a", user_id: "b" }, "user_id", /its name is userID/, null],
    [{ userID: "a", plan: "pro" }, "plan", /does not document/, { userID: "a", custom: { plan: "pro" } }],
    [{ userID: "a", plan: "pro", custom: { plan: "x" } }, "plan", /does not document/, null],
    [{ userID: "a", custom: { note: ["secret-abcdef123456"] } }, "custom.note.0", /looks like a Statsig key/, null],
    [{ userID: "a", custom: { note: "x".repeat(4096) } }, "", /characters; Statsig may cut it after 4096/, null],
  ])("about %j are at %s, with a mend where one is obvious", (user, path, message, fixed) => {
    const warnings = userWarnings(user);
    expect(warnings.map((warning) => warning.path.join("."))).toEqual([path]);
    expect(warnings[0]?.message).toMatch(message);
    expect(warnings[0]?.fix?.user ?? null).toEqual(fixed);
  });

  it("are mended for good: the same warning does not come back", () => {
    const anything = fc.dictionary(
      fc.constantFrom("userID", "user_id", "country", "ip", "appVersion", "customIDs", "custom", "statsigEnvironment", "plan"),
      fc.jsonValue({ maxDepth: 2 }),
    );
    fc.assert(
      fc.property(anything, (user) => {
        for (const { path, message, fix } of userWarnings(user as StatsigUser)) {
          if (fix !== null) expect(userWarnings(fix.user)).not.toContainEqual(expect.objectContaining({ path, message }));
        }
      }),
    );
  });
});
