import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidateLabel, noUserFoundText, readPastedUser } from "./pasted-user.ts";
import { type StatsigUser, spreadsheetIdTexts } from "./statsig-user.ts";

const unpacked = "It was JSON inside a text and was unpacked.";
const printed = "Read as an object of a program.";
const code = "Read as code that constructs a user.";
const command = "Read from a command.";
const query = "Read as the fields of a form or an address.";
const found = (place: string) => `Found at ${place}; what surrounds it was ignored.`;
const respelled = (...names: string[]) => names.map((pair) => pair.replace(/(\S+) (\S+)/, "“$1” was read as $2."));

type Case = [what: string, text: string, user: StatsigUser, notes: string[]];
const ada = { userID: "ada", custom: { isBeta: true, plan: null } };

const notations: Case[] = [
  ["JSON", JSON.stringify(ada, null, 2), ada, []],
  ["an empty object", "{}", {}, []],
  ["a user without any of Statsig's fields", '{"plan":"pro"}', { plan: "pro" }, []],
  ["a row of a database", '{"userID":"ada","email":null,"country":null}', { userID: "ada" }, ["email, country were null and ignored."]],
  ["curly quotes", "{“userID”: “ada”, “email”: “o’hara@x.de”}", { userID: "ada", email: "o’hara@x.de" }, [printed]],
  ["single quotes", `{'userID': 'ada', 'email': 'it\\'s@x.de'}`, { userID: "ada", email: "it's@x.de" }, [printed]],
  [
    "a JavaScript object",
    `{ userID: "ada", custom: { tags: ["a",], url: 'http://x.de/a?b=c' /* no comment */, }, } // from the code`,
    { userID: "ada", custom: { tags: ["a"], url: "http://x.de/a?b=c" } },
    [printed],
  ],
  ["a Python dictionary", `{'userID': 'ada', 'custom': {'isBeta': True, 'plan': None}}`, ada, [printed]],
  ["words of Python within a text", `{'userID': 'True', 'email': None}`, { userID: "True" }, [printed, "email was null and ignored."]],
  ["what the console prints", `{ userID: 'ada', email: undefined }`, { userID: "ada" }, [printed, "email was null and ignored."]],
  [
    "an object that the console shortens",
    "StatsigUser {\n  userID: 'ada',\n  custom: [Object],\n  customIDs: { stableID: 'st-1' }\n}",
    { userID: "ada", customIDs: { stableID: "st-1" } },
    [code, "“custom” was not understood: [Object]."],
  ],
  [
    "a row of a spreadsheet that shortened its ID",
    "userID\temail\n1.74322E+17\ta@x.de",
    { userID: "1.74322E+17", email: "a@x.de" },
    [
      "Read as a table.",
      "userID is “1.74322E+17”: a spreadsheet shortened this number, and the file no longer has its last digits. Export the IDs as text.",
    ],
  ],
  [
    "an object of Java, whose absent texts are printed in quotes",
    "User{userID='u-1', email='null', custom=Custom{plan='null', note='not null'}}",
    { userID: "u-1", custom: { plan: null, note: "not null" } },
    [code, "email was null and ignored."],
  ],
  [
    "a block of Terraform, with a block in it",
    'user {\n  user_id = "u-1"\n  custom {\n    plan = "pro"\n  }\n}',
    { userID: "u-1", custom: { plan: "pro" } },
    [code, ...respelled("user_id userID")],
  ],
  [
    "a struct of Elixir with a print of its own",
    '#User<user_id: "u-1", email: nil, __meta__: #Ecto.Schema.Metadata<:loaded, "users">, ...>',
    { userID: "u-1" },
    [
      code,
      ...respelled("user_id userID"),
      "email was null and ignored.",
      '“__meta__” was not understood: Ecto.Schema.Metadata(:loaded, "users").',
    ],
  ],
  ["Julia", 'User(userID = "u-1", email = nothing)', { userID: "u-1" }, [code, "email was null and ignored."]],
  [
    "a hash of Redis",
    ' 1) "userID"\n 2) "u-1"\n 3) "note"\n 4) "a, \\"b\\""\n 5) "email"\n 6) (nil)\n',
    { userID: "u-1", note: 'a, "b"' },
    [printed, "The numbers before its lines were left out.", "email was null and ignored."],
  ],
  [
    "the colours of a terminal",
    '\u001b[1;39m{\n  \u001b[0m\u001b[34;1m"userID"\u001b[0m\u001b[1;39m: \u001b[0m\u001b[0;32m"u-1"\u001b[0m\u001b[1;39m\n}\u001b[0m',
    { userID: "u-1" },
    ["The colours of a terminal were left out."],
  ],
  [
    "cookies",
    "Cookie: userID=u-1; email=ada%2B1%40x.de; theme=dark",
    { userID: "u-1", email: "ada+1@x.de" },
    [query, "Not part of the user: theme."],
  ],
  [
    "the source of a mail",
    "userID=3Du-1&email=3Dada=\r\n@x.de&country=3DDE",
    { userID: "u-1", email: "ada@x.de", country: "DE" },
    [query, "It was quoted-printable, as in the source of a mail, and was decoded."],
  ],
  ["a missing comma", '{\n  "userID": "ada"\n  "email": "x"\n}', { userID: "ada", email: "x" }, [printed]],
  [
    "a Ruby hash",
    `{"userID"=>"ada", :email=>nil, "custom"=>{:plan=>"a=>b", tier: :gold}}`,
    { userID: "ada", custom: { plan: "a=>b", tier: "gold" } },
    [printed, "email was null and ignored."],
  ],
  [
    "an object of Ruby",
    '#<StatsigUser:0x000078e1 @user_id="ada", @custom={"plan"=>"pro"}, @custom_ids={:companyID=>"c1"}>',
    { userID: "ada", custom: { plan: "pro" }, customIDs: { companyID: "c1" } },
    [code, ...respelled("user_id userID", "custom_ids customIDs")],
  ],
  [
    "Python code",
    `user = StatsigUser("ada", email='x=1@x.de', custom={"plan": "pro (yearly)", "isBeta": True})  # seen today`,
    { userID: "ada", email: "x=1@x.de", custom: { plan: "pro (yearly)", isBeta: true } },
    [code, found("user")],
  ],
  [
    "Python code with names and variables",
    "StatsigUser(user_id = 'ada', country=country, custom=dict(plan='pro', since=datetime.date(2024, 1, 2)))",
    { userID: "ada", custom: { plan: "pro" } },
    [
      code,
      "“country” was not understood: country.",
      "“custom.since” was not understood: datetime.date(2024, 1, 2).",
      ...respelled("user_id userID"),
    ],
  ],
  [
    "statements that set fields",
    `user = StatsigUser("ada")\nuser.email = "a@x.de"\nuser.custom = {"plan": "pro"}`,
    { userID: "ada", email: "a@x.de", custom: { plan: "pro" } },
    [code, found("user")],
  ],
  [
    "statements of PHP",
    "$user = new StatsigUser('ada'); $user->setEmail('a@x.de'); $user->setCustom(['plan' => 'pro']); $user->setMagic('a', 'b', 'c');",
    { userID: "ada", email: "a@x.de", custom: { plan: "pro" } },
    [code, found("user"), "An argument was not understood: $user->setMagic('a', 'b', 'c').", ...respelled("Email email", "Custom custom")],
  ],
  [
    "statements of JavaScript on an object",
    "const user = { userID: 'ada' };\nuser.custom = { plan: 'pro' };\nuser.custom.seats = 12;\nuser['email'] = 'x@y.z';\nuser.country = country();",
    { userID: "ada", custom: { plan: "pro", seats: 12 }, email: "x@y.z" },
    [printed, found("user"), "“country” was not understood: country()."],
  ],
  [
    "statements of Kotlin",
    'val user = StatsigUser("ada")\nuser.apply { email = "x@y.z" }\nuser.custom = mapOf("plan" to "pro")',
    { userID: "ada", custom: { plan: "pro" }, email: "x@y.z" },
    [code, found("user")],
  ],
  [
    "statements of Go and C# with an index",
    'user := statsig.User{UserID: "ada"}\nuser.custom["seats"] = 3',
    { userID: "ada", custom: { seats: 3 } },
    [code, found("user"), ...respelled("UserID userID")],
  ],
  [
    "a cascade of Dart",
    "final user = StatsigUser(userId: 'ada')..email = 'x@y.z';",
    { userID: "ada", email: "x@y.z" },
    [code, found("user"), ...respelled("userId userID")],
  ],
  ["Ruby code", `StatsigUser.new({'userID' => 'ada'})`, { userID: "ada" }, [code]],
  ["JavaScript code", `new StatsigUser({ userID: "ada" })`, { userID: "ada" }, [code]],
  [
    "JavaScript code with variables",
    `{ userID, email: "a@x.de", custom: { plan, seats: 1_000 } }`,
    { email: "a@x.de", custom: { seats: 1000 } },
    [printed, "“userID” was not understood: userID.", "“custom.plan” was not understood: plan."],
  ],
  [
    "Dart code",
    "final user = StatsigUser(\n  userId: 'ada',\n  email: 'ada@example.com',\n  custom: <String, dynamic>{'plan': 'pro'},\n);",
    { userID: "ada", email: "ada@example.com", custom: { plan: "pro" } },
    [code, found("user"), ...respelled("userId userID")],
  ],
  [
    "a map that Dart prints",
    "{userId: ada, email: null, custom: {plan: pro, seats: 12}}",
    { userID: "ada", custom: { plan: "pro", seats: 12 } },
    [printed, "email was null and ignored.", ...respelled("userId userID")],
  ],
  [
    "Go code",
    'user := statsig.User{\n    UserID: "qa-user-in-rule",\n    StatsigEnvironment: map[string]string{\n        "tier": "development",\n    },\n}',
    { userID: "qa-user-in-rule", statsigEnvironment: { tier: "development" } },
    [code, found("user"), ...respelled("UserID userID", "StatsigEnvironment statsigEnvironment")],
  ],
  [
    "a struct that Go prints",
    "{UserID:ada Email: UserAgent:Mozilla/5.0 (X11; rv:109.0) Gecko/20100101 AppVersion:1.10 Custom:map[plan:pro seats:12 beta:true] CustomIDs:map[stableID:st-1]}",
    {
      userID: "ada",
      userAgent: "Mozilla/5.0 (X11; rv:109.0) Gecko/20100101",
      appVersion: "1.10",
      custom: { plan: "pro", seats: 12, beta: true },
      customIDs: { stableID: "st-1" },
    },
    [
      printed,
      "Email was empty and ignored.",
      ...respelled("UserID userID", "UserAgent userAgent", "AppVersion appVersion", "Custom custom", "CustomIDs customIDs"),
    ],
  ],
  [
    "Kotlin code",
    'StatsigUser(userID = "demo123", customIDs = mapOf("segmentAnonymousID" to "an-55"))',
    { userID: "demo123", customIDs: { segmentAnonymousID: "an-55" } },
    [code],
  ],
  [
    "Kotlin code that applies fields",
    'val user = StatsigUser("ada").apply {\n  email = "a@x.de"\n  custom = mapOf("tags" to listOf("a", "b"), "seats" to 12L)\n}',
    { userID: "ada", email: "a@x.de", custom: { tags: ["a", "b"], seats: 12 } },
    [code, found("user")],
  ],
  [
    "an object that Kotlin prints",
    "StatsigUser(userID=ada, email=null, appVersion=1.2.3, custom={plan=pro, seats=12})",
    { userID: "ada", appVersion: "1.2.3", custom: { plan: "pro", seats: 12 } },
    [code, "email was null and ignored."],
  ],
  [
    "Swift code",
    'StatsigUser(userID: "demo123", email: "pat@example.com", customIDs: ["segmentAnonymousID": "an-55", "stableID": "st-1"])',
    { userID: "demo123", email: "pat@example.com", customIDs: { segmentAnonymousID: "an-55", stableID: "st-1" } },
    [code],
  ],
  [
    "an object that Swift prints",
    'StatsigUser(userID: Optional("ada"), country: nil, custom: ["plan": "pro", "n": 3], customIDs: [:])',
    { userID: "ada", custom: { plan: "pro", n: 3 }, customIDs: {} },
    [code, "country was null and ignored."],
  ],
  [
    "an object that Java prints",
    "StatsigUser{userID='ada', custom={plan=pro, level=3}, customIDs=null}",
    { userID: "ada", custom: { plan: "pro", level: 3 } },
    [code, "customIDs was null and ignored."],
  ],
  [
    "Java code with setters",
    'StatsigUser user = new StatsigUser("ada");\nuser.setEmail("a@x.de");\nuser.setCustom(Map.of("plan", "pro", "seats", 12));\nuser.setCustomIDs(new HashMap<>() {{ put("companyID", "c1"); }});',
    { userID: "ada", email: "a@x.de", custom: { plan: "pro", seats: 12 }, customIDs: { companyID: "c1" } },
    [code, found("user"), ...respelled("Email email", "Custom custom", "CustomIDs customIDs")],
  ],
  [
    "C# code",
    'new StatsigUser\n{\n    UserID = "ada",\n    CustomProperties = new Dictionary<string, object> { { "plan", "pro" }, { "seats", 3 } },\n    CustomIDs = new Dictionary<string, string> { ["companyID"] = "c1" },\n}',
    { userID: "ada", custom: { plan: "pro", seats: 3 }, customIDs: { companyID: "c1" } },
    [code, ...respelled("UserID userID", "CustomProperties custom", "CustomIDs customIDs")],
  ],
  [
    "a record that C# prints",
    "StatsigUser { UserID = ada, Custom = System.Collections.Generic.Dictionary`2[System.String,System.Object] }",
    { userID: "ada" },
    [code, "“Custom” was not understood: System.Collections.Generic.Dictionary`2[System.String,Syste….", ...respelled("UserID userID")],
  ],
  [
    "what PHP prints",
    "Statsig\\StatsigUser Object\n(\n    [user_id:Statsig\\StatsigUser:private] => ada\n    [custom] => Array\n        (\n            [plan] => pro\n            [seats] => 12\n        )\n\n)",
    { userID: "ada", custom: { plan: "pro", seats: 12 } },
    [code, ...respelled("user_id userID")],
  ],
  [
    "what PHP dumps",
    'array(2) {\n  ["userID"]=>\n  string(3) "ada"\n  ["custom"]=>\n  array(2) {\n    ["plan"]=>\n    string(3) "pro"\n    ["seats"]=>\n    int(12)\n  }\n}',
    { userID: "ada", custom: { plan: "pro", seats: 12 } },
    [printed],
  ],
  [
    "PHP code",
    '$user = StatsigUser::withUserID("ada")->setEmail("a@x.de")->setCustom(["plan" => "pro"]);',
    { userID: "ada", email: "a@x.de", custom: { plan: "pro" } },
    [code, found("user"), ...respelled("Email email", "Custom custom")],
  ],
  [
    "a map that Scala prints",
    "Map(userID -> ada, custom -> Map(plan -> pro, tags -> List(a, b)))",
    { userID: "ada", custom: { plan: "pro", tags: ["a", "b"] } },
    [printed],
  ],
  [
    "a struct that Rust prints",
    'StatsigUser { user_id: Some("ada"), email: None, custom: Some({"plan": String("pro"), "seats": Number(12)}) }',
    { userID: "ada", custom: { plan: "pro", seats: 12 } },
    [code, "email was null and ignored.", ...respelled("user_id userID")],
  ],
  [
    "an Elixir map",
    '%{user_id: "ada", custom: %{"plan" => "pro"}}',
    { userID: "ada", custom: { plan: "pro" } },
    [printed, ...respelled("user_id userID")],
  ],
  ["a Clojure map", '{:userID "ada" :custom {:plan "pro"}}', { userID: "ada", custom: { plan: "pro" } }, [printed]],
  [
    "a dictionary of Objective-C",
    "{\n    userID = ada;\n    custom =     {\n        seats = 12;\n    };\n}",
    { userID: "ada", custom: { seats: 12 } },
    [printed],
  ],
];

