import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber, jsonNumber } from "../../json/exact-number.ts";
import { isJsonObject, type JsonValue } from "../../json/json.ts";
import { parseJson } from "../../json/parse-json.ts";
import { readPastedUser } from "../pasted-user.ts";
import type { StatsigUser } from "../statsig-user.ts";

const ada = { userID: "ada", email: "a@x.de", custom: { plan: "pro" } };
const exact = (source: string) => parseJson(source) ?? null;

function read(text: string) {
  const found = readPastedUser(text);
  if (found.kind === "unreadable") throw new Error(found.problem);
  return {
    users: found.candidates.map(({ user }) => user),
    notes: found.candidates.flatMap(({ notes }) => notes).join(" "),
    lost: found.candidates.flatMap(({ lost }) => lost).join(" "),
  };
}

describe("XML", () => {
  const soap = "<s:Envelope xmlns:s='u'><s:Body><m:getUser xmlns:m='v'>";
  it.each<[what: string, text: string, user: StatsigUser, note: string]>([
    ["elements", "<user><userID>ada</userID><email>a@x.de</email><custom><plan>pro</plan></custom></user>", ada, "Read as XML."],
    ["attributes", '<user userID="ada" email="a&amp;b@x.de"/>', { userID: "ada", email: "a&b@x.de" }, "Read as XML."],
    [
      "a message of SOAP",
      `<?xml version="1.0"?>\n${soap}<m:user><m:userID>1743223061489848990</m:userID><m:custom><m:n>12</m:n><m:v>1.10</m:v><m:tag>a</m:tag><m:tag>b</m:tag></m:custom></m:user></m:getUser></s:Body></s:Envelope>`,
      { userID: "1743223061489848990", custom: { n: 12, v: "1.10", tag: ["a", "b"] } },
      "Found at Body.getUser.user",
    ],
    ["a line of a log", "10:22 INFO got <user><userID>ada</userID></user> from eu-1", { userID: "ada" }, "Found at user"],
    [
      "a property list",
      '<plist version="1.0"><dict><key>userID</key><string>007</string><key>custom</key><dict><key>beta</key><true/><key>n</key><integer>9007199254740993</integer></dict></dict></plist>',
      { userID: "007", custom: { beta: true, n: exact("9007199254740993") } },
      "Read as XML.",
    ],
    [
      "Android's preferences",
      '<map><string name="userID">ada</string><boolean name="beta" value="true"/></map>',
      { userID: "ada", beta: true },
      "Read as XML.",
    ],
    [
      "entries",
      '<user><userID>ada</userID><custom><entry key="plan">pro</entry><entry key="tier">a</entry></custom></user>',
      { userID: "ada", custom: { plan: "pro", tier: "a" } },
      "XML",
    ],
    [
      "a call of XML-RPC",
      "<params><param><value><struct><member><name>userID</name><value><string>ada</string></value></member><member><name>n</name><value><int>3</int></value></member></struct></value></param></params>",
      { userID: "ada", n: 3 },
      "Found at",
    ],
    ["JSON in an element", '<body><![CDATA[{"user":{"userID":"ada"}}]]></body>', { userID: "ada" }, "XML"],
    ["JSON in an attribute", '<div data-user="{&quot;userID&quot;:&quot;ada&quot;}"></div>', { userID: "ada" }, "data-user"],
    [
      "comments and lists",
      "<user><!-- <userID>no</userID> --><userID>ada</userID><tags><tag>a</tag><tag>b</tag></tags></user>",
      { userID: "ada", tags: ["a", "b"] },
      "XML",
    ],
    ["an empty value", '<user xmlns:xsi="x"><userID>ada</userID><email xsi:nil="true"/></user>', { userID: "ada" }, "email was null"],
  ])("is read: %s", (_what, text, user, note) => {
    expect(read(text).users).toEqual([user]);
    expect(read(text).notes).toContain(note);
  });

  it("keeps no key, and names it and the words between elements", () => {
    const { users, lost } = read(
      "<user><userID>ada</userID>stray words<apiKey>x</apiKey><plan>secret-abcdefghijklmnop1234567890</plan></user>",
    );
    expect(users).toEqual([{ userID: "ada" }]);
    expect(lost).toBe("An argument was not understood: stray words. apiKey, plan were left out, because they are keys or passwords.");
  });
});

