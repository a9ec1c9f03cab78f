import { isJsonObject, type JsonValue, someExactNumber } from "#shared/domain/json/json.ts";
import { addressCode, headerCode, refusalOf, type SnippetRequest } from "./snippet-request.ts";

/** Returns code for Python 3 with urllib of the standard library. */
export function pythonSnippet(request: SnippetRequest): string {
  const { method, body, keyVariable } = request;
  const code = { text: (part: string) => JSON.stringify(part), key: `os.environ["${keyVariable}"]` };
  const headers = headerCode(request, { ...code, line: (name, value) => `"${name}": ${value}` });
  const isText = someExactNumber(body, ({ text }) => !/^-?[1-9]\d*$/.test(text));
  const refusal = refusalOf(request);
  return `# Python 3, standard library only
import json
import os
import urllib.request

${refusal === null ? "" : `raise SystemExit(${JSON.stringify(refusal)})\n`}${method === "GET" ? "" : `body = ${isText ? rawText(body) : pythonLiteral(body, "")}\n\n`}request = urllib.request.Request(
    ${addressCode(request, { ...code, join: (parts) => parts.join(" + ") })},
    method="${method}",
${method === "GET" ? "" : `    data=${isText ? "body" : "json.dumps(body)"}.encode(),\n`}    headers={${headers.join(", ")}},
)
with urllib.request.urlopen(request, timeout=20) as response:
    print(response.status, json.load(response))
`;
}

/** Returns JSON as a text, for numbers that json.dumps would write differently, such as 1e2. Three quotes in a row never occur in JSON. */
function rawText(value: JsonValue): string {
  return `r"""${JSON.stringify(value, null, 2)}"""`;
}

/** Returns JSON as a Python literal. Every escape of JSON.stringify has the same meaning in Python. */
function pythonLiteral(value: JsonValue, indent: string): string {
  const deeper = `${indent}    `;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value))
    return block(
      "[",
      "]",
      indent,
      value.map((entry) => pythonLiteral(entry, deeper)),
    );
  if (!isJsonObject(value)) return JSON.stringify(value);
  return block(
    "{",
    "}",
    indent,
    Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}: ${pythonLiteral(entry, deeper)}`),
  );
}

function block(open: string, close: string, indent: string, lines: string[]): string {
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.map((line) => `${indent}    ${line},\n`).join("")}${indent}${close}`;
}
