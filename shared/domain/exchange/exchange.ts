import { z } from "zod";
import { HopNameSchema, HopSchema } from "./hop.ts";

/**
 * Lists the endpoints that Gatescope calls (statsig-http.md §0). `console` stands for every Console API endpoint that is read for rule
 * names.
 */
export const EndpointSchema = z.enum([
  "check_gate",
  "get_config",
  "get_layer",
  "get_ranked_list",
  "initialize",
  "download_config_specs",
  "get_id_lists",
  "log_event",
  "log_custom_exposure",
  "console",
]);
export type Endpoint = z.infer<typeof EndpointSchema>;

const HeadersSchema = z.array(z.tuple([z.string(), z.string()]));
/** Headers in the order sent or received; the API key is already masked. */
export type Headers = z.infer<typeof HeadersSchema>;

const WrongBytesSchema = z.object({
  /** As the content type declares it; null without one, which means UTF-8. */
  charset: z.string().nullable(),
  /** The first byte that does not belong there, and its position from 1. */
  position: z.int(),
  byte: z.int(),
});
/** Why a body could not be decoded. */
export type WrongBytes = z.infer<typeof WrongBytesSchema>;

/** The outcome of a request. An HTTP refusal is `answered`, because it is a result to show and not an error of Gatescope. */
export const OutcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answered"),
    status: z.int(),
    statusText: z.string(),
    headers: HeadersSchema,
    /** The decompressed body as text, redacted; truncated at the storage limit, see `isCut`. */
    body: z.string(),
    /** Bytes of the decompressed body before truncation. */
    bodyBytes: z.int(),
    isCut: z.boolean(),
    /** Present for a body that is not in its encoding. Bytes that do not belong there are in `body` as `\xFC`. */
    wrongBytes: WrongBytesSchema.optional(),
  }),
  /** No complete response arrived in time. `phase` is the pending hop; before `send`, no request was sent. */
  z.object({ kind: z.literal("timed_out"), phase: HopNameSchema, afterMs: z.number() }),
  z.object({ kind: z.literal("cancelled"), afterMs: z.number() }),
  /** No response, because `hop` failed. `code` is the system's (`ENOTFOUND`, `ECONNREFUSED`, …). */
  z.object({ kind: z.literal("unreachable"), hop: HopNameSchema, code: z.string(), message: z.string() }),
  /** The response was cut off: its headers are complete, its body is not. */
  z.object({ kind: z.literal("broken_off"), status: z.int(), headers: HeadersSchema, receivedBytes: z.int(), message: z.string() }),
  /** The response is larger than the limit, at which reading stopped. */
  z.object({ kind: z.literal("too_large"), status: z.int(), headers: HeadersSchema, limitBytes: z.int() }),
  /** Refused by Gatescope before sending: no key, locked vault, foreign host. */
  z.object({ kind: z.literal("not_sent"), reason: z.string() }),
  /** Another tool recorded the request without its response. */
  z.object({ kind: z.literal("not_recorded") }),
]);
export type Outcome = z.infer<typeof OutcomeSchema>;

export const TimingPhaseSchema = z.object({ name: z.enum(["dns", "connect", "tls", "send", "wait", "receive"]), ms: z.number() });
export type TimingPhase = z.infer<typeof TimingPhaseSchema>;

/** One HTTP request, sent exactly once, and its outcome. Contains no key: headers, URL and bodies are redacted first. */
export const ExchangeSchema = z.object({
  /** UUIDv7: sorts by time. */
  id: z.string(),
  atMs: z.int(),
  endpoint: EndpointSchema,
  method: z.enum(["GET", "POST"]),
  /** The complete URL; keys in it are masked. */
  url: z.string(),
  request: z.object({ headers: HeadersSchema, body: z.string().nullable(), bodyBytes: z.int() }),
  outcome: OutcomeSchema,
  timing: z.object({
    /** The phases that took place, in order. Milliseconds. */
    phases: z.array(TimingPhaseSchema),
    totalMs: z.number(),
    isReusedConnection: z.boolean(),
    /** `direct`, the proxy's host and port, or `recorded`. */
    via: z.string(),
  }),
  /** The hops of the request, with the failed one marked. */
  hops: z.array(HopSchema),
});
export type Exchange = z.infer<typeof ExchangeSchema>;

/** The `via` of a request that another tool recorded: whether a proxy was used, which protocol, and whether the connection was new is not known. */
export const recordedVia = "recorded";

/** Returns the host and port of the proxy; null for none, or if it is not known. */
export function proxyOf({ timing: { via } }: Pick<Exchange, "timing">): string | null {
  return via === "direct" || via === recordedVia ? null : via;
}

/** A longer body of a response is stored up to here. */
export const maxStoredBodyCharacters = 256 * 1024;

/** Returns the HTTP status; null without a response. */
export function exchangeStatus({ outcome }: Pick<Exchange, "outcome">): number | null {
  return "status" in outcome ? outcome.status : null;
}