const texts: Case[] = [
  ["an ID", " user-123\n", { userID: "user-123" }, ["Read as a userID."]],
  ["a number", "12345678901234567890", { userID: "12345678901234567890" }, ["Read as a userID."]],
  ["an ID with a colon", "auth0:5f7c8ec7", { userID: "auth0:5f7c8ec7" }, ["Read as a userID."]],
  ["an e-mail address", "ada@x.de", { email: "ada@x.de" }, ["Read as an e-mail address."]],
  ["an e-mail address with an apostrophe", "pat.o'neil@x.de", { email: "pat.o'neil@x.de" }, ["Read as an e-mail address."]],
  [
    "a hashtable of PowerShell with a doubled apostrophe",
    "$user = @{ userID = 'u-77'; email = 'pat.o''neil@x.de'; country = ''; custom = @{ plan = 'pro'; beta = $true } }",
    { userID: "u-77", email: "pat.o'neil@x.de", country: "", custom: { plan: "pro", beta: true } },
    ["Read as an object of a program.", "Found at user; what surrounds it was ignored."],
  ],
  ["a field", "user_id=ada", { userID: "ada" }, respelled("user_id userID")],
  ["the middle of an object", `"userID": "ada", "country": "DE",`, { userID: "ada", country: "DE" }, []],
  ["fields, one on a line", 'userID: ada\nappVersion: "1.2 beta"', { userID: "ada", appVersion: "1.2 beta" }, ["Read as YAML."]],
  [
    "dotted names",
    "userID=ada\ncustom.plan=pro\ncustom.seats=12\ncustomIDs.stableID=007",
    { userID: "ada", custom: { plan: "pro", seats: 12 }, customIDs: { stableID: "007" } },
    [],
  ],
  [
    "variables of an environment",
    "STATSIG_USER_ID=ada\nSTATSIG_USER_COUNTRY=DE",
    { userID: "ada", country: "DE" },
    respelled("COUNTRY country"),
  ],
  [
    "YAML",
    'userID: "007"\nappVersion: 1.10\ncustom:\n  plan: pro   # a comment\n  seats: 12\n  zip: 01234\n  tags: [a, b]\n',
    { userID: "007", appVersion: "1.10", custom: { plan: "pro", seats: 12, zip: "01234", tags: ["a", "b"] } },
    ["Read as YAML."],
  ],
  ["a configuration in TOML", '[user]\nuserID = "ada"\n[user.custom]\nplan = "pro"', { userID: "ada", custom: { plan: "pro" } }, []],
  [
    "the fields of a form",
    "userID=ada&email=a%40x.de&custom%5Bplan%5D=pro",
    { userID: "ada", email: "a@x.de", custom: { plan: "pro" } },
    [query],
  ],
  [
    "an address",
    "GET https://shop.example/check?user_id=ada&country=DE&token=abc HTTP/1.1",
    { userID: "ada", country: "DE" },
    [query, "Not part of the user: token.", ...respelled("user_id userID")],
  ],
  [
    "an address with JSON",
    `https://shop.example/?user=${encodeURIComponent('{"userID":"ada","custom":{"plan":"pro"}}')}&gate=x`,
    { userID: "ada", custom: { plan: "pro" } },
    [query, found("user"), "Not part of the user: gate."],
  ],
  ["the columns of a spreadsheet", "userID\tada\nemail\ta@x.de", { userID: "ada", email: "a@x.de" }, ["Read as a table."]],
  [
    "a table of a database client",
    " user_id | email  | plan\n---------+--------+------\n ada     | a@x.de | pro\n(1 row)\n",
    { userID: "ada", email: "a@x.de" },
    ["Read as a table.", "Not part of the user: plan.", ...respelled("user_id userID")],
  ],
  ["a CSV file", 'userID,custom.plan\nada,"pro, yearly"', { userID: "ada", custom: { plan: "pro, yearly" } }, ["Read as a table."]],
];

