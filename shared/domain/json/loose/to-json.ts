import { jsonNumber } from "../exact-number.ts";
import type { JsonValue } from "../json.ts";
import type { LooseValue } from "./values.ts";

/** A field that was not understood: its name, with its path, and how it is written. The name is empty for an argument without one. */
export interface Unread {
  readonly name: string;
  readonly source: string;
}

/**
 * Converts a loose value to JSON, and adds what was not understood to `unread`. `isText`: a value without quotes is a text, such as `007` as an ID and `1.10`
 * as a version. Returns undefined if nothing of the value was understood.
 */
export function toJson(value: LooseValue, { path, isText }: { path: string; isText: boolean }, unread: Unread[]): JsonValue | undefined {
  switch (value.kind) {
    case "text":
    case "literal":
      return value.value;
    case "number":
      return jsonNumber(value.source) ?? value.source;
    case "bare":
      return isText ? value.value : typedValue(value.value);
    case "list":
      return value.items.map((item, at) => toJson(item, { path: `${path}[${at}]`, isText }, unread)).filter((item) => item !== undefined);
    case "object": {
      if (value.json !== undefined) return value.json;
      // A call such as `datetime(2024, 1, 2, tzinfo=utc)`: its names are not the fields of a value.
      if (value.head !== "" && value.positional.length > value.fields.length) {
        unread.push({ name: path, source: `${value.head}${value.source?.() ?? ""}` });
        return undefined;
      }
      for (const argument of value.positional) {
        const source = sourceOf(argument);
        unread.push({ name: argument.kind === "unknown" ? joined(path, source) : path, source });
      }
      return Object.fromEntries(
        value.fields.flatMap(({ name, value: member }): [string, JsonValue][] => {
          if (member.kind === "literal" && member.isAbsent) return [];
          const json = toJson(member, { path: joined(path, name), isText }, unread);
          return json === undefined ? [] : [[name, json]];
        }),
      );
    }
    case "unknown":
      unread.push({ name: path, source: value.source });
      return undefined;
  }
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Returns what a word without quotes most likely is: a number only if it is an integer, or written as JavaScript writes it, so that nothing is lost. */
function typedValue(text: string): JsonValue {
  const number = jsonNumber(text);
  return typeof number === "number" || (number !== undefined && /^-?[1-9]\d*$/.test(text)) ? number : text;
}

/** Returns a value about as it stands in the text, for a note. */
export function sourceOf(value: LooseValue): string {
  switch (value.kind) {
    case "text":
    case "bare":
      return value.value;
    case "number":
    case "unknown":
      return value.source;
    case "literal":
      return String(value.value);
    case "list":
      return `[${value.items.map(sourceOf).join(", ")}]`;
    case "object":
      return `${value.head}{${value.fields.map(({ name }) => name).join(", ")}}`;
  }
}
