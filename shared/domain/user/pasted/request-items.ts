import { isJsonObject } from "../../json/json.ts";
import { valueOfJson } from "../../json/loose/json-values.ts";
import type { LooseField, LooseObject } from "../../json/loose/values.ts";
import { parseJson } from "../../json/parse-json.ts";
import { withDots } from "./query-strings.ts";

/** An argument of HTTPie or xh. In quotes it is a text of JSON here. */
const argument = /(?<=\s)(?:"((?:[^"\\\n]|\\.)*)"|([^\s"]+))(?=\s|$)/g;
/** `user[custom][plan]=pro`, `user[seats]:=5`, `user:={"userID":"ada"}`, `gateName=g`; not `page==2`, which belongs to the address. */
const item = /^([\p{L}_][\p{L}\p{N}_-]*((?:\[[^[\]]*\])*))(:?=)(?!=)([\s\S]*)$/u;

/** Reads the fields of a JSON body that a command of HTTPie gives one by one; null if none is nested or JSON. `command` has the quotes of JSON. */
export function readRequestItems(command: string): LooseObject | null {
  let isRequest = false;
  const fields = [...command.matchAll(argument)].flatMap(([, quoted, bare]): LooseField[] => {
    const text = quoted === undefined ? (bare ?? "") : unquoted(quoted);
    const [, name, brackets, sign, value = ""] = item.exec(text) ?? [];
    if (name === undefined) return [];
    isRequest ||= brackets !== "" || sign === ":=";
    return [{ name: withDots(name), value: sign === "=" ? { kind: "text", value, raw: value } : jsonOrWord(value) }];
  });
  return isRequest ? { kind: "object", head: "", fields, positional: [], isComplete: true } : null;
}

function jsonOrWord(value: string): LooseField["value"] {
  const json = parseJson(value);
  return isJsonObject(json) ? valueOfJson(json) : { kind: "bare", value, inside: () => [] };
}

function unquoted(inner: string): string {
  const text = parseJson(`"${inner}"`);
  return typeof text === "string" ? text : inner;
}
