import { ExactNumber } from "../exact-number.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { LooseField, LooseObject, LooseValue } from "./values.ts";

/** Returns strict JSON as a loose value. Members are converted when they are looked at, because a file may be large. */
export function valueOfJson(json: JsonValue): LooseValue {
  if (typeof json === "string") return { kind: "text", value: json, raw: json };
  if (typeof json === "number" || json instanceof ExactNumber) return { kind: "number", source: String(json) };
  if (typeof json === "boolean" || json === null) return { kind: "literal", value: json };
  if (Array.isArray(json)) return { kind: "list", items: json.map(valueOfJson) };
  return objectOfJson(json);
}

function objectOfJson(json: JsonObject): LooseObject {
  let fields: LooseField[] | undefined;
  return {
    kind: "object",
    head: "",
    get fields() {
      fields ??= Object.entries(json).map(([name, value]): LooseField => ({ name, value: valueOfJson(value) }));
      return fields;
    },
    positional: [],
    isComplete: true,
    json,
  };
}
