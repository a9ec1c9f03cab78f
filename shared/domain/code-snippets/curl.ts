import type { SnippetRequest } from "./snippet-request.ts";

/** For bash, zsh and other POSIX shells. */
export function curlSnippet({ url, body, keyVariable }: SnippetRequest): string {
  return `curl --silent --show-error --request POST ${quoted(url)} \\
  --header "statsig-api-key: $${keyVariable}" \\
  --header 'content-type: application/json' \\
  --data-raw ${quoted(JSON.stringify(body, null, 2))}
`;
}

/** Within single quotes a shell expands nothing; a single quote itself has to stand outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
