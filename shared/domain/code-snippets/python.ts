import { isJsonObject, type JsonValue } from "#shared/domain/json.ts";
import type { SnippetRequest } from "./snippet-request.ts";

/** For Python 3 with nothing installed: urllib of the standard library. */
export function pythonSnippet({ url, body, keyVariable }: SnippetRequest): string {
  return `# Python 3, standard library only
import json
import os
import urllib.request

body = ${pythonLiteral(body, "")}

request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(body).encode(),
    headers={"statsig-api-key": os.environ["${keyVariable}"], "content-type": "application/json"},
)
with urllib.request.urlopen(request, timeout=20) as response:
    print(response.status, json.load(response))
`;
}

/** Every escape that JSON.stringify writes means the same in Python. */
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
