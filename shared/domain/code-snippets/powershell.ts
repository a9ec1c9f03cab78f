import type { SnippetRequest } from "./snippet-request.ts";

/** For Windows PowerShell 5.1 and PowerShell 7. The body goes out as bytes, because 5.1 would not send text as UTF-8. */
export function powershellSnippet({ url, body, keyVariable }: SnippetRequest): string {
  return `$body = @'
${JSON.stringify(body, null, 2)}
'@
Invoke-RestMethod -Method Post -Uri ${quoted(url)} \`
  -Headers @{ 'statsig-api-key' = $env:${keyVariable} } \`
  -ContentType 'application/json' \`
  -Body ([Text.Encoding]::UTF8.GetBytes($body)) | ConvertTo-Json -Depth 20
`;
}

/** PowerShell takes typographic quotes for plain ones. The here-string above needs no escapes: no line of JSON begins with a quote and an @. */
function quoted(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, "$&$&")}'`;
}