const withinTexts: Case[] = [
  ["a log line", `2026-11-23 12:04 INFO {app} user=${JSON.stringify(ada)} took 3ms`, ada, [found("user")]],
  [
    "a log line with several objects",
    `headers={"accept":"*/*"} user={"userID":"ada"}`,
    { userID: "ada" },
    [found("user"), "Not part of the user: headers."],
  ],
  [
    "a log line of Python",
    `INFO:app:user={'userID': "o'neil", 'custom': {'tags': ('a', u'b')}}`,
    { userID: "o'neil", custom: { tags: ["a", "b"] } },
    [printed, found("user")],
  ],
  [
    "a printed object with an object inside",
    `LoginEvent{user={"userID":"ada"}, took=3}`,
    { userID: "ada" },
    [found("user"), "Not part of the user: took."],
  ],
  [
    "a log line with fields",
    "[INFO] 12:04 user_id=ada email=a@x.de took=3ms",
    { userID: "ada", email: "a@x.de" },
    ["Not part of the user: took.", ...respelled("user_id userID")],
  ],
  [
    "logfmt with JSON values",
    'ts=2026-06-01T10:22:33Z level=info msg="gate checked" user_id=ada custom={"plan":"pro"} custom_ids={"stableID":"st-1"} gate=new_nav',
    { userID: "ada", custom: { plan: "pro" }, customIDs: { stableID: "st-1" } },
    ["Not part of the user: ts, level, msg, gate.", ...respelled("user_id userID", "custom_ids customIDs")],
  ],
  [
    "logfmt with JSON in texts",
    'user_id=ada custom="{\\"plan\\":\\"pro\\"}"',
    { userID: "ada", custom: { plan: "pro" } },
    ["custom was JSON inside a text and was unpacked.", ...respelled("user_id userID")],
  ],
  [
    "a log line in JSON",
    '{"level":"info","msg":"checked","user_id":"ada","custom":{"plan":"pro"},"gate":"g"}',
    { userID: "ada", custom: { plan: "pro" } },
    ["Not part of the user: level, msg, gate.", ...respelled("user_id userID")],
  ],
  [
    "a log line in JSON with dotted names",
    '{"user.id":"42","user.email":"a@x.de","http.url":"x","level":"info","message":"m"}',
    { userID: "42", email: "a@x.de" },
    ["Not part of the user: http.url, level, message."],
  ],
  [
    "a log line in JSON that calls the user otherwise",
    '{"level":"info","statsigUser":{"user_id":"ada"}}',
    { userID: "ada" },
    [found("statsigUser"), "Not part of the user: level.", ...respelled("user_id userID")],
  ],
  [
    "the message of a log line",
    String.raw`{"time":"2026-06-20T12:00:00Z","level":"info","message":"{\"user\":{\"userID\":\"42\"},\"gate\":\"new_nav\"}"}`,
    { userID: "42" },
    [found("message.user"), "Not part of the user: gate."],
  ],
  [
    "JSON in a text in a text",
    JSON.stringify({ log: JSON.stringify({ level: "info", payload: JSON.stringify({ user: ada }) }) }),
    ada,
    [found("log.payload.user")],
  ],
  ["JSON in a text", JSON.stringify(JSON.stringify(ada)), ada, [unpacked]],
  ["JSON in a text, three times", JSON.stringify(JSON.stringify(JSON.stringify(ada))), ada, [unpacked]],
  ["escaped JSON without its quotes", String.raw`{\"userID\":\"a\\\"b\"}`, { userID: 'a"b' }, [printed]],
  ["escaped JSON in a log line", String.raw`body="{\"userID\":\"ada\"}" 200`, { userID: "ada" }, [found("body")]],
  [
    "JSON in quotes that nothing escaped",
    'user="{"userID":"ada"}" gate=g',
    { userID: "ada" },
    [found("user"), "Not part of the user: gate."],
  ],
  ["a request body", '{"gateName":"g1","user":{"userID":"ada"}}', { userID: "ada" }, [found("user"), "Not part of the user: gateName."]],
  [
    "a batch of events",
    '{"events":[{"eventName":"buy","id":7,"user":{"userID":"ada"}}]}',
    { userID: "ada" },
    [found("events[0].user"), "Not part of the user: eventName, id."],
  ],
  [
    "a record with an ID of its own",
    '{"id":3,"ip":"1.2.3.4","user":{"userID":"ada"}}',
    { userID: "ada" },
    [found("user"), "Not part of the user: id, ip."],
  ],
  [
    "a record with another object's ID",
    String.raw`{"id":"3881","status":"error","request":{"body":"{\"gateName\":\"g\",\"user\":{\"userID\":\"42\"}}"},"host":"web-1"}`,
    { userID: "42" },
    [found("request.body.user"), "Not part of the user: gateName."],
  ],
  [
    "a file of saved users",
    '{"gatescope":"saved-users","users":[{"name":"Ada","user":{"userID":"ada"}}]}',
    { userID: "ada" },
    [found("users[0].user"), "Not part of the user: name."],
  ],
  [
    "a HAR file",
    String.raw`{"log":{"entries":[{"request":{"headers":[{"name":"statsig-api-key","value":"client-xyz"}],"postData":{"text":"{\"user\":{\"userID\":\"42\"}}"}},"response":{"status":200}}]}}`,
    { userID: "42" },
    [found("log.entries[0].request.postData.text.user")],
  ],
  [
    "a request of fetch",
    String.raw`fetch("https://api.statsig.com/v1/check_gate", { "headers": { "statsig-api-key": "client-xyz" }, "body": "{\"gateName\":\"g\",\"user\":{\"userID\":\"42\"}}", "method": "POST" });`,
    { userID: "42" },
    [found("body.user"), "Not part of the user: gateName."],
  ],
  [
    "an error of Axios",
    String.raw`AxiosError: Request failed with status code 401
    at settle (node_modules/axios/lib/core/settle.js:19:12) {
  config: {
    headers: AxiosHeaders { 'statsig-api-key': 'client-abcdefghij1234567890' },
    data: '{"gateName":"g","user":{"userID":"42","email":"o\'neil@x.de"}}'
  },
  request: <ref *1> ClientRequest { _events: [Object: null prototype] {} },
}`,
    { userID: "42", email: "o'neil@x.de" },
    [found("config.data.user"), "Not part of the user: gateName."],
  ],
  [
    "a request as HTTP has it",
    'POST /v1/check_gate HTTP/1.1\nHost: api.statsig.com\nstatsig-api-key: client-xyz\n\n{"gateName":"g","user":{"userID":"42"}}',
    { userID: "42" },
    [found("user"), "Not part of the user: gateName."],
  ],
  [
    "cURL",
    `curl --location 'https://api.statsig.com/v1/check_gate' --header 'statsig-api-key: client-xyz' --data '{"user":{"userID":"o'\\''neil","custom":{"q":"a\\"b"}}}'`,
    { userID: "o'neil", custom: { q: 'a"b' } },
    [command, found("user")],
  ],
  [
    "cURL with quotes of several kinds",
    `curl https://x.de/v1 -d '{"user":{"userID":"o'"'"'neil"}}'`,
    { userID: "o'neil" },
    [command, found("user")],
  ],
  [
    "cURL as Chrome copies it",
    String.raw`curl 'https://x.de/v1' --data-raw $'{"user":{"userID":"o\'neil\u0021"}}'`,
    { userID: "o'neil!" },
    [command, found("user")],
  ],
  [
    "cURL with double quotes",
    String.raw`curl -X POST https://x.de/v1 -H "statsig-api-key: secret-abc" -d "{\"user\": {\"userID\": \"42\", \"custom\": {\"q\": \"a \\\"b\\\"\"}}}"`,
    { userID: "42", custom: { q: 'a "b"' } },
    [command, found("user")],
  ],
  [
    "cURL with a here-document",
    `curl https://x.de/v1 --data @- <<'EOF'\n{"user": {"userID": "o'neil"}}\nEOF`,
    { userID: "o'neil" },
    [command, found("user")],
  ],
  [
    "cURL for cmd",
    String.raw`curl ^"https://api.statsig.com/v1/check_gate^" -H ^"statsig-api-key: client-xyz^" --data-raw ^"^{^\^"gateName^\^":^\^"g^\^",^\^"user^\^":^{^\^"userID^\^":^\^"42^\^"^}^}^"`,
    { userID: "42" },
    [command, found("user"), "Not part of the user: gateName."],
  ],
  [
    "cURL for cmd with doubled quotes",
    `curl "https://x.de/v1" --data-raw "{""user"":{""userID"":""it's""}}"`,
    { userID: "it's" },
    [command, found("user")],
  ],
  [
    "PowerShell",
    'Invoke-WebRequest -UseBasicParsing -Uri "https://api.statsig.com/v1/check_gate" -Method "POST" -Body "{`"gateName`":`"g`",`"user`":{`"userID`":`"42`"}}"',
    { userID: "42" },
    [command, found("user"), "Not part of the user: gateName."],
  ],
  [
    "PowerShell with a hashtable",
    "$body = @{ gateName = 'g'; user = @{ userID = 'it''s'; custom = @{ beta = $true } } } | ConvertTo-Json\nInvoke-RestMethod -Uri https://x.de/v1 -Body $body",
    { userID: "it's", custom: { beta: true } },
    [command, printed, found("body.user"), "Not part of the user: gateName."],
  ],
];

