import type { BracketTree, Group, Node } from "./bracket-tree.ts";
import { looseNumber } from "./loose-number.ts";
import type { LooseField, LooseObject, LooseValue } from "./values.ts";

/**
 * Reads a whole text as the fields of one object, with everything in brackets as their values, in the notation of any common language: `{"a": 1}`, `{a: 1}`,
 * `{'a': True}`, `{:a => 1}`, `{a=1, b=2}`, `["a": 1]`, `mapOf("a" to 1)`, `Map(a -> 1)`, `map[a:1 b:2]`, `Array ( [a] => 1 )`, `User{A: 1}`,
 * `StatsigUser(a = 1)`, `new User { A = 1 }`.
 */
export function readValues({ text, nodes }: BracketTree): LooseObject {
  const { fields, positional } = readFields(text, nodes, { isCode: false, isRoot: true });
  return { kind: "object", head: "", fields, positional, isComplete: true };
}

type Fields = { readonly fields: LooseField[]; readonly positional: LooseValue[] };

/** `isCode`: a word is a literal, a number or the name of a variable. Otherwise it is text. `isRoot`: not in brackets, as in a log line. */
function readFields(text: string, nodes: readonly Node[], { isCode, isRoot }: { isCode: boolean; isRoot: boolean }): Fields {
  const fields: LooseField[] = [];
  const positional: LooseValue[] = [];
  let at = 0;
  while (at < nodes.length) {
    if (nodes[at]?.kind === "end") {
      at += 1;
      continue;
    }
    const name = nameAt(nodes, at);
    const from = name?.next ?? at;
    const to = isRoot && name !== null && isCompact(nodes, from) ? compactEnd(nodes, from) : valueEnd(nodes, from, name !== null);
    const value = readValue(text, nodes.slice(from, to), isCode);
    if (name === null) positional.push(value);
    else fields.push({ name: name.text, value });
    at = Math.max(to, at + 1);
  }
  return { fields, positional };
}

function isSign(node: Node | undefined, ...texts: string[]): boolean {
  return node?.kind === "sign" && (texts.length === 0 || texts.includes(node.text));
}

function touches(node: Node | undefined, next: Node | undefined): boolean {
  return node !== undefined && node.to === next?.from;
}

type Name = { readonly text: string /** The place of the value's first node. */; readonly next: number };

/** Returns the name that begins at a node, if a sign or Kotlin's `to` follows it. */
function nameAt(nodes: readonly Node[], at: number): Name | null {
  const [first, second, third] = [nodes[at], nodes[at + 1], nodes[at + 2]];
  // Ruby's `:name =>`, and Clojure's `:name value`.
  if (
    isSign(first, ":") &&
    (second?.kind === "word" || second?.kind === "text") &&
    touches(first, second) &&
    !touches(nodes[at - 1], first)
  ) {
    const name = second.kind === "word" ? second.text : second.value;
    return third === undefined || third.kind === "end" ? null : { text: name, next: at + (isSign(third, "=>") ? 3 : 2) };
  }
  const prefixed = prefixedNameAt(nodes, at);
  if (prefixed !== null) return nameAt(nodes, prefixed);
  const text = nameOf(first);
  if (text === null) return null;
  // `user.custom["plan"] = "pro"`.
  const index =
    second?.kind === "group" && second.bracket === "[" && touches(first, second) && isSign(nodes[at + 2], "=") ? second.nodes : [];
  if (first?.kind === "word" && index.length === 1 && index[0]?.kind === "text") return { text: `${text}.${index[0].value}`, next: at + 3 };
  if (isSign(second)) {
    // `a::b` and `https://…` have no name.
    if (isSign(second, ":") && isSign(third, ":") && touches(second, third)) return null;
    if (third?.kind === "word" && third.text.startsWith("//") && touches(second, third)) return null;
    return { text, next: at + 2 };
  }
  const isPair = first?.kind === "text" && second?.kind === "word" && second.text === "to" && third !== undefined;
  return isPair ? { text, next: at + 2 } : null;
}

/** Returns the place of the name after the prefixes of Python's log lines, `INFO:app:user={…}`; null without prefixes. */
function prefixedNameAt(nodes: readonly Node[], from: number): number | null {
  for (let at = from; at <= from + 2 * maxPrefixes; at += 2) {
    const [word, sign] = [nodes[at], nodes[at + 1]];
    if (word?.kind !== "word" || !touches(word, sign)) return null;
    if (isSign(sign, "=")) return at > from ? at : null;
    if (!isSign(sign, ":") || !touches(sign, nodes[at + 2])) return null;
  }
  return null;
}

