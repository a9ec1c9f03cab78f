import { curlSnippet } from "./curl.ts";
import { goSnippet } from "./go.ts";
import { javascriptSnippet } from "./javascript.ts";
import { powershellSnippet } from "./powershell.ts";
import { pythonSnippet } from "./python.ts";
import { nodeSdkSnippet } from "./sdk-node.ts";
import { webSdkSnippet } from "./sdk-web.ts";
import type { SnippetRequest } from "./snippet-request.ts";

const writers = {
  curl: { title: "cURL", write: curlSnippet },
  powershell: { title: "PowerShell", write: powershellSnippet },
  javascript: { title: "JavaScript", write: javascriptSnippet },
  python: { title: "Python", write: pythonSnippet },
  go: { title: "Go", write: goSnippet },
  "sdk-node": { title: "Node SDK", write: nodeSdkSnippet },
  "sdk-web": { title: "Web SDK", write: webSdkSnippet },
} as const satisfies Record<string, { title: string; write: (request: SnippetRequest) => string }>;

export type SnippetLanguage = keyof typeof writers;

const order = ["curl", "powershell", "javascript", "python", "go", "sdk-node", "sdk-web"] as const satisfies readonly SnippetLanguage[];

/** In the order of the tabs. The first five send this very request; the SDKs ask the same question in their own way. */
export const snippetLanguages: readonly { id: SnippetLanguage; title: string }[] = order.map((id) => ({ id, title: writers[id].title }));

/** Code that can be pasted and run, with the key in an environment variable; ends with a line break. */
export function codeSnippet(language: SnippetLanguage, request: SnippetRequest): string {
  return writers[language].write(request);
}