describe("a pasted user", () => {
  it.each([...notations, ...texts, ...withinTexts])("is understood from %s", (_what, text, user, notes) => {
    const candidate = onlyUserIn(text);
    expect(candidate.user).toEqual(user);
    expect([...candidate.notes, ...candidate.lost].toSorted()).toEqual(notes.toSorted());
  });

  it("gets Statsig's spelling, with a note for each change", () => {
    const text = `{"user_id":"ada","custom_ids":{"stableID":"s"},"app_version":"1.2","user_agent":"x","private_attributes":{"a":1},"environment":"staging"}`;
    expect(onlyUserIn(text)).toEqual({
      user: {
        userID: "ada",
        customIDs: { stableID: "s" },
        appVersion: "1.2",
        userAgent: "x",
        privateAttributes: { a: 1 },
        statsigEnvironment: { tier: "staging" },
      },
      place: "",
      notes: respelled(
        "user_id userID",
        "custom_ids customIDs",
        "app_version appVersion",
        "user_agent userAgent",
        "private_attributes privateAttributes",
        "environment statsigEnvironment",
      ),
      lost: [],
    });
  });

  it.each(["userId", "uid", "id", "UserID"])("may have its userID under %s", (name) => {
    expect(onlyUserIn(JSON.stringify({ [name]: "ada" })).user).toEqual({ userID: "ada" });
  });

  it.each([
    [
      "JSON",
      '{"userID":"ada","email":"a","email":"b","custom":{"x":1,"x":2}}',
      "email, custom.x occur more than once; the last values were used.",
    ],
    [
      "JSON in a log line",
      'INFO user={"userID":"ada","email":"b","custom":{"x":1,"x":2}}',
      "custom.x occurs more than once; the last value was used.",
    ],
  ])("says which value counts if %s has a name twice", (_what, text, sentence) => {
    expect(readPastedUser(text)).toMatchObject({
      candidates: [{ user: { userID: "ada", email: "b", custom: { x: 2 } }, lost: [sentence] }],
    });
  });

  it("has the entries of a list that Go prints in a map, and a note that blanks separate them", () => {
    const text = "{UserID:ada Custom:map[tags:[a b 7] plan:pro]}";
    expect(readPastedUser(text)).toMatchObject({
      candidates: [
        {
          user: { userID: "ada", custom: { tags: ["a", "b", 7], plan: "pro" } },
          notes: expect.arrayContaining([
            "Custom.tags is a list as Go prints it, without quotes and commas: each blank was read as the end of an entry.",
          ]),
        },
      ],
    });
  });

  it("keeps a second spelling if the correct one exists", () => {
    const both = { userID: "ada", user_id: "bob" };
    expect(onlyUserIn(JSON.stringify(both))).toEqual({ user: both, place: "", notes: [], lost: [] });
  });

  it.each([
    '{"userID":174322306148984899,"custom":{"price":1.0,"list":[1e400]}}',
    'user={"userID":174322306148984899,"custom":{"price":1.0,"list":[1e400]}}',
    "{ userID: 174322306148984899, custom: { price: 1.0, list: [1e400] } }",
    `curl https://x.de -d '{"user":{"userID":174322306148984899,"custom":{"price":1.0,"list":[1e400]}}}'`,
  ])("keeps every digit: %s", (text) => {
    expect(JSON.stringify(onlyUserIn(text).user)).toBe('{"userID":174322306148984899,"custom":{"price":1.0,"list":[1e400]}}');
  });
});