const maxPrefixes = 8;

function nameOf(node: Node | undefined): string | null {
  if (node?.kind === "text") return node.value;
  // Dart's `..email = "x"` sets a field of what is before it.
  if (node?.kind === "word" && /^\.\.[\p{L}_]\w*$/u.test(node.text)) return node.text;
  if (node?.kind === "word")
    return /^(?:[@$.?]?[\p{L}_][\p{L}\p{N}_.@$?/-]*|\d+)$/u.test(node.text) ? node.text.replace(/^[@$.?]+|\?$/g, "") : null;
  // `["a"] = 1` in C# and JavaScript, `[a] => 1` and `["a":protected] => 1` in PHP.
  if (node?.kind !== "group" || node.bracket !== "[") return null;
  const [inner, next] = node.nodes;
  // `[full name] => Ada` in what PHP prints.
  if (node.nodes.length > 1 && node.nodes.every(({ kind }) => kind === "word"))
    return node.nodes.map((each) => (each.kind === "word" ? each.text : "")).join(" ");
  if (inner === undefined || (next !== undefined && !isSign(next, ":"))) return null;
  return inner.kind === "text" ? inner.value : inner.kind === "word" ? inner.text : null;
}

/** In `gate=new_nav for ada`, a blank ends the value, which may be empty. */
function isCompact(nodes: readonly Node[], from: number): boolean {
  const [name, sign] = [nodes[from - 2], nodes[from - 1]];
  return isSign(sign, "=") && touches(name, sign) && (touches(sign, nodes[from]) || nodes[from]?.kind !== "group");
}

function compactEnd(nodes: readonly Node[], from: number): number {
  let at = from;
  while (at < nodes.length && touches(nodes[at - 1], nodes[at]) && !(nodes[at]?.kind === "end")) at += 1;
  // `user=StatsigUser {…}`
  const [word, group] = [nodes[at - 1], nodes[at]];
  return at === from + 1 && word?.kind === "word" && isUserType(word.text) && group?.kind === "group" ? at + 1 : at;
}

/** Returns the place after a value: at a comma or semicolon, or where the next name begins after a line break or a blank. */
function valueEnd(nodes: readonly Node[], from: number, hasName: boolean): number {
  for (let at = from; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node?.kind === "end" && (!isLineBreak(node) || (at > from && !isContinued(nodes, at)))) return at;
    if ((at > from || hasName) && startsEntry(nodes, at, from)) return at;
  }
  return nodes.length;
}

/** A line that begins with a bracket, a dot or an operator continues the line before. */
function isContinued(nodes: readonly Node[], at: number): boolean {
  const next = nodes[at + 1];
  const lineBreak = nodes[at];
  if (lineBreak?.kind === "end" && lineBreak.text === "\n\n") return false;
  return next?.kind === "group"
    ? next.bracket !== "[" && nodes[at - 1]?.kind === "word"
    : next?.kind === "word" && /^(?:[.+&|?]|->)/.test(next.text);
}

function isLineBreak(node: Node): boolean {
  return node.kind === "end" && node.text !== "," && node.text !== ";";
}

/** True if a name with its sign begins here, and not in the middle of a value: the `22` in `at=10:22` is no name. */
function startsEntry(nodes: readonly Node[], at: number, from: number): boolean {
  const [before, node, sign] = [nodes[at - 1], nodes[at], nodes[at + 1]];
  if (node === undefined || nameAt(nodes, at) === null || (node.kind === "word" && /^\d+$/.test(node.text))) return false;
  if (node.kind === "word" && node.text.startsWith("..")) return isSign(sign, "=");
  if (before?.kind === "end") return !isSign(nodes[at - 2]) || at > from + 1;
  // An empty value, as in `email= ip=1.2.3.4`. In `user: StatsigUser = …` a type is between.
  if (at === from) return node.kind === "word" && !touches(before, node) && touches(node, sign);
  if (isSign(before)) return false;
  return !touches(before, node) || (before?.kind === "text" && node.kind === "text");
}

