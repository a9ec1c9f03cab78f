import { type Headers, type Outcome, recordedVia, type TimingPhase } from "../../exchange/exchange.ts";
import type { JsonValue } from "../../json/json.ts";
import { type BodyUnpacking, decodeBody } from "./decode-body.ts";
import { maskCall } from "./mask-call.ts";
import type { RecordedCall } from "./recorded-call.ts";
import { readStatsigAddress } from "./statsig-address.ts";

/** A request as a recording has it, before anything is decoded or masked. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** Null if there is none, or if it is not in the recording (`notes`). */
  readonly body: { readonly text: string; readonly isBase64: boolean } | null;
  readonly notes: readonly string[];
  /** Null for a request that was copied without its response. */
  readonly response: RecordedResponse | null;
  readonly atMs: number | null;
  readonly totalMs: number;
  readonly phases: readonly TimingPhase[];
  /** What an export of Gatescope knows beyond a recording; else null. */
  readonly kept: JsonValue;
}

export type RecordedResponse =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly statusText: string;
      readonly headers: Headers;
      readonly body: { readonly text: string; readonly isBase64: boolean } | null;
      readonly bodyBytes: number | null;
    }
  | { readonly kind: "none"; readonly outcome: Outcome };

/** What became of a recorded request: a call to Statsig, another request to Statsig such as an error report, or one to somebody else. */
export type RecordedAs = { readonly is: "call"; readonly call: RecordedCall } | { readonly is: "other" } | { readonly is: "foreign" };

/** Decodes and masks a recorded request, if it is a call to Statsig. Never throws. */
export async function callOf(request: RecordedRequest, unpacking: BodyUnpacking): Promise<RecordedAs> {
  const { method, url, headers, response } = request;
  const address = readStatsigAddress(url, () => hasEvidence(request));
  if (address.is !== "endpoint") return address;
  if (method !== "GET" && method !== "POST") return { is: "other" };
  const sent =
    request.body === null || request.body.text === ""
      ? { text: null, notes: [] }
      : await decodeBody(
          {
            ...request.body,
            isGzip: /[?&]gz=1(?:[&#]|$)/.test(url) || isGzip(headers),
            isStatsigEncoded: /[?&]se=1(?:[&#]|$)/.test(url) || headers.some(([name]) => /^statsig-encoded$/i.test(name)),
          },
          "request",
          unpacking,
        );
  const received = await outcomeOf(response, unpacking);
  const { exchange, key } = maskCall({
    atMs: request.atMs,
    endpoint: address.endpoint,
    method,
    url,
    request: { headers, body: sent.text?.toWellFormed() ?? null, bodyBytes: bytesIn(sent.text ?? "") },
    outcome: received.outcome,
    timing: { phases: [...request.phases], totalMs: request.totalMs, isReusedConnection: false, via: recordedVia },
    hops: [],
  });
  return { is: "call", call: { exchange, key, notes: [...request.notes, ...sent.notes, ...received.notes], kept: request.kept } };
}

async function outcomeOf(
  response: RecordedResponse | null,
  unpacking: BodyUnpacking,
): Promise<{ readonly outcome: Outcome; readonly notes: readonly string[] }> {
  if (response === null) return { outcome: { kind: "not_recorded" }, notes: [] };
  if (response.kind === "none") return { outcome: response.outcome, notes: [] };
  const { status, statusText, headers, body, bodyBytes } = response;
  const decoded =
    body === null
      ? { text: null, notes: hasNoBody(status, bodyBytes) ? [] : ["The recording does not have the response’s body."] }
      : await decodeBody({ ...body, isGzip: false, isStatsigEncoded: false }, "response", unpacking);
  const text = decoded.text?.toWellFormed() ?? "";
  const isCut = decoded.text === null && decoded.notes.length > 0;
  return {
    outcome: { kind: "answered", status, statusText, headers, body: text, bodyBytes: bodyBytes ?? bytesIn(text), isCut },
    notes: decoded.notes,
  };
}

function hasNoBody(status: number, bodyBytes: number | null): boolean {
  return status === 204 || status === 304 || bodyBytes === 0;
}

/** A key, or what the SDKs send with every request. */
function hasEvidence({ url, headers, body, kept }: RecordedRequest): boolean {
  return (
    headers.some(([name]) => /^statsig-/i.test(name)) ||
    /[?&]k=(?:client|secret)-|[?&]st=[^&]*&sv=|\/(?:download_config_specs|get_id_lists)\/(?:client|secret)-/i.test(url) ||
    (body?.text.includes('"statsigMetadata"') ?? false) ||
    kept !== null
  );
}

function isGzip(headers: Headers): boolean {
  return headers.some(([name, value]) => /^content-encoding$/i.test(name) && /gzip/i.test(value));
}

export function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}
