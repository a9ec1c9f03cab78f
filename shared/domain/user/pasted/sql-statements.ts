import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";

const maxLength = 200_000;

/** A text in quotes with doubled quotes, a name in its quotes, a number, a word, or a sign. */
const token =
  /'((?:[^'\\]|''|\\[\s\S]?)*)(?:'|$)|"((?:[^"]|"")*)(?:"|$)|`([^`]*)(?:`|$)|\[([^[\]\n]*)\]|(-?\d[\w.+]*)|([\p{L}_$@][\p{L}\p{N}_$@.]*)|(::[\w ]+?(?=[\s,;)]|$)|\S)/gu;

type Token = { readonly kind: "text" | "name" | "number" | "word" | "sign"; readonly text: string };

/**
 * Reads the rows of `INSERT INTO … (names) VALUES (values), …`, an object for each; or what a SELECT, an UPDATE or a DELETE compares and sets:
 * `WHERE user_id = 'ada' AND country = 'DE'`.
 */
export function readSqlRows(text: string): LooseObject[] {
  if (text.length > maxLength) return [];
  if (/^\s*(?:select|update|delete|with)\b[\s\S]*\bwhere\b/i.test(text)) return comparedIn(tokensOf(text));
  return /\b(?:insert|replace)\b[\s\S]*\binto\b/i.test(text.slice(0, 10_000)) ? insertedRows(tokensOf(text)) : [];
}

function comparedIn(tokens: readonly Token[]): LooseObject[] {
  const fields = tokens.flatMap((name, at): LooseField[] => {
    const value = tokens[at + 2];
    const isCompared = (name.kind === "word" || name.kind === "name") && isSign(tokens[at + 1], "=") && value !== undefined;
    // `u.user_id` is a column of a table.
    return isCompared && !isSign(value, "(") ? [{ name: name.text.split(".").at(-1) ?? "", value: sqlValue([value]) }] : [];
  });
  return fields.length === 0 ? [] : [{ kind: "object", head: "", fields, positional: [], isComplete: true }];
}

function insertedRows(tokens: readonly Token[]): LooseObject[] {
  const rows: LooseObject[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (!isWord(tokens[at], "into")) continue;
    // The name of the table may have several parts.
    const opening = tokens.slice(at, at + 10).findIndex((each) => isSign(each, "("));
    if (opening < 0) continue;
    const names = listAt(tokens, at + opening);
    if (names === null) break;
    if (!isWord(tokens[names.next], "values", "value")) continue;
    at = names.next + 1;
    for (let row = listAt(tokens, at); row !== null; row = isSign(tokens[row.next], ",") ? listAt(tokens, row.next + 1) : null) {
      at = row.next - 1;
      rows.push(rowOf(names.items, row.items));
    }
  }
  return rows;
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(token)].map(([whole, quoted, double, backtick, bracket, number, word]): Token => {
    if (quoted !== undefined) return { kind: "text", text: quoted.replaceAll("''", "'").replaceAll("\\'", "'").replaceAll("\\\\", "\\") };
    const name = double?.replaceAll('""', '"') ?? backtick ?? bracket;
    if (name !== undefined) return { kind: "name", text: name };
    return { kind: number !== undefined ? "number" : word !== undefined ? "word" : "sign", text: whole };
  });
}

function isWord(each: Token | undefined, ...words: string[]): boolean {
  return each?.kind === "word" && words.includes(each.text.toLowerCase());
}

function isSign(each: Token | undefined, sign: string): boolean {
  return each?.kind === "sign" && each.text === sign;
}

/** Returns what is between the brackets at a place, divided by commas, and the place after them. */
function listAt(tokens: readonly Token[], at: number): { readonly items: readonly (readonly Token[])[]; readonly next: number } | null {
  if (!isSign(tokens[at], "(")) return null;
  const items: Token[][] = [[]];
  let depth = 0;
  for (let place = at + 1; place < tokens.length; place += 1) {
    const each = tokens[place];
    if (each === undefined) break;
    if (isSign(each, ")") && depth === 0) return { items, next: place + 1 };
    if (isSign(each, "(")) depth += 1;
    if (isSign(each, ")")) depth -= 1;
    if (isSign(each, ",") && depth === 0) items.push([]);
    else items.at(-1)?.push(each);
  }
  return null;
}

function rowOf(names: readonly (readonly Token[])[], values: readonly (readonly Token[])[]): LooseObject {
  const fields = names.map((name, at): LooseField => ({ name: name.at(-1)?.text ?? "", value: sqlValue(values[at] ?? []) }));
  return { kind: "object", head: "", fields, positional: values.slice(names.length).map(sqlValue), isComplete: true };
}

/** A value, also with PostgreSQL's cast behind it and the prefix of a text: `'{"a":1}'::jsonb`, `N'ada'`, `E'a'`. */
function sqlValue(given: readonly Token[]): LooseValue {
  const tokens = given.filter((each) => !(each.kind === "sign" && each.text.startsWith("::")));
  const [first, second] = tokens;
  const isPrefixed = tokens.length === 2 && first?.kind === "word" && /^[nebx]$/i.test(first.text) && second?.kind === "text";
  const only = isPrefixed ? second : tokens.length === 1 ? first : undefined;
  if (only?.kind === "text" || only?.kind === "name") return { kind: "text", value: only.text, raw: only.text };
  if (only?.kind === "number") return { kind: "bare", value: only.text, inside: () => [] };
  if (isWord(only, "null", "default")) return { kind: "literal", value: null };
  if (isWord(only, "true", "false")) return { kind: "literal", value: isWord(only, "true") };
  return { kind: "unknown", source: tokens.map(({ text }) => text).join(""), inside: () => [] };
}