describe("PHP's serialized values", () => {
  it.each<[what: string, text: string, user: StatsigUser]>([
    [
      "an array",
      'a:2:{s:6:"userID";s:3:"ada";s:6:"custom";a:1:{s:1:"n";i:174322306148984899;}}',
      { userID: "ada", custom: { n: exact("174322306148984899") } },
    ],
    [
      "an object with protected members, in a session",
      'user|O:8:"App\\User":2:{s:9:"\0*\0userID";s:7:"J\u00fcrgen";s:12:"\0App\\User\0n";d:19.9;}cart|a:0:{}',
      { userID: "J\u00fcrgen", n: 19.9 },
    ],
    ["a line of a log, with converted texts", 'user=a:1:{s:6:"userID";s:6:"J\u00fcrgen";} ok', { userID: "J\u00fcrgen" }],
    ["a list and quotes", 'a:2:{s:6:"userID";s:5:"a";"b";s:4:"tags";a:2:{i:0;s:1:"a";i:1;b:1;}}', { userID: 'a";"b', tags: ["a", true] }],
  ])("are read: %s", (_what, text, user) => {
    expect(read(text).users).toEqual([user]);
    expect(read(text).notes).toContain("Read as PHP");
  });

  it("name what is no value", () => {
    expect(read('a:2:{s:6:"userID";s:3:"ada";s:5:"other";R:1;}').lost).toBe("“other” was not understood: R:1;.");
  });
});

describe("Erlang terms", () => {
  it.each<[what: string, text: string, user: StatsigUser]>([
    [
      "a map",
      '#{<<"userID">> => <<"ada">>,custom => #{n => 174322306148984899,price => 19.90}}',
      { userID: "ada", custom: { n: exact("174322306148984899"), price: exact("19.90") } },
    ],
    [
      "a list of pairs, in a log",
      '=INFO= user: [{<<"userID">>,<<"ada">>},{email,"a@x.de"},{custom,[{plan,pro},{tags,[a,b]}]}] ok',
      { userID: "ada", email: "a@x.de", custom: { plan: "pro", tags: ["a", "b"] } },
    ],
    [
      "a record",
      '#user{user_id = <<"J\u00fcrgen"/utf8>>, email = undefined, country = <<68,69>>}',
      { userID: "J\u00fcrgen", country: "DE" },
    ],
    ["an object of jiffy", '{[{<<"userID">>,<<"ada">>},{<<"custom">>,{[{<<"beta">>,true}]}}]}', { userID: "ada", custom: { beta: true } }],
  ])("are read: %s", (_what, text, user) => {
    expect(read(text).users).toEqual([user]);
    expect(read(text).notes).toContain("Read as Erlang terms.");
  });

  it("name what is no value", () => {
    expect(read('#{user_id => <<"ada">>,pid => <0.1.0>}').lost).toBe("“pid” was not understood: <0.1.0>.");
  });
});

it("the rules of definitions are no users", () => {
  const rule = { id: "r1", name: "r1", passPercentage: 100, conditions: ["c"], returnValue: {}, idType: "userID" };
  expect(readPastedUser(JSON.stringify({ feature_gates: { gate: { salt: "s", defaultValue: false, rules: [rule] } } })).kind).toBe(
    "unreadable",
  );
});

