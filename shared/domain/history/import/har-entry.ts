import type { Headers, Outcome, TimingPhase } from "../../exchange/exchange.ts";
import type { HopName } from "../../exchange/hop.ts";
import { isJsonNumber, toDouble } from "../../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json.ts";
import type { RecordedRequest, RecordedResponse } from "./call-of.ts";

const noTime = "The recording has no usable time, so this stands at the time of the import.";
const firstTimeMs = Date.UTC(2000, 0, 1);
const dayMs = 24 * 60 * 60_000;

/** Reads an entry of a HAR 1.2 file (w3c.github.io/web-performance/specs/HAR/Overview.html). Returns a clause that says why it is none. */
export function readHarEntry(entry: JsonValue, nowMs: number): RecordedRequest | string {
  if (!isJsonObject(entry)) return "is no object";
  const { request, response, startedDateTime } = entry;
  if (!isJsonObject(request)) return "has no request";
  const url = textOf(request.url);
  if (url === null) return "has a request without an address";
  const atMs = timeOf(startedDateTime, nowMs);
  const { body, notes } = readPostData(request);
  return {
    method: (textOf(request.method) ?? "GET").toUpperCase(),
    url,
    headers: readHeaders(request.headers),
    body,
    notes: [...notes, ...(atMs === null ? [noTime] : [])],
    response: readResponse(response),
    atMs,
    totalMs: durationOf(entry.time) ?? 0,
    phases: readTimings(entry.timings),
    kept: readKept(entry._gatescope, body?.text ?? null, response),
  };
}

function readPostData({ postData, bodySize }: JsonObject): Pick<RecordedRequest, "body" | "notes"> {
  const text = isJsonObject(postData) ? textOf(postData.text) : null;
  // Binary bodies are recorded as empty texts.
  if (isJsonObject(postData) && text !== null && (text !== "" || postData.mimeType !== "application/octet-stream"))
    return { body: { text, isBase64: [postData.encoding, postData._encoding].includes("base64") }, notes: [] };
  const isMissing = (isJsonNumber(bodySize) && toDouble(bodySize) > 0) || (isJsonObject(postData) && text === "");
  return { body: null, notes: isMissing ? ["The recording does not have the request’s body."] : [] };
}

function readResponse(response: JsonValue | undefined): RecordedResponse | null {
  if (!isJsonObject(response)) return null;
  const status = isJsonNumber(response.status) ? toDouble(response.status) : 0;
  if (!Number.isInteger(status) || status < 100 || status > 999) return { kind: "none", outcome: readFailure(textOf(response._error)) };
  const content = isJsonObject(response.content) ? response.content : {};
  const text = textOf(content.text);
  const size = durationOf(content.size);
  return {
    kind: "answered",
    status,
    statusText: textOf(response.statusText) ?? "",
    headers: readHeaders(response.headers),
    body: text === null ? null : { text, isBase64: content.encoding === "base64" },
    bodyBytes: size === null ? null : Math.round(size),
  };
}

/** Browsers say as a code why there is no response, such as `net::ERR_NAME_NOT_RESOLVED`. */
function readFailure(code: string | null): Outcome {
  if (code === null || code === "") return { kind: "not_recorded" };
  if (/BLOCKED|CONTENT_SECURITY|CORS/i.test(code))
    return { kind: "not_sent", reason: `The browser blocked it (${code}), as ad blockers do.` };
  if (/ABORT/i.test(code)) return { kind: "cancelled", afterMs: 0 };
  if (/TIMED?_?OUT/i.test(code)) return { kind: "timed_out", phase: "wait", afterMs: 0 };
  return { kind: "unreachable", hop: failedHop(code), code, message: "The recording says that there was no response" };
}

function failedHop(code: string): HopName {
  if (/NAME_NOT|DNS|ENOTFOUND|UNKNOWN_HOST/i.test(code)) return "dns";
  if (/PROXY|TUNNEL/i.test(code)) return "proxy";
  if (/CERT|SSL|TLS/i.test(code)) return "tls";
  return /RESET|EMPTY|CLOSED/i.test(code) ? "wait" : "connect";
}

const phaseNames: readonly (readonly [TimingPhase["name"], string])[] = [
  ["dns", "dns"],
  ["connect", "connect"],
  ["tls", "ssl"],
  ["send", "send"],
  ["wait", "wait"],
  ["receive", "receive"],
];

/** The phases that took place. In HAR, `connect` includes `ssl`, and -1 is a phase that did not take place. */
function readTimings(timings: JsonValue | undefined): TimingPhase[] {
  if (!isJsonObject(timings)) return [];
  const tlsMs = durationOf(timings.ssl) ?? 0;
  return phaseNames.flatMap(([name, field]) => {
    const ms = durationOf(timings[field]);
    if (ms === null) return [];
    return [{ name, ms: name === "connect" ? Math.max(0, ms - tlsMs) : ms }];
  });
}

/** Joins what Gatescope wrote beyond HAR with the bodies that HAR has. */
function readKept(gatescope: JsonValue | undefined, requestBody: string | null, response: JsonValue | undefined): JsonValue {
  if (!isJsonObject(gatescope) || !isJsonObject(gatescope.entry)) return null;
  const { context, exchange, answers } = gatescope.entry;
  if (!isJsonObject(exchange) || !isJsonObject(exchange.request) || !isJsonObject(exchange.outcome)) return null;
  const content = isJsonObject(response) && isJsonObject(response.content) ? response.content : {};
  const body = exchange.outcome.kind === "answered" ? { body: textOf(content.text) ?? "" } : {};
  return {
    context: context ?? null,
    answers: answers ?? null,
    exchange: { ...exchange, request: { ...exchange.request, body: requestBody }, outcome: { ...exchange.outcome, ...body } },
    tags: gatescope.tags ?? [],
    note: gatescope.note ?? "",
  };
}

/** Without the names that HTTP/2 writes as headers, such as `:authority`. */
function readHeaders(headers: JsonValue | undefined): Headers {
  if (!Array.isArray(headers)) return [];
  return headers.flatMap((header) => {
    if (!isJsonObject(header)) return [];
    const [name, value] = [textOf(header.name), textOf(header.value)];
    return name === null || value === null || name.startsWith(":") ? [] : [[name, value] as [string, string]];
  });
}

function timeOf(started: JsonValue | undefined, nowMs: number): number | null {
  const atMs = typeof started === "string" ? Date.parse(started) : Number.NaN;
  return Number.isInteger(atMs) && atMs >= firstTimeMs && atMs <= nowMs + dayMs ? atMs : null;
}

function durationOf(value: JsonValue | undefined): number | null {
  const number = isJsonNumber(value) ? toDouble(value) : -1;
  return Number.isFinite(number) && number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : null;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
