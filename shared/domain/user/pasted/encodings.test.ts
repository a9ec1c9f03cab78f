import { describe, expect, it } from "vitest";
import { parseJson } from "../../json/parse-json.ts";
import { readPastedUser } from "../pasted-user.ts";
import type { StatsigUser } from "../statsig-user.ts";
import { isPlainUser } from "./plain-user.ts";

const ada = { userID: "ada", email: "a@x.de", custom: { plan: "pro" } };
const bytes = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const backwards = (text: string) => [...text].reverse().join("");
const body = JSON.stringify({ user: { ...ada, custom: { plan: "J\u00fcrgen" } }, statsigMetadata: { sdkType: "js-client" } });
const encoded = { ...ada, custom: { plan: "J\u00fcrgen" } };
const entity = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

function usersIn(text: string): StatsigUser[] {
  const read = readPastedUser(text);
  return read.kind === "read" ? read.candidates.map(({ user }) => user) : [];
}

function notesOn(text: string): string {
  const read = readPastedUser(text);
  return read.kind === "read" ? read.candidates.flatMap(({ notes, lost }) => [...notes, ...lost]).join(" ") : read.problem;
}

describe("a user is found in", () => {
  const cases: readonly (readonly [what: string, text: string, user: StatsigUser, note: string])[] = [
    ["a request body in Base64", bytes(body), encoded, "It was Base64 and was decoded."],
    ["Base64 in lines of 76", bytes(body).replace(/.{76}/g, "$&\n"), encoded, "It was Base64"],
    ["Base64 for addresses", bytes(body).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""), encoded, "It was Base64"],
    ["a body as the web SDK sends it, reversed", backwards(btoa(body)), encoded, "It was Base64"],
    [
      "a command with such a body",
      `curl 'https://x.de/v1/initialize?se=1' --data-raw '${backwards(btoa(body))}'`,
      encoded,
      "It was Base64",
    ],
    [
      "a HAR file with such a body",
      JSON.stringify({ log: { entries: [{ request: { postData: { text: bytes(body) } } }] } }),
      encoded,
      "Found at log",
    ],
    ["a data address", `data:application/json;base64,${bytes(JSON.stringify(ada))}`, ada, "It was Base64"],
    ["a field with Base64", JSON.stringify({ user: bytes(JSON.stringify(ada)) }), ada, "Found at user"],
    ["a JSON Web Token", `eyJhbGciOiJIUzI1NiJ9.${bytes(JSON.stringify(ada)).replace(/=+$/, "")}.c2ln`, ada, "JSON Web Token"],
    [
      "hexadecimal bytes",
      [...new TextEncoder().encode(JSON.stringify(ada))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
      ada,
      "hexadecimal",
    ],
    ["percent encoding, twice", encodeURIComponent(encodeURIComponent(JSON.stringify(ada))), ada, "percent-encoded"],
    ["character references", entity(JSON.stringify(ada)), ada, "Character references"],
    ["character references, twice", entity(entity(JSON.stringify(ada))), ada, "Character references"],
    ["numeric references", JSON.stringify(ada).replaceAll('"', "&#34;"), ada, "Character references"],
    ["an attribute of HTML", `<div class="a" data-user="${entity(JSON.stringify(ada))}">`, ada, "Character references"],
    ["one pair of a protocol buffer", 'user_id: "ada"', { userID: "ada" }, "user_id"],
    ["a protocol buffer on one line", 'user_id: "ada" email: "a@x.de" custom { key: "plan" value: "pro" }', ada, "protocol buffer"],
    [
      "a protocol buffer with messages",
      'user {\n  user_id: "ada"\n  email: "a@x.de"\n  custom {\n    key: "plan"\n    value { string_value: "pro" }\n  }\n  custom {\n    key: "seats"\n    value { number_value: 12 }\n  }\n}',
      { ...ada, custom: { plan: "pro", seats: 12 } },
      "protocol buffer",
    ],
    [
      "a protocol buffer in angle brackets",
      'user: <\n  user_id: "J\\303\\274rgen"\n  email: "a@x.de"\n>',
      { userID: "J\u00fcrgen", email: "a@x.de" },
      "protocol buffer",
    ],
    [
      "a log line with a protocol buffer",
      '10:22:01 INFO got request user { user_id: "ada" country: "DE" }',
      { userID: "ada", country: "DE" },
      "protocol buffer",
    ],
    ["DynamoDB JSON", '{"userID":{"S":"ada"},"email":{"S":"a@x.de"},"custom":{"M":{"plan":{"S":"pro"}}}}', ada, "DynamoDB JSON"],
    [
      "an item of DynamoDB",
      '{"Item":{"userID":{"S":"ada"},"custom":{"M":{"n":{"N":"174322306148984899"},"beta":{"BOOL":true},"none":{"NULL":true},"tags":{"L":[{"S":"a"}]},"set":{"SS":["x"]}}}}}',
      { userID: "ada", custom: { n: parseJson("174322306148984899") ?? null, beta: true, none: null, tags: ["a"], set: ["x"] } },
      "DynamoDB JSON",
    ],
    [
      "a document of Firestore",
      '{"fields":{"userID":{"stringValue":"ada"},"custom":{"mapValue":{"fields":{"seats":{"integerValue":"12"},"tags":{"arrayValue":{"values":[{"stringValue":"a"}]}}}}}}}',
      { userID: "ada", custom: { seats: 12, tags: ["a"] } },
      "Firestore’s or protocol buffers’ JSON",
    ],
    [
      "a document of MongoDB",
      '{"userID":"ada","custom":{"seats":{"$numberLong":"12"}}}',
      { userID: "ada", custom: { seats: 12 } },
      "MongoDB",
    ],
    [
      "a record of Avro",
      '{"userID":{"string":"ada"},"email":null,"custom":{"map":{"seats":{"long":12}}}}',
      { userID: "ada", custom: { seats: 12 } },
      "Avro JSON",
    ],
  ];

  it.each(cases)("%s", (_what, text, user, note) => {
    expect(usersIn(text)).toEqual([user]);
    expect(notesOn(text)).toContain(note);
  });

  it("each record of a DynamoDB scan", () => {
    expect(usersIn('{"Items":[{"userID":{"S":"u-1"}},{"userID":{"S":"u-2"}}],"Count":2}')).toEqual([{ userID: "u-1" }, { userID: "u-2" }]);
  });
});