describe("texts of other programs", () => {
  const adaInHtml = "<tr><th>userID</th><th>email</th></tr><tr><td>ada</td><td>a&#64;x.de</td></tr>";
  const boundary = "------WebKitFormBoundary7MA4";
  const part = (name: string, value: string) => `${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  it.each<[what: string, text: string, user: StatsigUser]>([
    [
      "Rust's JSON values",
      'User { user_id: "ada", custom: {"tags": Array([String("a")]), "n": Number(1)} }',
      { userID: "ada", custom: { tags: ["a"], n: 1 } },
    ],
    ["a set of Python", "{'userID': 'ada', 'custom': {'tags': set(['a', 'b'])}}", { userID: "ada", custom: { tags: ["a", "b"] } }],
    ["lists of lists", 'mapOf("userID" to "ada", "custom" to mapOf("a" to listOf(listOf(1))))', { userID: "ada", custom: { a: [[1]] } }],
    [
      "undefined, which JSON leaves out",
      "{ userID: 'ada', email: undefined, custom: { a: undefined, b: null } }",
      { userID: "ada", custom: { b: null } },
    ],
    [
      "code in Markdown",
      "| Field | Value |\n| --- | --- |\n| userID | `ada` |\n| email | **a@x.de** |",
      { userID: "ada", email: "a@x.de" },
    ],
    ["a table of Jira", "||Field||Value||\n|userID|{{ada}}|\n|email|a@x.de|", { userID: "ada", email: "a@x.de" }],
    ["a table of HTML", `<table class="a">${adaInHtml}</table>`, { userID: "ada", email: "a@x.de" }],
    [
      "rows of HTML",
      "<tr><td>User ID</td><td><b>ada</b></td></tr>\n<tr><td>Country</td><td>DE</td></tr>",
      { userID: "ada", country: "DE" },
    ],
    ["a record of psql", "-[ RECORD 1 ]-----\nuser_id | ada\nemail   | a@x.de", { userID: "ada", email: "a@x.de" }],
    ["a form in parts", `${part("userID", "ada")}${part("custom[plan]", "pro")}${boundary}--`, { userID: "ada", custom: { plan: "pro" } }],
    ["a user in a form", `${part("user", '{"userID":9007199254740993}')}${boundary}--`, { userID: exact("9007199254740993") }],
    [
      "numbers of MongoDB's shell and Java",
      '{ userID: "ada", custom: { n: NumberLong("174322306148984899"), p: new BigDecimal("1.10"), at: ISODate("2026-01-02T00:00:00Z") } }',
      { userID: "ada", custom: { n: exact("174322306148984899"), p: exact("1.10"), at: "2026-01-02T00:00:00Z" } },
    ],
    ["a record of psql with an empty last field", "-[ RECORD 1 ]---\nuser_id | ada\nplan    | ", { userID: "ada" }],
    [
      "MySQL's INSERT",
      "INSERT INTO `users` (`id`, `user_id`, `email`) VALUES (17, 'ada', 'o''neil@x.de');",
      { userID: "ada", email: "o'neil@x.de" },
    ],
    [
      "PostgreSQL's INSERT",
      `INSERT INTO public."Users" ("userID", custom) VALUES (174322306148984899, '{"n": 9007199254740993}'::jsonb) ON CONFLICT DO NOTHING`,
      { userID: "174322306148984899", custom: { n: exact("9007199254740993") } },
    ],
    ["a condition of SQL", "SELECT * FROM u WHERE u.user_id = 'ada' AND country='DE'", { userID: "ada", country: "DE" }],
    [
      "arguments of HTTPie",
      "http POST https://api.statsig.com/v1/check_gate statsig-api-key:client-a user[userID]=007 'user[custom][plan]=pro plus' user[custom][n]:=5 gateName=g",
      { userID: "007", custom: { plan: "pro plus", n: 5 } },
    ],
    ["JSON in a cell", 'n,user\n1,"{""userID"":""ada"",""custom"":{""q"":""a, b""}}"', { userID: "ada", custom: { q: "a, b" } }],
    [
      "what go-spew prints",
      '(*main.User)(0xc0000b2000)({\n UserID: (string) (len=3) "ada",\n Custom: (map[string]interface {}) (len=2) {\n  (string) (len=4) "plan": (string) (len=3) "pro",\n  (string) (len=5) "seats": (int) 5\n }\n})',
      { userID: "ada", custom: { plan: "pro", seats: 5 } },
    ],
    [
      "values of Statsig's Rust core",
      'StatsigUser { user_id: Some(DynamicValue { int_value: None, string_value: Some(DynamicString { value: "ada", hash: 1 }), json_value: String("ada") }), email: None }',
      { userID: "ada" },
    ],
    ["an object of a browser's console", "userID\n: \n\"ada\"\ncustom\n: \n{plan: 'pro'}", { userID: "ada", custom: { plan: "pro" } }],
    ["a call of identify", "analytics.identify('ada', {email: 'a@x.de'});", { userID: "ada", email: "a@x.de" }],
    ["an ID beside an “id”", "User{id=17, userId='ada'}", { id: 17, userID: "ada" }],
    ["Swift's AnyHashable", '["userID": AnyHashable("ada"), "seats": 5]', { userID: "ada", seats: 5 }],
    [
      "TOML",
      '[user]\nuserID = 174322306148984899\nemail = "a@x.de"\n[user.custom]\nn = 9_007_199_254_740_993\nh = 0xFFFFFFFFFFFFFFFF\nv = 1.10',
      {
        userID: "174322306148984899",
        email: "a@x.de",
        custom: { n: exact("9007199254740993"), h: exact("18446744073709551615"), v: "1.10" },
      },
    ],
    [
      "integers of YAML",
      "userID: ada\ncustom:\n  n: 9007199254740993\n  z: 007",
      { userID: "ada", custom: { n: exact("9007199254740993"), z: "007" } },
    ],
    ["an answer of GraphQL", '{"data":{"me":{"__typename":"User","userID":"ada"}}}', { userID: "ada" }],
    [
      "lists in lists and a user agent that Go prints",
      "{UserID:ada UserAgent:Mozilla/5.0 (X11; Linux x86_64) Custom:map[grid:[[a b] [c d]] n:[[1 2] [3 4]] of:[map[x:1] map[x:2]]]}",
      {
        userID: "ada",
        userAgent: "Mozilla/5.0 (X11; Linux x86_64)",
        custom: {
          grid: [
            ["a", "b"],
            ["c", "d"],
          ],
          n: [
            [1, 2],
            [3, 4],
          ],
          of: [{ x: 1 }, { x: 2 }],
        },
      },
    ],
    [
      "lists of two texts in Go and PHP, which are no pairs",
      'User{UserID: "ada", Custom: map[string]any{"a": [][]string{{"x", "y"}}, "b": array(array("x", "y"))}}',
      { userID: "ada", custom: { a: [["x", "y"]], b: [["x", "y"]] } },
    ],
    [
      "PHP's var_dump, with a list",
      'array(2) {\n  ["userID"]=>\n  string(3) "ada"\n  ["tags"]=>\n  array(2) {\n    [0]=>\n    string(1) "a"\n    [1]=>\n    string(1) "b"\n  }\n}',
      { userID: "ada", tags: ["a", "b"] },
    ],
    [
      "PHP's print_r, with a name of two words",
      "Array\n(\n    [userID] => ada\n    [custom] => Array\n        (\n            [full name] => Ada Lovelace\n        )\n)",
      { userID: "ada", custom: { "full name": "Ada Lovelace" } },
    ],
    [
      "PHP's var_export of an object",
      "(object) array(\n  'userID' => 'ada',\n  'custom' => \n  (object) array(\n    'plan' => 'pro',\n  ),\n)",
      { userID: "ada", custom: { plan: "pro" } },
    ],
    [
      "Laravel's dump",
      'App\\StatsigUser {#305\n  -userID: "ada #1"\n  +custom: array:2 [\n    "plan" => "pro"\n    "tags" => array:1 [\n      0 => "a"\n    ]\n  ]\n}',
      { userID: "ada #1", custom: { plan: "pro", tags: ["a"] } },
    ],
    [
      "NSLog",
      '{\n    userID = ada;\n    custom =     {\n        plan = pro;\n        city = "K\\U00f6ln";\n        seats = 5;\n        tags =         (\n            a,\n            "b c"\n        );\n    };\n    email = "<null>";\n}',
      { userID: "ada", custom: { plan: "pro", city: "Köln", seats: 5, tags: ["a", "b c"] } },
    ],
    [
      "an object of Rails within a line of a log",
      'Current: #<User id: 42, email: "a@x.de", admin: false, plan: #<OpenStruct name="pro > free">> (from cache)',
      { userID: 42, email: "a@x.de", admin: false, plan: { name: "pro > free" } },
    ],
    [
      "Python's enumerations and pairs",
      "{'userID': 'ada', 'custom': {'plan': <Plan.PRO: 'pro'>, 'od': OrderedDict([('a', 1), ('b', 2)])}}",
      { userID: "ada", custom: { plan: "pro", od: { a: 1, b: 2 } } },
    ],
    ["empty options of Java", "StatsigUser{userID=Optional[ada], email=Optional.empty}", { userID: "ada" }],
    [
      "Haskell",
      'StatsigUser {userID = Just "ada", email = Nothing, custom = fromList [("plan",String "pro")]}',
      { userID: "ada", custom: { plan: "pro" } },
    ],
    ["Perl", "$VAR1 = { 'userID' => 'ada', 'email' => undef };", { userID: "ada" }],
    ["PowerShell's lists", '$user = @{ userID = "ada"; custom = @{ tags = @("a") } }', { userID: "ada", custom: { tags: ["a"] } }],
    ["an argument of GraphQL", 'query { gate(name: "g", user: { userID: "ada" }) { value } }', { userID: "ada" }],
    [
      "tables of an array in TOML",
      'userID = "ada"\n[custom]\nplan = "pro"\n[[custom.items]]\nname = "x"\nn = 1\n[[custom.items]]\nname = "y"\n[customIDs]\ncompanyID = "c"',
      { userID: "ada", custom: { plan: "pro", items: [{ name: "x", n: 1 }, { name: "y" }] }, customIDs: { companyID: "c" } },
    ],
    [
      "a value with blanks in a file of pairs",
      "[user]\nuserID=ada\n[user.custom]\nname=Ada Lovelace ; her",
      { userID: "ada", custom: { name: "Ada Lovelace" } },
    ],
    [
      "lists in an address",
      "user[userID]=ada&user[custom][tags][]=a&user[custom][tags][]=b&user[custom][n][0]=1",
      { userID: "ada", custom: { tags: ["a", "b"], n: [1] } },
    ],
    ["fields in a list of YAML", "- userID: ada\n- email: a@x.de\n- country: DE", { userID: "ada", email: "a@x.de", country: "DE" }],
    ["marks without a width", '\u200b{"userID":"ada",\u200b"email":"a@x.de"}\u2060', { userID: "ada", email: "a@x.de" }],
    [
      "lines with numbers",
      '  9  {\n 10    "userID": "ada",\n 11    "tags": [\n 12      "a"\n 13    ]\n 14  }',
      { userID: "ada", tags: ["a"] },
    ],
    ["a quotation", '> the user:\n> {\n>   "userID": "ada"\n> }', { userID: "ada" }],
    [
      "a diff",
      '@@ -1,4 +1,4 @@\n {\n-  "userID": "old",\n+  "userID": "ada",\n   "email": "a@x.de"\n }',
      { userID: "ada", email: "a@x.de" },
    ],
    ["a call of Segment", '{"type":"identify","userId":"ada","traits":{"plan":"pro"}}', { userID: "ada" }],
    ["a person of a mail", "Ada Lovelace <a@x.de>", { email: "a@x.de" }],
  ])("are read: %s", (_what, text, user) => {
    expect(read(text).users[0]).toEqual(user);
  });

  it.each([
    [
      "{'userID': 'ada', 'at': datetime.datetime(2024, 1, 5, tzinfo=utc)}",
      "“at” was not understood: datetime.datetime(2024, 1, 5, tzinfo=utc).",
    ],
    ["{ userID: 9007199254740993n, custom: { h: Infinity } }", "“custom.h” was not understood: Infinity."],
  ])("name what is no value: %s", (text, sentence) => {
    const { users, lost } = read(text);
    expect([Object.keys(users[0] ?? {})[0], users[0]?.at, lost]).toEqual(["userID", undefined, sentence]);
  });

  it("give no second user for an encoded one, and name the file that a command sends", () => {
    const twice = encodeURIComponent(encodeURIComponent('{"userID":"ada"}'));
    expect(read(`https://x.de/check?user=${twice}`).users).toEqual([{ userID: "ada" }]);
    expect(readPastedUser("curl -X POST https://x.de -H 'a: b' -d @user.json")).toMatchObject({
      problem: "The body of this request is in the file user.json. Paste what is in it.",
    });
  });

  it("give no user for the ID of a request that Insomnia saved", () => {
    const request = {
      _id: "req_1",
      parentId: "wrk_1",
      url: "https://x.de",
      body: { text: JSON.stringify({ user: { userID: "ada" }, gateName: "g" }) },
    };
    expect(read(JSON.stringify({ resources: [request] })).users).toEqual([{ userID: "ada" }]);
  });

  it.each([
    ["Python", `StatsigUser(user_id=f"u-{id}", country="DE")`],
    ["JavaScript", `const user = { userID: \`u-\${id}\`, country: 'DE' };`],
    ["Ruby", 'StatsigUser.new(user_id: "u-#{id}", country: "DE")'],
    ["Kotlin", `StatsigUser(userID = "u-\${user.id}", country = "DE")`],
    ["Swift", 'StatsigUser(userID: "u-\\(id)", country: "DE")'],
    ["C#", 'new StatsigUser { UserID = $"u-{id}", Country = "DE" }'],
  ])("do not give an ID with a gap: %s", (_what, text) => {
    const { users, lost } = read(text);
    expect(users[0]).toEqual({ country: "DE" });
    expect(lost).toMatch(/^“(?:user_id|userID|UserID)” was not understood: /);
  });

  it("keeps brackets that are no gaps", () => {
    expect(read(`{'userID': 'a{b}', 'email': f'{{x}}@x.de', "country": "{DE}"}`).users).toEqual([
      { userID: "a{b}", email: "{{x}}@x.de", country: "{DE}" },
    ]);
  });

  it.each(["[FILTERED]", "[Filtered]", "<redacted>", "[REDACTED: email]", "********", "[private, not kept]"])(
    "have a placeholder that is no value: %s",
    (placeholder) => {
      const { users, lost } = read(`Parameters: {"user"=>{"userID"=>"ada", "email"=>"${placeholder}"}}`);
      expect([users, lost]).toEqual([[{ userID: "ada" }], "email has a placeholder in place of its value, which was not kept."]);
    },
  );
});

