import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import { readPastedUser } from "../pasted-user.ts";

/** A language's notation of values, and of a user made of them. */
interface Notation {
  readonly title: string;
  readonly write: (user: JsonObject) => string;
}

const double = (text: string) => JSON.stringify(text);
const single = (text: string) => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** Returns a writer of values: `open` and `close` surround an object, `pair` writes a member. */
function writer({
  text = double,
  open,
  close,
  pair,
  words = { true: "true", false: "false" },
  list = ["[", "]"],
}: {
  text?: (value: string) => string;
  open: string;
  close: string;
  pair: (name: string, value: string) => string;
  words?: { true: string; false: string };
  list?: readonly [string, string];
}): (value: JsonValue) => string {
  const write = (value: JsonValue): string => {
    if (typeof value === "string") return text(value);
    if (typeof value === "boolean") return words[value ? "true" : "false"];
    if (Array.isArray(value)) return `${list[0]}${value.map(write).join(", ")}${list[1]}`;
    if (!isJsonObject(value)) return String(value);
    const members = Object.entries(value).map(([name, entry]) => pair(name, write(entry)));
    return `${open}${members.join(", ")}${close}`;
  };
  return write;
}

/** Writes the user as a call with named arguments. */
const call =
  (head: string, separator: string, write: (value: JsonValue) => string, end = ")") =>
  (user: JsonObject) =>
    `${head}${Object.entries(user)
      .map(([name, value]) => `${name}${separator}${write(value)}`)
      .join(", ")}${end}`;

const python = writer({
  text: single,
  open: "{",
  close: "}",
  pair: (name, value) => `${single(name)}: ${value}`,
  words: { true: "True", false: "False" },
});
const ruby = writer({ open: "{", close: "}", pair: (name, value) => `${double(name)}=>${value}` });
const kotlin = writer({ open: "mapOf(", close: ")", pair: (name, value) => `${double(name)} to ${value}`, list: ["listOf(", ")"] });
const swift = writer({ open: "[", close: "]", pair: (name, value) => `${double(name)}: ${value}` });
const dart = writer({ text: single, open: "<String, dynamic>{", close: "}", pair: (name, value) => `${single(name)}: ${value}` });
const go = writer({ open: "map[string]any{", close: "}", pair: (name, value) => `${double(name)}: ${value}`, list: ["[]string{", "}"] });
const php = writer({ text: single, open: "array(", close: ")", pair: (name, value) => `${single(name)} => ${value}`, list: ["[", "]"] });
const csharp = writer({
  open: "new Dictionary<string, object> { ",
  close: " }",
  pair: (name, value) => `{ ${double(name)}, ${value} }`,
  list: ["new[] { ", " }"],
});
const java = writer({
  open: "Map.ofEntries(",
  close: ")",
  pair: (name, value) => `Map.entry(${double(name)}, ${value})`,
  list: ["List.of(", ")"],
});
const scala = writer({ open: "Map(", close: ")", pair: (name, value) => `${double(name)} -> ${value}`, list: ["Seq(", ")"] });
const script = writer({
  text: single,
  open: "{\n  ",
  close: ",\n}",
  pair: (name, value) => `${/^\w+$/.test(name) ? name : single(name)}: ${value}`,
});
const lua = writer({ open: "{ ", close: " }", pair: (name, value) => `[${double(name)}] = ${value}`, list: ["{", "}"] });

const notations: Notation[] = [
  { title: "Python", write: python },
  { title: "Python, as a call", write: call("user = StatsigUser(", "=", python) },
  { title: "Ruby", write: ruby },
  { title: "Kotlin", write: call("val user = StatsigUser(", " = ", kotlin) },
  { title: "Swift", write: call("StatsigUser(", ": ", swift) },
  { title: "Dart", write: call("final user = StatsigUser(", ": ", dart, ",\n);") },
  { title: "Go", write: call("user := statsig.User{\n\t", ": ", go, ",\n}") },
  { title: "PHP", write: php },
  { title: "C#", write: call("var user = new StatsigUser { ", " = ", csharp, " };") },
  { title: "Java", write: call("new StatsigUser(", " = ", java) },
  { title: "Scala", write: call("StatsigUser(", " = ", scala) },
  { title: "JavaScript", write: script },
  { title: "Lua", write: call("user = { ", " = ", lua, " }") },
  { title: "YAML", write: (user) => stringify(user) },
  { title: "YAML in a field", write: (user) => stringify({ gate: "g", user }) },
  {
    title: "logfmt",
    write: (user) =>
      `level=info ${Object.entries(user)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(" ")} gate=g`,
  },
  { title: "JSON in a text in JSON", write: (user) => JSON.stringify({ message: JSON.stringify({ user }) }) },
  { title: "escaped JSON", write: (user) => `body=${double(JSON.stringify({ user })).slice(1, -1)} done` },
  { title: "a parameter of an address", write: (user) => `GET /check?user=${encodeURIComponent(JSON.stringify(user))}&gate=g HTTP/1.1` },
];

describe("a user in the notation of", () => {
  it.each(notations)("$title is read with every field", ({ write }) => {
    fc.assert(
      fc.property(anyUser(), (user) => {
        const written = write(user);
        const read = readPastedUser(written);
        if (read.kind === "unreadable") throw new Error(`${read.problem}\n${written}`);
        const [candidate] = read.candidates;
        expect({ ...candidate, written }).toMatchObject({ user, lost: [], written });
        expect(candidate.user).toEqual(user);
      }),
      { numRuns: 100 },
    );
  });
});

function anyUser(): fc.Arbitrary<JsonObject> {
  const odd = fc.constantFrom(
    "o'neil",
    'a "b"',
    "C:\\new",
    "a, b",
    "x=1",
    "{",
    ")",
    "a: b",
    "# no",
    "// no",
    "true",
    "12",
    "1.10",
    "é 😀",
    "https://x.de/?a=b",
    "null",
    "iRM-",
    "iwr",
    "curl",
  );
  const text = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9 _.@-]{1,12}$/).filter((value) => value.trim() === value),
    odd,
  );
  const name = fc.oneof(fc.stringMatching(/^[a-z][a-zA-Z_]{0,8}$/), fc.constantFrom("plan", "is beta", "a.b", "user"));
  const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { minLength: 1, maxLength: 3 }));
  return fc.record(
    {
      userID: text,
      email: fc.constantFrom("ada@x.de", "o'neil@x.de"),
      appVersion: fc.constantFrom("1.10", "2.0.1-beta"),
      custom: fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }),
      customIDs: fc.dictionary(name, text, { minKeys: 1, maxKeys: 2 }),
    },
    { requiredKeys: ["userID"] },
  );
}
