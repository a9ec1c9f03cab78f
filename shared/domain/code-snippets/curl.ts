import { addressCode, headerCode, refusalOf, type SnippetRequest } from "./snippet-request.ts";

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
  const refusal = refusalOf(request);
  // One list of commands: a shell into which it is pasted stays open, and runs none after the first.
  const guard = refusal === null ? "" : `echo ${quoted(refusal)} >&2 && false && \\\n`;
  return `${guard}${[`curl --silent --show-error --request ${method} ${address}`, ...headers, ...data].join(" \\\n  ")}\n`;
}

/** Within single quotes a shell expands nothing; a single quote itself has to stand outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
