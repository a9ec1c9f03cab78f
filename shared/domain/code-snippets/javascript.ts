import { losesDigits, toDouble } from "#shared/domain/json/exact-number.ts";
import { type JsonObject, type JsonValue, someExactNumber } from "#shared/domain/json/json.ts";
import { addressCode, headerCode, refusalOf, type SnippetRequest } from "./snippet-request.ts";

/** Returns a module (`check.mjs`) for Node 18 and later, with the built-in fetch. */
export function javascriptSnippet(request: SnippetRequest): string {
  const { method, body, keyVariable } = request;
  const code = { text: (part: string) => JSON.stringify(part), key: `process.env.${keyVariable}` };
  const headers = headerCode(request, { ...code, line: (name, value) => `"${name}": ${value}` });
  return `// Node 18 or later, in a file such as check.mjs
${refusalCode(request)}const response = await fetch(${addressCode(request, { ...code, join: (parts) => parts.join(" + ") })}, {
  method: "${method}",
${headers.length === 0 ? "" : `  headers: { ${headers.join(", ")} },\n`}${method === "GET" ? "" : `  body: ${indented(bodyCode(body), "  ")},\n`}});
console.log(response.status, await response.json());
`;
}

/** Returns a statement that ends the program before it sends a placeholder; empty if the body is complete. */
export function refusalCode(request: SnippetRequest): string {
  const refusal = refusalOf(request);
  return refusal === null ? "" : `throw new Error(${JSON.stringify(refusal)});\n`;
}

/** Returns an expression for the text of the body. JavaScript would write exact numbers differently, so a body with one is a text already. */
function bodyCode(body: JsonValue): string {
  if (!someExactNumber(body)) return `JSON.stringify(${javascriptLiteral(body)})`;
  const json = JSON.stringify(body, null, 2);
  return /`|\$\{/.test(json) ? JSON.stringify(json) : `String.raw\`${json}\``;
}

/** Returns JSON as a JavaScript literal. `__proto__` would set the prototype, so such values are parsed instead. */
export function javascriptLiteral(value: JsonValue): string {
  const json = JSON.stringify(value, null, 2);
  return json.includes('"__proto__":') ? `JSON.parse(${JSON.stringify(JSON.stringify(value))})` : json;
}

/** Returns a comment on each number of the user that an SDK cannot get as it is written; empty if there is none. */
export function lostDigitsNote(user: JsonObject): string {
  const lost = new Set<string>();
  someExactNumber(user, (number) => {
    if (losesDigits(number)) lost.add(`// JavaScript has no number ${number}: the SDK gets ${toDouble(number)}.\n`);
    return false;
  });
  return [...lost].join("");
}

/** Indents code. Line breaks in JSON strings are escaped, so every line break is layout. */
export function indented(code: string, by: string): string {
  return code.replaceAll("\n", `\n${by}`);
}

/** Returns the code for one name, or a loop over several; `write` gets the name as an expression. */
export function forEachName(names: readonly string[], write: (name: string) => string): string {
  const [only] = names;
  if (names.length === 1) return write(JSON.stringify(only));
  return `for (const name of ${JSON.stringify(names)}) {\n  ${indented(write("name"), "  ")}\n}`;
}
