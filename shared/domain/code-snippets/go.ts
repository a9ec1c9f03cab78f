import { addressCode, headerCode, refusalOf, type SnippetRequest } from "./snippet-request.ts";

/** A whole program, standard library only. */
export function goSnippet(request: SnippetRequest): string {
  const { method, body, keyVariable } = request;
  const code = { text: (part: string) => JSON.stringify(part), key: `os.Getenv("${keyVariable}")` };
  const headers = headerCode(request, { ...code, line: (name, value) => `\trequest.Header.Set("${name}", ${value})\n` });
  const address = addressCode(request, { ...code, join: (parts) => parts.join(" + ") });
  // Go compiles no import that is not used.
  const isKeyNamed = `${address}${headers.join("")}`.includes("os.Getenv");
  const imports = ["fmt", "io", "log", "net/http", ...(isKeyNamed ? ["os"] : []), ...(method === "GET" ? [] : ["strings"])];
  const refusal = refusalOf(request);
  return `package main

import (
${imports.map((name) => `\t"${name}"\n`).join("")})

${method === "GET" ? "" : `const body = \`${inRawString(JSON.stringify(body, null, 2))}\`\n\n`}func main() {
${refusal === null ? "" : `\tlog.Fatal(${JSON.stringify(refusal)})\n`}	request, err := http.NewRequest(http.${method === "GET" ? "MethodGet" : "MethodPost"}, ${address}, ${method === "GET" ? "nil" : "strings.NewReader(body)"})
	if err != nil {
		log.Fatal(err)
	}
${headers.join("")}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Status, string(answer))
}
`;
}

/** A raw string holds no backtick, and a Go file no byte order mark; in JSON both stand in strings only, where they can be escaped. */
function inRawString(json: string): string {
  return json.replaceAll("`", "\\u0060").replaceAll("\ufeff", "\\ufeff");
}
