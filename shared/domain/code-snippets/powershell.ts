import { addressCode, headerCode, refusalOf, type SnippetRequest } from "./snippet-request.ts";

/** Returns code for Windows PowerShell 5.1 and PowerShell 7. Sends the body as bytes, because 5.1 does not send text as UTF-8. */
export function powershellSnippet(request: SnippetRequest): string {
  const { method, body, keyVariable } = request;
  const code = { text: quoted, key: `$env:${keyVariable}` };
  const headers = headerCode(request, { ...code, line: (name, value) => `'${name}' = ${value}` });
  // Windows PowerShell 5.1 requires the content type as a parameter.
  const own = headers.filter((header) => !header.startsWith("'content-type'"));
  const parts = [
    `Invoke-RestMethod -Method ${method === "GET" ? "Get" : "Post"} -Uri ${addressCode(request, { ...code, join: (pieces) => `(${pieces.join(" + ")})` })}`,
    ...(own.length === 0 ? [] : [`-Headers @{ ${own.join("; ")} }`]),
    ...(method === "GET" ? [] : ["-ContentType 'application/json'", "-Body ([Text.Encoding]::UTF8.GetBytes($body))"]),
  ];
  const given = method === "GET" ? "" : `$body = @'\n${JSON.stringify(body, null, 2)}\n'@\n`;
  const refusal = refusalOf(request);
  // On the line of the request: a console into which lines are pasted runs each of them, also after an error.
  const guard = refusal === null ? "" : `throw ${quoted(refusal)}; `;
  return `${given}${guard}${parts.join(" `\n  ")} | ConvertTo-Json -Depth 20\n`;
}

/** Quotes a text. PowerShell treats typographic quotes as plain ones. The here-string above needs no escapes: no line of JSON begins with a quote and an @. */
function quoted(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, "$&$&")}'`;
}