describe("a text with several users", () => {
  it.each([
    ["a list", '[{"userID":"ada"},{"userID":"bob"}]', ["ada, at [0]", "bob, at [1]"]],
    ["lines of JSON", '{"userID":"ada"}\n{"userID":"bob"}', ["ada", "bob"]],
    ["lines of a log", "ts=1 user_id=ada email=a@x.de\nts=2 user_id=bob email=b@x.de", ["ada", "bob"]],
    ["a table", "userID\temail\nada\ta@x.de\nbob\tb@x.de", ["ada", "bob"]],
    [
      "two objects in a sentence",
      'before: {"userID":"ada","email":"a@x"} after: {"userID":"ada","email":"b@x"}',
      ["ada, at before", "ada, at after"],
    ],
    [
      "a HAR file, in which one user occurs twice",
      JSON.stringify({
        log: {
          entries: ["ada", "bob", "ada"].map((userID) => ({ request: { postData: { text: JSON.stringify({ user: { userID } }) } } })),
        },
      }),
      ["ada, at log.entries[0].request.postData.text.user", "bob, at log.entries[1].request.postData.text.user"],
    ],
  ])("offers each of %s", (_what, text, labels) => {
    const read = readPastedUser(text);
    expect(read.kind === "read" && read.candidates.map(candidateLabel)).toEqual(labels);
  });

  it("finds users in a HAR file of two megabytes", { timeout: 120_000 }, () => {
    const entries = Array.from({ length: 120 }, (_, at) => ({
      request: { url: "https://x.de", postData: { text: JSON.stringify({ user: { userID: `u${at % 3}` } }) } },
      response: { content: { text: "user = {};".repeat(2_000) } },
    }));
    const read = readPastedUser(JSON.stringify({ log: { entries } }));
    expect(read.kind === "read" && read.candidates.map(({ user }) => user.userID)).toEqual(["u0", "u1", "u2"]);
  });

  it("prefers a StatsigUser to the record around it", () => {
    const read = readPastedUser('{"user_id":"7","level":"info","msg":"m","statsigUser":{"userID":"42","custom":{"plan":"pro"}}}');
    expect(read.kind === "read" && read.candidates.map(({ user }) => user)).toEqual([
      { userID: "42", custom: { plan: "pro" } },
      { userID: "7" },
    ]);
  });

  it("lists the first twenty, and says how many there are", () => {
    const read = readPastedUser(JSON.stringify(Array.from({ length: 50 }, (_, at) => ({ userID: `u${at}` }))));
    expect(read).toMatchObject({ kind: "read", limit: "Only the first 20 of 50 users are listed." });
    expect(read.kind === "read" && read.candidates.length).toBe(20);
  });
});