describe("escaped quotes", () => {
  it.each<[what: string, text: string, user: StatsigUser]>([
    [
      "\\u0022",
      '{"userID":"ada","custom":{"q":"a\\"b"}}'.replace(/\\?"/g, (quote) => (quote === '"' ? "\\u0022" : "\\\\\\u0022")),
      { userID: "ada", custom: { q: 'a"b' } },
    ],
    ["\\u0022, twice", "{\\\\u0022userID\\\\u0022:\\\\u0022ada\\\\u0022}", { userID: "ada" }],
    [
      "\\x22 with the bytes of UTF-8, as nginx logs a body",
      '1.2.3.4 "POST /v1" {\\x22userID\\x22:\\x22J\\xC3\\xBCrgen\\x22,\\x22n\\x22:174322306148984899} 200',
      { userID: "J\u00fcrgen", n: exact("174322306148984899") },
    ],
    ["%22 between brackets", "{%22userID%22:%22100% a%22}", { userID: "100% a" }],
    ["%22 in an address", "GET /v1/x?user={%22userID%22:%22ada%22,%22n%22:19.90} HTTP/1.1", { userID: "ada", n: exact("19.90") }],
    ["&quot;", "user: {&quot;userID&quot;:&quot;a &amp; b&quot;}", { userID: "a & b" }],
  ])("are read: %s", (_what, text, user) => {
    expect(read(text).users).toEqual([user]);
  });
});

describe("any user", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    fc.boolean(),
    fc.array(fc.string({ minLength: 1 }), { minLength: 2 }),
  );
  const name = fc.stringMatching(/^[a-z]\w{0,8}$/).filter((each) => !/pass|key|cookie|token|secret/i.test(each));
  const user = fc
    .record({ userID: fc.string({ minLength: 1 }), email: fc.string({ minLength: 1 }), custom: fc.dictionary(name, value, { minKeys: 1 }) })
    .map(
      (written): StatsigUser => ({
        ...written,
        custom: Object.fromEntries(
          Object.entries(written.custom).map(([key, each]) => [key, typeof each === "bigint" ? (jsonNumber(String(each)) ?? null) : each]),
        ),
      }),
    );
  const isSafe = (text: string) => readPastedUser(JSON.stringify({ userID: text })).kind === "read" && !text.includes("••••");

  it.each<[what: string, write: (value: JsonValue) => string]>([
    ["PHP's serialized values", toPhp],
    ["Erlang terms", toErlang],
    ["JSON with escaped quotes", (json) => JSON.stringify(JSON.stringify(json)).slice(1, -1).replaceAll('\\"', "\\u0022")],
    ["JSON with %22", (json) => JSON.stringify(json).replaceAll("%", "%25").replaceAll('"', "%22")],
  ])("survives a way through %s", (_what, write) => {
    fc.assert(
      fc.property(user, (each) => {
        fc.pre(isSafe(String(each.userID)));
        expect(read(write(each)).users).toEqual([each]);
      }),
    );
  });

  it("survives a way through XML, where numbers and words have no types", () => {
    const text = fc.stringMatching(/^[a-z<>&"' \u00fc]{0,10}[a-z]$/).filter((each) => !/^(?:true|false|null)$/.test(each));
    fc.assert(
      fc.property(
        fc.record({ userID: text, email: text, custom: fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean()), { minKeys: 1 }) }),
        (each) => {
          const trimmed = {
            userID: each.userID.trim(),
            email: each.email.trim(),
            custom: Object.fromEntries(
              Object.entries(each.custom).map(([key, entry]) => [key, typeof entry === "string" ? entry.trim() : entry]),
            ),
          };
          expect(read(`<user>${toXml(each)}</user>`).users).toEqual([trimmed]);
        },
      ),
    );
  });
});

