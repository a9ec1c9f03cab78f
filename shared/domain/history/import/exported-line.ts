import { ExchangeSchema } from "../../exchange/exchange.ts";
import { isJsonObject, type JsonValue } from "../../json/json.ts";
import type { RecordedRequest, RecordedResponse } from "./call-of.ts";

/** Returns true for a line of the NDJSON that Gatescope exports. */
export function isExportedLine(json: JsonValue | undefined): boolean {
  return isJsonObject(json) && isJsonObject(json.row);
}

/** Reads a line of the NDJSON that Gatescope exports, with everything that was kept of the request. Returns null for a request that was damaged in the history. */
export function readExportedLine(json: JsonValue): RecordedRequest | null {
  if (!isJsonObject(json) || !isJsonObject(json.row)) return null;
  const { row, context, answers } = json;
  const parsed = ExchangeSchema.safeParse(json.exchange);
  if (!parsed.success) return null;
  const { method, url, request, outcome, atMs, timing } = parsed.data;
  return {
    ...{ method, url, headers: request.headers, notes: [], atMs, totalMs: timing.totalMs, phases: timing.phases },
    body: request.body === null ? null : { text: request.body, isBase64: false },
    response: responseOf(outcome),
    kept: {
      ...{ context: context ?? null, answers: answers ?? null, exchange: json.exchange ?? null },
      ...{ tags: row.tags ?? [], note: row.note ?? "" },
    },
  };
}

function responseOf(outcome: ReturnType<typeof ExchangeSchema.parse>["outcome"]): RecordedResponse {
  if (outcome.kind !== "answered") return { kind: "none", outcome };
  const { status, statusText, headers, body, bodyBytes } = outcome;
  return { kind: "answered", status, statusText, headers, body: { text: body, isBase64: false }, bodyBytes };
}
