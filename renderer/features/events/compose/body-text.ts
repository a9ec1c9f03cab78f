import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** Formats a request body for reading, with one event or exposure per line. The JSON is the same apart from white space. */
export function formatBody(body: JsonObject): string {
  const members = Object.entries(body).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${Array.isArray(value) ? lines(value) : spaced(value)}`,
  );
  return `{\n${members.join(",\n")}\n}`;
}

function lines(elements: readonly JsonValue[]): string {
  return elements.length === 0 ? "[]" : `[\n${elements.map((element) => `    ${spaced(element)}`).join(",\n")}\n  ]`;
}

function spaced(value: JsonValue): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[ ${value.map(spaced).join(", ")} ]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