it.each([
  ["elements that do not end", "<user>".repeat(50_000)],
  ["elements in elements", `${"<a>".repeat(43_000)}${"</a>".repeat(43_000)}`],
  ["attributes", `<user ${'a="b" '.repeat(50_000)}`],
  ["blanks in an element", `<user${" ".repeat(300_000)}`],
  ["comments", "<a><!-- user ".repeat(23_000)],
  ["arrays of PHP", "a:1:{s:4:".repeat(33_000)],
  ["texts of PHP without an end", 'a:1:{s:4:"user'.repeat(21_000)],
  ["arrays in arrays of PHP", "a:1:{i:0;".repeat(33_000)],
  ["maps", "#{user => ".repeat(30_000)],
  ["lists of tuples", "[{user,".repeat(43_000)],
  ["texts of Erlang", '[{user,"\\'.repeat(30_000)],
  ["escaped quotes", "{\\u0022user".repeat(27_000)],
  ["quotes for addresses", "{%22user".repeat(37_000)],
  ["fields with brackets", "&a[b]=".repeat(50_000)],
  ["names before names", "user:".repeat(60_000)],
  ["assignments", "user=u ".repeat(43_000)],
  ["gaps", '"${user'.repeat(43_000)],
  ["templates", `"a\${user}"`.repeat(30_000)],
  ["rows of a table", "|user|`a`|\n".repeat(27_000)],
  ["headings of a table", "||user".repeat(43_000)],
  ["parameters with brackets", "?user={&".repeat(37_000)],
])("300 kB of %s end, as they would not if time grew with the square of the length", { timeout: 60_000 }, (_what, text) => {
  const startedAt = performance.now();
  expect(["read", "unreadable"]).toContain(readPastedUser(text).kind);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

function toPhp(value: JsonValue): string {
  const text = (each: string) => `s:${new TextEncoder().encode(each).length}:"${each}";`;
  if (typeof value === "string") return text(value);
  if (value === null) return "N;";
  if (typeof value === "boolean") return `b:${value ? 1 : 0};`;
  if (typeof value === "number" || value instanceof ExactNumber)
    return /^-?\d+$/.test(JSON.stringify(value)) ? `i:${JSON.stringify(value)};` : `d:${JSON.stringify(value)};`;
  if (Array.isArray(value)) return `a:${value.length}:{${value.map((each, at) => `i:${at};${toPhp(each)}`).join("")}}`;
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return `a:${entries.length}:{${entries.map(([name, each]) => text(name) + toPhp(each)).join("")}}`;
}

function toErlang(value: JsonValue): string {
  const text = (each: string) => `<<${JSON.stringify(each).replace(/\\u([\da-f]{4})/g, "\\x{$1}")}/utf8>>`;
  if (typeof value === "string") return text(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" || value instanceof ExactNumber) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toErlang).join(",")}]`;
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return `#{${entries.map(([name, each]) => `${text(name)} => ${toErlang(each)}`).join(",")}}`;
}

function toXml(value: JsonValue): string {
  if (isJsonObject(value))
    return Object.entries(value)
      .map(([name, each]) => `<${name}>${toXml(each)}</${name}>`)
      .join("");
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
