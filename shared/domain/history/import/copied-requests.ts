import type { Headers } from "../../exchange/exchange.ts";
import { bracketTree } from "../../json/loose/bracket-tree.ts";
import { readValues } from "../../json/loose/read-values.ts";
import type { LooseObject, LooseValue } from "../../json/loose/values.ts";
import { parseJson } from "../../json/parse-json.ts";
import { withPlainQuotes } from "../../user/pasted/command-quotes.ts";
import type { RecordedRequest } from "./call-of.ts";

/** Reads the requests of a text that browsers copy: cURL, and *copy as fetch* of Chrome, Firefox and for Node; those as cURL first. Linear in the text's length. */
export function readCopiedRequests(text: string): RecordedRequest[] {
  const command = withPlainQuotes(text);
  return [...(command === null ? [] : readCurl(command)), ...readFetches(text)];
}

function requestOf(request: Pick<RecordedRequest, "method" | "url" | "headers" | "body" | "notes">): RecordedRequest {
  return { ...request, response: null, atMs: null, totalMs: 0, phases: [], kept: null };
}

/** Reads `fetch("…", { … })`, also after `await`. */
function readFetches(text: string): RecordedRequest[] {
  const tree = bracketTree(text);
  if (tree === null) return [];
  return valuesIn(readValues(tree)).flatMap((value) => {
    if (value.kind !== "unknown" && value.kind !== "object") return [];
    const source = value.kind === "unknown" ? value.source : value.head;
    if (!/^(?:await\s+|return\s+)?(?:\w+\.)?fetch\s*(?:\(|$)/.test(source)) return [];
    const [address, options] = value.kind === "unknown" ? value.inside() : value.positional;
    if (address?.kind !== "text") return [];
    return [fetchRequest(address.value, options?.kind === "object" ? options : null)];
  });
}

/** Returns the calls of a text, also those that follow an assignment. */
function valuesIn(root: LooseObject): LooseValue[] {
  return [...root.positional, ...root.fields.map(({ value }) => value)];
}

function fetchRequest(url: string, options: LooseObject | null): RecordedRequest {
  const field = (name: string) => options?.fields.find((each) => each.name === name)?.value;
  const [headers, body, method] = [field("headers"), field("body"), field("method")];
  const text = body?.kind === "text" ? body.value : null;
  const isCode = body !== undefined && text === null && !(body.kind === "literal" && body.value === null);
  return requestOf({
    method: method?.kind === "text" ? method.value.toUpperCase() : text === null ? "GET" : "POST",
    url,
    headers: headers?.kind === "object" ? looseHeaders(headers) : [],
    body: text === null ? null : { text, isBase64: false },
    notes: isCode ? ["The request’s body is written as code, and was left out."] : [],
  });
}

function looseHeaders({ fields }: LooseObject): Headers {
  return fields.flatMap(({ name, value }) => (value.kind === "text" ? [[name, value.value] as [string, string]] : []));
}

/** cURL's options whose next argument is their value, and which are not read below. */
const valued =
  /^(?:-[oAeumxEKTCrtwyYzc]|--(?:output|user-agent|referer|user|max-time|proxy|cert|cacert|key|connect-timeout|resolve|retry|limit-rate|cookie-jar|form|upload-file|range|write-out|ciphers|interface|noproxy|proxy-user|aws-sigv4))$/;
const data = /^(?:-d|--data|--data-raw|--data-binary|--data-ascii|--data-urlencode|--json)$/;

/** Reads the commands of a text whose quotes are those of JSON (`withPlainQuotes`). */
function readCurl(command: string): RecordedRequest[] {
  const requests: RecordedRequest[] = [];
  let words: string[] = [];
  const end = () => {
    const at = words.findIndex((word) => /^(?:\S*[/\\])?curl(?:\.exe)?$/i.test(word));
    const request = at < 0 ? null : curlRequest(words.slice(at + 1));
    if (request !== null) requests.push(request);
    words = [];
  };
  for (const [token] of command.matchAll(/"(?:[^"\\]|\\[\s\S])*"|[;&|\n]+|[^\s;&|"]+/g)) {
    if (/^[;&|\n]/.test(token)) end();
    else words.push(token.startsWith('"') ? textOfToken(token) : token);
  }
  end();
  return requests;
}

function textOfToken(token: string): string {
  const text = parseJson(token);
  return typeof text === "string" ? text : token;
}

function curlRequest(words: readonly string[]): RecordedRequest | null {
  const headers: [string, string][] = [];
  const bodies: string[] = [];
  const notes: string[] = [];
  let method: string | null = null;
  let url: string | null = null;
  let isJson = false;
  let isQuery = false;
  for (let at = 0; at < words.length; at += 1) {
    const [option, attached] = splitOption(words[at] ?? "");
    const value = () => {
      if (attached !== null) return attached;
      at += 1;
      return words[at] ?? "";
    };
    if (/^(?:-H|--header)$/.test(option)) headers.push(...headerOf(value()));
    else if (/^(?:-b|--cookie)$/.test(option)) headers.push(["cookie", value()]);
    else if (/^(?:-X|--request)$/.test(option)) method = value().toUpperCase();
    else if (option === "--url") url ??= value();
    else if (/^(?:-G|--get)$/.test(option)) isQuery = true;
    else if (data.test(option)) {
      const text = value();
      isJson ||= option === "--json";
      if (text.startsWith("@") && option !== "--data-raw")
        notes.push(`The request’s body is in the file ${text.slice(1)}, and was left out.`);
      else bodies.push(text);
    } else if (valued.test(option)) value();
    else if (!option.startsWith("-") && option !== "") url ??= option;
  }
  if (url === null) return null;
  const body = bodies.length === 0 ? null : bodies.join("&");
  if (isJson && !headers.some(([name]) => /^content-type$/i.test(name))) headers.push(["content-type", "application/json"]);
  return requestOf({
    method: method ?? (isQuery || (body === null && notes.length === 0) ? "GET" : "POST"),
    url: /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`,
    headers,
    body: body === null || isQuery ? null : { text: body, isBase64: false },
    notes,
  });
}

/** `--header=…`, and `-H…` with its value attached. */
function splitOption(word: string): readonly [option: string, attached: string | null] {
  const long = /^(--[a-z-]+)=([\s\S]*)$/.exec(word);
  if (long !== null) return [long[1] ?? "", long[2] ?? ""];
  const short = /^(-[HXdb])([\s\S]+)$/.exec(word);
  return short === null ? [word, null] : [short[1] ?? "", short[2] ?? ""];
}

function headerOf(line: string): [string, string][] {
  const [, name = "", value = ""] = /^([^:]+):\s*([\s\S]*)$/.exec(line) ?? [];
  return name === "" ? [] : [[name.trim(), value.trim()]];
}
