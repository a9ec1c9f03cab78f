import { addressCode, headerCode, type SnippetRequest } from "./snippet-request.ts";

/** For bash, zsh and other POSIX shells. */
export function curlSnippet(request: SnippetRequest): string {
  const { method, body, keyVariable } = request;
  const address = addressCode(request, { text: quoted, key: `"$${keyVariable}"`, join: (parts) => parts.join("") });
  const headers = headerCode(request, {
    text: (value) => value,
    key: `$${keyVariable}`,
    line: (name, value) => `--header ${value.startsWith("$") ? `"${name}: ${value}"` : quoted(`${name}: ${value}`)}`,
  });
  const data = method === "GET" ? [] : [`--data-raw ${quoted(JSON.stringify(body, null, 2))}`];
  return `${[`curl --silent --show-error --request ${method} ${address}`, ...headers, ...data].join(" \\\n  ")}\n`;
}

/** Within single quotes a shell expands nothing; a single quote itself has to stand outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
