import type { LooseField, LooseObject } from "../../json/loose/values.ts";
import { parseJson } from "../../json/parse-json.ts";
import { withDots } from "./query-strings.ts";

/** An argument of HTTPie or xh whose name has brackets: `user[custom][plan]=pro`, `user[seats]:=5`. In quotes it is a text of JSON here. */
const item = /(?<=\s)(?:"((?:[^"\\\n]|\\.)*)"|([^\s"]+))(?=\s|$)/g;
const nested = /^([\p{L}_][\p{L}\p{N}_-]*(?:\[[^[\]]*\])+)(:?=)([\s\S]*)$/u;

/** Reads the fields of a JSON body that a command of HTTPie gives one by one; null if there are none. `command` has the quotes of JSON. */
export function readRequestItems(command: string): LooseObject | null {
  const fields = [...command.matchAll(item)].flatMap(([, quoted, bare]): LooseField[] => {
    const text = quoted === undefined ? (bare ?? "") : unquoted(quoted);
    const [, name, sign, value = ""] = nested.exec(text) ?? [];
    if (name === undefined) return [];
    const isText = sign === "=";
    return [{ name: withDots(name), value: isText ? { kind: "text", value, raw: value } : { kind: "bare", value, inside: () => [] } }];
  });
  return fields.length === 0 ? null : { kind: "object", head: "", fields, positional: [], isComplete: true };
}

function unquoted(inner: string): string {
  const text = parseJson(`"${inner}"`);
  return typeof text === "string" ? text : inner;
}
