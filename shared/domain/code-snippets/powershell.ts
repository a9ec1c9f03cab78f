import { addressCode, headerCode, type SnippetRequest } from "./snippet-request.ts";

/** For Windows PowerShell 5.1 and PowerShell 7. The body goes out as bytes, because 5.1 would not send text as UTF-8. */
export function powershellSnippet(request: SnippetRequest): string {
  const { method, body, keyVariable } = request;
  const code = { text: quoted, key: `$env:${keyVariable}` };
  const headers = headerCode(request, { ...code, line: (name, value) => `'${name}' = ${value}` });
  // Windows PowerShell 5.1 wants the type of a body as a parameter of its own.
  const own = headers.filter((header) => !header.startsWith("'content-type'"));
  const parts = [
    `Invoke-RestMethod -Method ${method === "GET" ? "Get" : "Post"} -Uri ${addressCode(request, { ...code, join: (pieces) => `(${pieces.join(" + ")})` })}`,
    ...(own.length === 0 ? [] : [`-Headers @{ ${own.join("; ")} }`]),
    ...(method === "GET" ? [] : ["-ContentType 'application/json'", "-Body ([Text.Encoding]::UTF8.GetBytes($body))"]),
  ];
  const given = method === "GET" ? "" : `$body = @'\n${JSON.stringify(body, null, 2)}\n'@\n`;
  return `${given}${parts.join(" `\n  ")} | ConvertTo-Json -Depth 20\n`;
}

/** PowerShell takes typographic quotes for plain ones. The here-string above needs no escapes: no line of JSON begins with a quote and an @. */
function quoted(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, "$&$&")}'`;
}