describe("a key in a pasted text", () => {
  const key = "secret-AbCdEfGhIj1234567890";
  it.each([
    ["beside the user", JSON.stringify({ headers: { "statsig-api-key": key }, user: { userID: "ada" } })],
    ["as a field of the user", JSON.stringify({ userID: "ada", "statsig-api-key": "client-xyz", sdkKey: key })],
    ["among the custom values", JSON.stringify({ userID: "ada", custom: { note: key, list: [key], [key]: 1 } })],
    ["in a header of cURL", `curl https://x.de -H 'statsig-api-key: ${key}' -d '{"user":{"userID":"ada"}}'`],
    ["as a value that is not understood", `StatsigUser("ada", custom=load(${key}))`],
    ["in an address", `https://x.de/?userID=ada&k=${key}`],
    ["as the name of a field", JSON.stringify({ userID: "ada", [`x-${key}`]: "pro" })],
    ["in the name of what is around the user", JSON.stringify({ [`x-${key}`]: { user: { userID: "ada" } } })],
  ])("is not in the user, nor in a note: %s", (_where, text) => {
    const read = readPastedUser(text);
    expect(read).toMatchObject({ kind: "read", candidates: [{ user: { userID: "ada" } }] });
    expect(JSON.stringify(read)).not.toContain(key);
    expect(JSON.stringify(read)).not.toContain("client-xyz");
  });

  it.each([`{"plan": ${key}`, `${key}:a`, `x:${key}`])("is not in the sentence on what cannot be read, and no ID: %s", (text) => {
    const read = readPastedUser(text);
    expect([read.kind, JSON.stringify(read).includes(key)]).toEqual(["unreadable", false]);
  });

  it("is in no sentence and no field, however it is spelled and wherever the text is cut", () => {
    const spelled = [key, key.replace("-", "&#45;"), key.replace("-", "%2D"), key.replace("s", "\\x73"), key.replace("s", "\\u0073")];
    const texts = spelled.flatMap((each) => [
      btoa(`@"${each}"times`),
      btoa(each),
      `{"user${each}":{"id":"u-1"}}`,
      `{userID:"u-1", email: "a@x.d${each}e"}`,
      `{userID:u-1 Email:a@x.de Cust${each}om:map[plan:pro]}`,
      `▿ User\n  - userID: "u-1"\n  ▿ ema${each}l: Optional("a")`,
      `{"userID":"u-1","custom":{"age":${each}"41"}}`,
    ]);
    for (const text of texts) expect(JSON.stringify(readPastedUser(text))).not.toContain(key.slice(-12));
  });

  it("is named when it is left out", () => {
    expect(onlyUserIn(`{"userID":"ada","sdkKey":"client-xyz","custom":{"plan":"pro","k":"${key}"}}`)).toEqual({
      user: { userID: "ada", custom: { plan: "pro" } },
      place: "",
      notes: [],
      lost: ["sdkKey, custom.k were left out, because they are keys or passwords."],
    });
  });

  it("does not take a placeholder of the history for a value", () => {
    expect(
      onlyUserIn('{"userID":"ada","privateAttributes":{"ssn":"[private, not kept]","plan":"pro"},"email":"secret-••••••••4f2a"}'),
    ).toMatchObject({
      user: { userID: "ada", privateAttributes: { plan: "pro" } },
      lost: ["privateAttributes.ssn, email have placeholders in place of their values, which were not kept."],
    });
  });

  it.each([
    '{"method":"POST","headers":{"statsig-api-key":"client-xyz","user-agent":"curl"},"url":"https://x.de"}',
    '{"statsig-api-key":"client-xyz","accept":"*/*"}',
    "curl https://x.de -H 'statsig-api-key: client-xyz' -H 'user-agent: x'",
    'fetch("https://x.de", { "headers": { "statsig-api-key": "client-xyz" }, "method": "POST" })',
    '{"gateName":"g","statsigMetadata":{"sdkType":"js"}}',
  ])("does not make a user of a request without one: %s", (text) => {
    expect(readPastedUser(text)).toEqual({
      kind: "unreadable",
      problem: "This is a request or a log line, and there is no user in it.",
      line: null,
      column: null,
    });
  });
});