describe("what is encoded", () => {
  it.each([
    [
      "Base64 of binary data",
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "This is Base64 of binary data",
    ],
    ["Base64 of data compressed with gzip", "H4sIAAAAAAAAA6tWKi1OLfJ0UbJSKk1JVKoFAJ4yBPkTAAAA", "compressed with gzip"],
    ["Base64 of a text", btoa("no user in here."), "the text \u201cno user in here.\u201d"],
    ["Base64 of JSON without a user", btoa('["plan","pro"]'), "in Base64, and there is no user in it"],
    ["XML", "<plan>pro</plan>", "XML or HTML"],
  ])("is named if it has no user: %s", (_what, text, problem) => {
    expect(usersIn(text)).toEqual([]);
    expect(notesOn(text)).toContain(problem);
  });

  it.each(["dS0xMDM2", "dGhpcy1pcy1hLXN0YWJsZS1pZA"])("is an ID only with a note on the text that it stands for: %s", (id) => {
    expect(usersIn(id)).toEqual([{ userID: id }]);
    expect(notesOn(id)).toMatch(/As Base64, it stands for \u201c.*\u201d/);
  });

  it.each([
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "5f2b9c3e7a1d4b6c8e0f1a2b",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "V1StGXR8_Z5jdHi6B-myT",
    "staffada",
    "user1234",
  ])("is not assumed of the ID %s", (id) => {
    expect(usersIn(id)).toEqual([{ userID: id }]);
    expect(notesOn(id)).toBe("Read as a userID.");
  });

  it("stays as it is in JSON", () => {
    expect(usersIn('{"userID":"a&quot;b","custom":{"token":"dS0xMDM2","S":{"S":"x"}}}')).toEqual([
      { userID: "a&quot;b", custom: { token: "dS0xMDM2", S: { S: "x" } } },
    ]);
  });
});

it("a database's type around what is no value of it stays as it is", () => {
  const text = '{"_id":{"$oid":"507f1f77bcf86cd799439011"},"userID":"ada","n":{"$numberLong":"17]"}}';
  expect(readPastedUser(text)).toMatchObject({ candidates: [{ user: { userID: "ada", n: { $numberLong: "17]" } } }] });
});

it("an object with a database's types is not used as it stands", () => {
  expect([{ userID: { S: "ada" } }, { userID: "ada", custom: { n: { $numberLong: "1" } } }].map(isPlainUser)).toEqual([false, false]);
  expect([ada, { userID: "ada", custom: { a: { S: "x" } } }].map(isPlainUser)).toEqual([true, true]);
});

it.each([
  ["Base64", "QUJD".repeat(75_000), "unreadable"],
  ["character references", "{&quot;".repeat(43_000), "unreadable"],
  ["percent encoding", "%7B".repeat(100_000), "unreadable"],
  ["messages that are not closed", "user { ".repeat(28_000), "unreadable"],
  ["one word", "a".repeat(300_000), "unreadable"],
  ["quotes of SQL", `insert into t (user_id) values ${"'\\".repeat(95_000)}`, "unreadable"],
  ["members of a group", `userID=42 ${Array.from({ length: 16_000 }, (_, at) => `custom.k${at}=1`).join(" ")}`, "read"],
  ["digits and blanks", `user_id: ${"1 ".repeat(95_000)}`, "read"],
])("a long text is read to its end in a short time: %s", (_what, text, kind) => {
  expect(readPastedUser(text).kind).toBe(kind);
});

describe("a sign-in token", () => {
  const tokenOf = (claims: object) => `eyJhbGciOiJIUzI1NiJ9.${bytes(JSON.stringify(claims)).replace(/=+$/, "")}.c2ln`;

  it.each(["", "Bearer ", "Authorization: Bearer "])("gives no ID, and is said to be no user: %s", (before) => {
    const text = before + tokenOf({ sub: "u-1", email: "a@x.de", iat: 1, exp: 2 });
    expect(readPastedUser(text)).toEqual({
      kind: "read",
      limit: null,
      candidates: [
        {
          user: { email: "a@x.de" },
          place: "",
          notes: ["Read from the content of a sign-in token (JSON Web Token)."],
          lost: [
            "A token’s content is no Statsig user. Check that your app sends these fields to Statsig.",
            "Left out, because they belong to the token: sub, iat, exp.",
            "If the token’s “sub” is the user’s ID, enter it as userID: u-1",
          ],
        },
      ],
    });
  });

  it("is recognized by its claims where it was decoded before", () => {
    const read = readPastedUser('{"iss":"https://x.de","sub":"u-1","exp":2,"email":"a@x.de"}');
    expect(read).toMatchObject({
      candidates: [
        {
          user: { email: "a@x.de" },
          lost: [expect.stringContaining("no Statsig user"), expect.anything(), expect.stringContaining("u-1")],
        },
      ],
    });
  });

  it("has no user if it has its own claims only", () => {
    expect(notesOn(tokenOf({ sub: "u-1", exp: 2 }))).toContain("sign-in token (JSON Web Token), and there is no user in it");
  });
});