function readValue(text: string, given: readonly Node[], isCode: boolean): LooseValue {
  const nodes = given.filter((node) => node.kind !== "end");
  const first = nodes[0];
  if (first === undefined) return { kind: "bare", value: "", inside: () => [] };
  if (nodes.length === 1) return readNode(text, first, isCode);
  // Ruby's symbol `:pro` is a text.
  if (isSign(first, ":") && nodes.length === 2 && nodes[1]?.kind === "word")
    return { kind: "text", value: nodes[1].text, raw: nodes[1].text };
  const declared = declaredAt(nodes);
  if (declared > 0) return readValue(text, nodes.slice(declared), isCode);
  const read = readCast(text, nodes, isCode) ?? readCall(text, nodes, isCode);
  if (read !== null) return read;
  const source = text.slice(first.from, nodes.at(-1)?.to ?? first.to);
  const inside = () => valuesInside(text, nodes, isCode);
  return isCode || nodes.some(({ kind }) => kind === "text")
    ? { kind: "unknown", source, inside }
    : { kind: "bare", value: source, inside };
}

/** Returns where the value begins in a declaration with a type, `user: StatsigUser = …`, or in several assignments of it; 0 if the nodes are none. */
function declaredAt(nodes: readonly Node[]): number {
  let from = 0;
  for (let at = 0; at < nodes.length - 1; at += 1) {
    const node = nodes[at];
    if (isSign(node, "=", ":=") && at > from) from = at + 1;
    else if (node?.kind !== "word" && !(node?.kind === "group" && node.bracket === "[")) break;
  }
  return from;
}

/** Returns the texts and groups in a run of nodes that is no value itself, each group with the word before it. */
function valuesInside(text: string, nodes: readonly Node[], isCode: boolean): LooseValue[] {
  return nodes.flatMap((node, at): LooseValue[] => {
    if (node.kind === "text") return [{ kind: "text", value: node.value, raw: node.raw }];
    if (node.kind !== "group") return [];
    const before = nodes[at - 1];
    return [readGroup(text, node, before?.kind === "word" ? before.text : "", isCode)];
  });
}

function readNode(text: string, node: Node, isCode: boolean): LooseValue {
  switch (node.kind) {
    case "text": {
      const read: LooseValue = { kind: "text", value: node.value, raw: node.raw };
      return node.isTemplate ? { kind: "unknown", source: text.slice(node.from, node.to), inside: () => [read] } : read;
    }
    case "word":
      return readWord(node.text, isCode);
    case "group":
      return readGroup(text, node, "", isCode);
    default:
      return { kind: "unknown", source: text.slice(node.from, node.to), inside: () => [] };
  }
}

