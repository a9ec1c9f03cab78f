import type { SnippetRequest } from "./snippet-request.ts";

/** A whole program, standard library only. */
export function goSnippet({ url, body, keyVariable }: SnippetRequest): string {
  return `package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

const body = \`${inRawString(JSON.stringify(body, null, 2))}\`

func main() {
	request, err := http.NewRequest(http.MethodPost, ${JSON.stringify(url)}, strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("statsig-api-key", os.Getenv("${keyVariable}"))
	request.Header.Set("content-type", "application/json")

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
