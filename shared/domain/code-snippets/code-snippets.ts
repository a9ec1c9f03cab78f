import { redactText } from "../exchange/redact.ts";
import { curlSnippet } from "./curl.ts";
import { goSnippet } from "./go.ts";
import { javascriptSnippet } from "./javascript.ts";
import { powershellSnippet } from "./powershell.ts";
import { pythonSnippet } from "./python.ts";
import { nodeSdkKeyVariable, nodeSdkSnippet } from "./sdk-node.ts";
import { webSdkKeyVariable, webSdkSnippet } from "./sdk-web.ts";
import type { SnippetRequest } from "./snippet-request.ts";

/** In the order of the tabs. The first five send this very request; the SDKs ask the same question in their own way. */
export const snippetLanguages = [
  { id: "curl", title: "cURL" },
  { id: "powershell", title: "PowerShell" },
  { id: "javascript", title: "JavaScript" },
  { id: "python", title: "Python" },
  { id: "go", title: "Go" },
  { id: "sdk-node", title: "Node SDK" },
  { id: "sdk-web", title: "Web SDK" },
] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number]["id"];

const writers: Record<SnippetLanguage, (request: SnippetRequest) => string> = {
  curl: curlSnippet,
  powershell: powershellSnippet,
  javascript: javascriptSnippet,
  python: pythonSnippet,
  go: goSnippet,
  "sdk-node": nodeSdkSnippet,
  "sdk-web": webSdkSnippet,
};

/** Code that can be pasted and run, with the key in an environment variable; ends with a line break. A key that somebody wrote into a value is masked. */
export function codeSnippet(language: SnippetLanguage, request: SnippetRequest): string {
  return redactText(writers[language](request));
}

/** Returns the environment variable with the key that the code of a language reads; null if the code reads none. */
export function snippetKeyVariable(language: SnippetLanguage, request: SnippetRequest): string | null {
  const variable =
    language === "sdk-node" ? nodeSdkKeyVariable(request) : language === "sdk-web" ? webSdkKeyVariable(request) : request.keyVariable;
  return codeSnippet(language, request).includes(variable) ? variable : null;
}