const literals = new Map<string, boolean | null>([
  ...["true", "True", "TRUE", "@YES"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE", "@NO"].map((word) => [word, false] as const),
  ...["null", "NULL", "Null", "None", "nil", "Nil", "nullptr", "<nil>", "<null>", "$null", "undef", "Nothing", "nothing"].map(
    (word) => [word, null] as const,
  ),
  ...["", "Int", "Long", "Double"].map((type) => [`Optional${type}.empty`, null] as const),
]);

function readWord(word: string, isCode: boolean): LooseValue {
  if (word === "undefined") return { kind: "literal", value: null, isAbsent: true };
  const literal = literals.get(word) ?? (isCode ? literals.get(word.replace(/^\$(?=true$|false$)/, "")) : undefined);
  if (literal !== undefined || literals.has(word)) return { kind: "literal", value: literal ?? null };
  if (!isCode) return { kind: "bare", value: word, inside: () => [] };
  const source = looseNumber(word.replace(/^@/, ""));
  return source === null ? { kind: "unknown", source: word, inside: () => [] } : { kind: "number", source };
}

/** Reads `{…} as Map<…>`, `"ada".to_string()` and PHP's `string(3) "ada"`. */
function readCast(text: string, nodes: readonly Node[], isCode: boolean): LooseValue | null {
  const cast = nodes.findIndex((node) => node.kind === "word" && /^as[?!]?$/.test(node.text));
  // In `Log in as {…}`, the words before are no value.
  const isProse = cast > 0 && nodes[cast - 1]?.kind === "word" && nodes[cast + 1]?.kind === "group";
  if (cast > 0 && !isProse) return readValue(text, nodes.slice(0, cast), isCode);
  const [first, second, third] = nodes;
  // PHP's `(object) array(…)`.
  if (first?.kind === "group" && first.bracket === "(" && first.nodes.length === 1 && second !== undefined) {
    const [type] = first.nodes;
    if (type?.kind === "word" && phpCast.test(type.text)) return readValue(text, nodes.slice(1), isCode);
  }
  // Haskell's `Just "ada"`, OCaml's `Some "ada"`.
  if (
    nodes.length === 2 &&
    first?.kind === "word" &&
    applied.test(first.text) &&
    (second?.kind === "text" || (isCode && second?.kind === "word"))
  )
    return readNode(text, second, isCode);
  // Python's `<Plan.PRO: 'pro'>`, whose last bracket is left out.
  if (nodes.length === 3 && first?.kind === "word" && /^<[\w.]+$/.test(first.text) && isSign(second, ":") && third !== undefined)
    return third.kind === "word"
      ? readWord(third.text.replace(/>$/, ""), true)
      : third.kind === "text"
        ? readNode(text, third, isCode)
        : null;
  const isConverted =
    nodes.length === 3 &&
    first?.kind === "text" &&
    second?.kind === "word" &&
    third?.kind === "group" &&
    third.nodes.length === 0 &&
    conversion.test(second.text);
  if (isConverted) return readNode(text, first, isCode);
  const isMeasured =
    nodes.length === 3 && first?.kind === "word" && first.text === "string" && second?.kind === "group" && third?.kind === "text";
  return isMeasured ? readNode(text, third, isCode) : null;
}

const conversion = /^\.(?:to_string|to_owned|into|toString|String|freeze|strip|trim|decode|encode)$/;

const phpCast = /^(?:object|array|string|int|integer|float|double|bool|boolean)$/;
const applied = /^(?:Just|Some|Ok|String|Text|Number|Int|Integer|Double|Bool)$/;

/** A longer run of words and brackets is no call. */
const maxCallNodes = 60;

/** Reads words followed by brackets: a constructor, a function, or a type with its value. Null if the nodes are something else. */
function readCall(text: string, nodes: readonly Node[], isCode: boolean): LooseValue | null {
  const last = nodes.at(-1);
  const first = nodes[0];
  if (nodes.length > maxCallNodes) return null;
  if (last?.kind !== "group" || first === undefined || !nodes.every(({ kind }) => kind === "word" || kind === "group")) return null;
  if (first.kind === "group" && first.bracket !== "[") return null;
  const chain = readChain(text, nodes, isCode);
  if (chain !== null) return chain;
  // GraphQL's `gate(user: {…}) { value }`.
  if (nodes.slice(0, -1).some((node) => node.kind === "group" && node.bracket === "(" && node.nodes.some((inner) => isSign(inner, ":"))))
    return null;
  const head = text.slice(first.from, last.from).trim();
  const read = readGroup(text, last, head, isCode);
  if (read.kind !== "unknown") return read;
  const source = text.slice(first.from, last.to);
  // `Mozilla/5.0 (X11; Linux x86_64)`
  return !isCode && last.bracket === "(" && /\/\d/.test(head) ? { kind: "bare", value: source, inside: read.inside } : { ...read, source };
}

/** Reads `StatsigUser("ada").setEmail("a@x.de").addCustomID("k", "v")`; null if the nodes are no chain of calls on a user. */
function readChain(text: string, nodes: readonly Node[], isCode: boolean): LooseObject | null {
  const dot = nodes.findIndex(
    (node, at) => at > 0 && node.kind === "word" && /^(?:\.|->)\w/.test(node.text) && nodes[at - 1]?.kind === "group",
  );
  if (dot < 0) return null;
  const base = readValue(text, nodes.slice(0, dot), isCode);
  if (base.kind !== "object" || !/user/i.test(base.head)) return null;
  const fields = [...base.fields];
  const positional = [...base.positional];
  for (let at = dot; at < nodes.length; at += 2) {
    const [method, call] = [nodes[at], nodes[at + 1]];
    if (method?.kind !== "word" || call?.kind !== "group") return null;
    const given = readFields(text, call.nodes, { isCode: true, isRoot: false });
    // Kotlin's `.apply { email = "…" }`.
    fields.push(...given.fields.map(({ name, value }) => ({ name: name.replace(/^(?:it|this|self)\./, ""), value })));
    const field = setterField(method.text, given.positional);
    if (field !== null) fields.push(field);
    else if (given.positional.length > 0)
      positional.push({ kind: "unknown", source: text.slice(method.from, call.to), inside: () => given.positional });
  }
  return { ...base, fields, positional };
}

/** Returns the field that a method sets: `.setEmail("x")`, `.email("x")`, `.addCustomProperty("plan", "pro")`. */
export function setterField(method: string, [first, second, ...rest]: readonly LooseValue[]): LooseField | null {
  if (first === undefined || rest.length > 0) return null;
  const name = method.replace(/^(?:\.|->)/, "").replace(/^(?:[Ss]et|[Ww]ith|[Aa]dd|[Pp]ut)_?(?=[A-Z_a-z])/, "");
  if (second === undefined) return { name, value: first };
  if (first.kind !== "text") return null;
  const group = /^custom_?ids?/i.test(name)
    ? "customIDs"
    : /^private/i.test(name)
      ? "privateAttributes"
      : /^custom/i.test(name)
        ? "custom"
        : null;
  return group === null ? null : { name: `${group}.${first.value}`, value: second };
}

/** Names of functions and types that hold one value and are no value of their own. */
const wrapper =
  /(?:^|[.:\s&])(?:Optional(?:Int|Long|Double)?|Some|Just|Option|Ok|[Ss]tring|str|Str|Text|char|[Ii]nt\d*|Integer|[Ll]ong|[Dd]ouble|[Ff]loat\d*|[Bb]ool(?:ean)?|[Nn]umber|BigInt|BigDecimal|Decimal(?:128)?|Number(?:Long|Int|Decimal)|ISODate|UUID|Uuid|ObjectId|Symbol|Value|AnyCodable|AnyHashable|JSON\.stringify|JSON\.parse|json\.dumps|json\.loads|json_encode|json_decode|jsonEncode|jsonDecode|to_json|print|console\.log)$/;
/** Types of numbers with their digits as a text: `NumberLong("174322306148984899")`, `new BigDecimal("1.10")`. */
const numberType = /(?:^|[.:\s&])(?:Number(?:Long|Int|Decimal)|BigInt|BigInteger|BigDecimal|Decimal(?:128)?)$/;

function asNumber(value: LooseValue): LooseValue {
  const source = value.kind === "text" ? looseNumber(value.value.trim()) : null;
  return source === null ? value : { kind: "number", source };
}

/** The fields in which Statsig's Rust core keeps a value: `DynamicValue { int_value: Some(5), json_value: Number(5), … }`. */
const carriers: ReadonlyMap<string, readonly string[]> = new Map([
  ["DynamicValue", ["json_value", "string_value", "int_value", "float_value", "bool_value", "array_value", "object_value"]],
  ["DynamicString", ["value"]],
]);

/** Returns the value that an object of a type in `carriers` stands for; null for other objects. */
function carriedValue(head: string, fields: readonly LooseField[]): LooseValue | null {
  const names = carriers.get(/\w*$/.exec(head)?.[0] ?? "") ?? [];
  const values = names.flatMap((name) => fields.find((field) => field.name === name)?.value ?? []);
  return values.find((value) => value.kind !== "literal" || value.value !== null) ?? values[0] ?? null;
}

/** Types of maps whose name may look like that of a list, too. */
const dictionaryType = /map|dict|hash(?!set)|fromList/i;
const listType = /list|array|set\b|setof|vec|slice|seq|tuple|\[\]|\[\w*\]\w+$|collection|enumerable/i;
const mapType = /map|dict|hash|object|struct|array|record|fields|bson|gin\.H|ordered|fromList/i;
const pairType = /(?:^|\.)(?:entry|Pair|Tuple|KeyValuePair|of)$/;

function readGroup(text: string, group: Group, head: string, isOuterCode: boolean): LooseValue {
  const isCode = isCodeIn(group, head, isOuterCode);
  const printed = head === "" && !isCode ? readGoItems(text, group) : null;
  if (printed !== null) return { kind: "list", items: printed };
  const { fields, positional } = readFields(text, group.nodes, { isCode, isRoot: false });
  const object = (found: LooseField[] = fields, rest: LooseValue[] = positional): LooseObject => ({
    kind: "object",
    head,
    fields: found,
    positional: rest,
    isComplete: group.isClosed && rest.every((value) => value.kind !== "object" || value.isComplete),
    source: () => text.slice(group.from, group.to),
  });
  const list = (): LooseValue => ({ kind: "list", items: positional });
  const unknown = (): LooseValue => ({ kind: "unknown", source: `${head}${text.slice(group.from, group.to)}`, inside: () => positional });
  const [only] = positional;
  const carried = carriedValue(head, fields);
  if (carried !== null) return carried;
  const [id, traits, ...others] = positional;
  // Segment's and others' `identify("ada", { email: "a@x.de" })`.
  if (/(?:^|\.)identify$/i.test(head) && id?.kind === "text" && others.length === 0 && (traits === undefined || traits.kind === "object"))
    return object([{ name: "userID", value: id }, ...(traits === undefined ? [] : traits.fields)], [...(traits?.positional ?? [])]);
  if (isUserType(head)) return object();
  if (fields.length === 0 && positional.length === 1 && only?.kind === "literal" && only.value === null && group.bracket === "(")
    return only;
  if (fields.length > 0 && head === "map" && group.bracket === "[")
    return object(fields.map(({ name, value }): LooseField => ({ name, value: splitAtBlanks(value) })));
  if (positional.length === 0 && isPhpList(group, head, fields)) return { kind: "list", items: fields.map(({ value }) => value) };
  if (fields.length > 0) return wrapper.test(head) && positional.length === 1 && only !== undefined ? only : object();
  // Swift's empty dictionary `[:]`, and `{}`.
  if (positional.length === 0 || (group.nodes.length === 1 && isSign(group.nodes[0], ":")))
    return group.bracket === "{" || mapType.test(head) || group.nodes.length === 1
      ? object([], [])
      : group.bracket === "[" || listType.test(head)
        ? list()
        : unknown();
  // PowerShell's `@("a")`.
  if (head === "@") return list();
  const mayBePairs = (group.bracket === "{" || mapType.test(head)) && (!listType.test(head) || dictionaryType.test(head));
  // Python's `OrderedDict([("a", 1)])`.
  const entries = only?.kind === "list" && positional.length === 1 && dictionaryType.test(head) ? only.items : null;
  const pairs = mayBePairs ? (readPairs(positional, head) ?? (entries === null ? null : readPairs(entries, head))) : null;
  if (pairs !== null) return object(pairs, []);
  if (wrapper.test(head) && positional.length === 1 && only !== undefined) return numberType.test(head) ? asNumber(only) : only;
  if (head === "" || (group.bracket === "{" && !isCode)) {
    // Java's `{{ … }}`.
    if (group.bracket === "{" && positional.length === 1 && only?.kind === "object") return only;
    if (group.bracket === "(" && positional.length === 1 && only !== undefined) return only;
    // `{ userID, email }` has variables.
    if (group.bracket === "{" && positional.every(({ kind }) => kind === "unknown"))
      return object(
        positional.map((value) => ({ name: value.kind === "unknown" ? value.source : "", value })),
        [],
      );
    if (group.bracket === "{" && positional.some(({ kind }) => kind === "bare")) return unknown();
    return list();
  }
  // Rust's `Array([…])`, Python's `set([…])` and JavaScript's `new Set([…])` convert a list, as `listOf([…])` and PHP's `array(array(…))` do not.
  const isConverted = group.bracket === "(" && only?.kind === "list" && positional.length === 1 && group.nodes[0]?.kind === "group";
  if (isConverted && listType.test(head) && !/(?:of|asList)$/i.test(head)) return only;
  if (listType.test(head)) return list();
  if (pairType.test(head) && positional.length === 2) return list();
  if (/(?:^|\.)put$/.test(head) && positional.length === 2) return list();
  if (group.bracket === "{" && only?.kind === "object" && positional.length === 1) return only;
  return unknown();
}

/** `array(0 => "a", 1 => "b")` and `[0 => "a"]` are lists of PHP, which `json_encode` writes as such. */
function isPhpList(group: Group, head: string, fields: readonly LooseField[]): boolean {
  const isArray = /(?:^|\s)array\b/i.test(head) || (head === "" && group.bracket === "[" && group.nodes.some((node) => isSign(node, "=>")));
  return isArray && fields.length > 0 && fields.every(({ name }, at) => name === String(at));
}

/** Go prints the entries of a list with blanks between them: `map[tags:[a b c]]`. */
function splitAtBlanks(value: LooseValue): LooseValue {
  if (value.kind !== "list") return value;
  const only = value.items.length === 1 ? value.items[0] : undefined;
  // Words, or numbers and literals, which look like code.
  const printed = only?.kind === "bare" ? only.value : only?.kind === "unknown" ? only.source : "";
  if (!/\s/.test(printed) || /["'[\](){}]/.test(printed))
    return value.items.some(({ kind }) => kind === "list") ? { ...value, items: value.items.map(splitAtBlanks) } : value;
  const items = printed.split(/\s+/).map((word): LooseValue => readWord(word, false));
  return { kind: "list", items, isSplit: true };
}

/** Reads Go's list of lists or of maps: `[[a b] [c d]]`, `[map[a:1] map[b:2]]`. Null if the group is none. */
function readGoItems(text: string, { bracket, nodes }: Group): LooseValue[] | null {
  const isPrinted = nodes.every((node) => node.kind === "word" || (node.kind === "group" && node.bracket !== "("));
  if (bracket !== "[" || !isPrinted || !nodes.some(({ kind }) => kind === "group")) return null;
  const starts = nodes.flatMap((node, at) => (at === 0 || !touches(nodes[at - 1], node) ? [at] : []));
  if (starts.length < 2) return null;
  return starts.map((from, at) => splitAtBlanks(readValue(text, nodes.slice(from, starts[at + 1]), false)));
}

/**
 * In code, texts have quotes, and a word is a name. A group without quotes is code only within code, and not if it is printed as Java prints a map:
 * `{plan=pro}`; or if it has numbers and literals only.
 */
function isCodeIn(group: Group, head: string, isOuterCode: boolean): boolean {
  if (group.hasTexts) return true;
  if (isOuterCode) return head !== "" || group.bracket !== "{" || !group.nodes.some((node) => isSign(node, "="));
  return hasLiteralsOnly(group.nodes);
}

function hasLiteralsOnly(nodes: readonly Node[]): boolean {
  if (nodes.every((node) => node.kind === "end" || node.kind === "word"))
    return nodes.every((node) => node.kind === "end" || isLiteral(node));
  const values = nodes.flatMap((node, at) => (isSign(node, ":") ? [nodes[at + 1]] : []));
  return (
    values.length > 0 &&
    !nodes.some((node) => isSign(node, "=", "=>", "->")) &&
    values.every((node) => {
      return node?.kind === "group" ? hasLiteralsOnly(node.nodes) : isLiteral(node);
    })
  );
}

function isLiteral(node: Node | undefined): boolean {
  return node?.kind === "word" && (literals.has(node.text) || looseNumber(node.text) !== null || noNumber.test(node.text));
}

/** What is no number of JSON, but one in code. */
const noNumber = /^[+-]?(?:NaN|nan|Infinity|inf)$/;

/** True for the name of a constructor of users: `StatsigUser`, `statsig.User`, `StatsigUser.new`. */
export function isUserType(head: string): boolean {
  return /(?:^|[\s.:&*$\\])(?:Statsig[A-Za-z]*User|StatsigUser|statsig\.User|User)(?:Builder)?(?:(?:\.|::|->)(?:new|builder|Builder|with_?user_?id|with_?custom_?ids?|new_with_\w+))?$/i.test(
    head.replace(/^(?:new|const|final|await)\s+/, ""),
  );
}

/** Reads pairs without a sign: `{ { "a", 1 }, { "b", 2 } }` in C#, `Map.of("a", 1, "b", 2)` and `put("a", 1); put("b", 2)` in Java. */
function readPairs(values: readonly LooseValue[], head: string): LooseField[] | null {
  const pairs = values.map((value): LooseField | null => {
    if (value.kind !== "list" || value.items.length !== 2) return null;
    const [name, entry] = value.items;
    return name?.kind === "text" && entry !== undefined ? { name: name.value, value: entry } : null;
  });
  if (pairs.every((pair) => pair !== null)) return pairs;
  if (!/(?:\.of|dict|OrderedMap|hash)$/i.test(head) || values.length % 2 !== 0) return null;
  const names = values.filter((_, at) => at % 2 === 0);
  return names.every((name) => name.kind === "text")
    ? names.flatMap((name, at) => {
        const value = values[at * 2 + 1];
        return name.kind === "text" && value !== undefined ? [{ name: name.value, value }] : [];
      })
    : null;
}