describe("a text without a user", () => {
  it.each([
    ["", "The text is empty.", null, null],
    ["hello world", noUserFoundText, null, null],
    ["GET /checkout 200 31 ms", noUserFoundText, null, null],
    ["null", "This is JSON, but there is no object in it that could be a user.", null, null],
    ["[]", "This is JSON, but there is no object in it that could be a user.", null, null],
    ["secret-abcdef123456", "This looks like a Statsig key. Add keys in the settings of a project, not in a user.", null, null],
    ['{"userID":"ada","custom":{"email":"x"}', "Line 1, column 39: the text ends before the object is complete.", 1, 39],
    ['\n\n  {"userID": nonsense}', "Line 3, column 14: “nonsense” is no value; a text needs quotes.", 3, 14],
    ["[".repeat(250_000), "This text is nested more than 200 levels deep.", null, null],
    ['{"a":'.repeat(50_000), "This text is nested more than 200 levels deep.", null, null],
    ["user ".repeat(300_000), "Texts of more than 1,000,000 characters are read as JSON only. Paste the part with the user.", null, null],
  ])("is reported: %.20s", (text, problem, line, column) => {
    expect(readPastedUser(text)).toEqual({ kind: "unreadable", problem, line, column });
  });

  it("never throws for any text", () => {
    const pieces = fc.constantFrom(
      ...[
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        '"',
        "'",
        "`",
        "\\",
        '\\"',
        "userID",
        "user",
        ":",
        ",",
        "=",
        "=>",
        "->",
        "::",
        "\n",
        "\t",
        "|",
      ],
      ...[
        "True",
        "user=",
        "x@y.z",
        "//",
        "/*",
        "#",
        "0x1",
        "NaN",
        "curl ",
        "-d ",
        "Invoke-RestMethod ",
        "@'\n",
        "^",
        "- ",
        "&",
        "?",
        "%7B",
        "StatsigUser(",
        "custom.",
      ],
    );
    const broken = fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 40 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), broken), (text) => {
        expect(["read", "unreadable"]).toContain(readPastedUser(text).kind);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("any user", () => {
  it("is read unchanged from its JSON", () => {
    fc.assert(
      fc.property(anyUser(), (user) => {
        expect(onlyUserIn(JSON.stringify(user))).toEqual({ user, place: "", notes: spreadsheetIdTexts(user), lost: [] });
      }),
    );
  });

  it("is read from the middle of a log line", () => {
    fc.assert(
      fc.property(anyUser(), fc.stringMatching(/^[a-zA-Z0-9 .-]{0,20}$/), (user, noise) => {
        const whole = { ...user, userID: "ada" };
        expect(onlyUserIn(`${noise} user=${JSON.stringify(whole)} ${noise}.`).user).toEqual(whole);
      }),
    );
  });

  it("is read from JSON in a text in JSON", () => {
    fc.assert(
      fc.property(anyUser(), (user) => {
        expect(onlyUserIn(JSON.stringify({ msg: JSON.stringify({ user: { ...user, userID: "ada" } }) })).user).toEqual({
          ...user,
          userID: "ada",
        });
      }),
    );
  });
});

describe("300 kB", () => {
  it.each([
    ["escaped quotes", '\\"'.repeat(150_000)],
    ["an object of escaped quotes", `{${'\\"'.repeat(150_000)}`],
    ["doubly escaped quotes", '\\\\\\"'.repeat(75_000)],
    ["single quotes with backslashes", "'\\".repeat(150_000)],
    ["opening quotes", "user='".repeat(50_000)],
    ["curly quotes and line breaks", "user “\n".repeat(40_000)],
    ["braces that are not JSON", "{ user x ".repeat(30_000)],
    ["closed braces", "{user x} ".repeat(33_000)],
    ["comments that do not end", "/* user ".repeat(37_000)],
    ["pairs", "user_id=a email=b ".repeat(16_000)],
    ["names without values", "user: ".repeat(50_000)],
    ["texts in texts", JSON.stringify({ user: Array.from({ length: 5_000 }, () => JSON.stringify({ user: "{}", x: '{"user":1}' })) })],
    ["quotes of a command", `curl https://x.de -d ${`'user\\'`.repeat(40_000)}`],
    ["quotes of cmd", `curl ^"x^" ${'\\"'.repeat(150_000)}`],
    ["quotes of PowerShell", `Invoke-RestMethod ${'`"user'.repeat(45_000)}`],
    ["here-strings", `Invoke-RestMethod ${"@'\nuser".repeat(40_000)}`],
    ["lines of YAML", "user: a\n".repeat(35_000)],
    ["cells", `userID,${'"a,'.repeat(100_000)}\n${'"'.repeat(100_000)}`],
    ["parameters", `?${"user=%7B&".repeat(33_000)}`],
    ["arrows and angles", "user<a->b".repeat(33_000)],
    ["types", "Map<user,".repeat(33_000)],
    ["objects of Ruby", "#<User a=1 ".repeat(27_000)],
    ["lists of Go", "user [[a b] [".repeat(23_000)],
    ["numbered lines", Array.from({ length: 20_000 }, (_, at) => `${at} user: {`).join("\n")],
    ["tables of TOML", "[[user]]\nid = 1\n".repeat(18_000)],
    ["lines of NSLog", "user = ada;\n{\n".repeat(20_000)],
    ["brackets of a form", `?${"user[a][]=1&".repeat(23_000)}`],
    ["a person of a mail", `${"a".repeat(300_000)}<user@`],
  ])("of %s end, as they would not if time grew with the square of the length", { timeout: 120_000 }, (_what, text) => {
    expect(["read", "unreadable"]).toContain(readPastedUser(text).kind);
  });
});

/** Returns the only candidate in a text. */
function onlyUserIn(text: string) {
  const read = readPastedUser(text);
  if (read.kind === "unreadable") throw new Error(read.problem);
  expect(read.candidates).toHaveLength(1);
  return read.candidates[0];
}

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
