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
/** In the order sent or received; the API key's value is already masked. */
export type Headers = z.infer<typeof HeadersSchema>;

/** How a request ended. An HTTP refusal is `answered`: it is something to show, not an error of ours. */
export const OutcomeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answered"),
    status: z.int(),
    statusText: z.string(),
    headers: HeadersSchema,
    /** The body as text after decompression, redacted; cut at the keeping limit, see `isCut`. */
    body: z.string(),
    /** Bytes of the body after decompression, before any cut. */
    bodyBytes: z.int(),
    isCut: z.boolean(),
  }),
  /** No whole answer came within the time allowed. `phase` is what was being waited for; before `send`, nothing had left. */
  z.object({ kind: z.literal("timed_out"), phase: HopNameSchema, afterMs: z.number() }),
  z.object({ kind: z.literal("cancelled"), afterMs: z.number() }),
  /** No answer could be had: `hop` broke. `code` is the system's (`ENOTFOUND`, `ECONNREFUSED`, …). */
  z.object({ kind: z.literal("unreachable"), hop: HopNameSchema, code: z.string(), message: z.string() }),
  /** An answer began and broke off: its head is known, its body is not whole. */
  z.object({ kind: z.literal("broken_off"), status: z.int(), headers: HeadersSchema, receivedBytes: z.int(), message: z.string() }),
  /** The answer is larger than Gatescope takes; reading stopped at the limit. */
  z.object({ kind: z.literal("too_large"), status: z.int(), headers: HeadersSchema, limitBytes: z.int() }),
  /** Refused here, before anything left: no key, locked vault, foreign host. */
  z.object({ kind: z.literal("not_sent"), reason: z.string() }),
]);
export type Outcome = z.infer<typeof OutcomeSchema>;

export const TimingPhaseSchema = z.object({ name: z.enum(["dns", "connect", "tls", "send", "wait", "receive"]), ms: z.number() });
export type TimingPhase = z.infer<typeof TimingPhaseSchema>;

/** One HTTP request, sent exactly once, and how it ended. Holds no key: headers, URL and bodies are redacted before it is made. */
export const ExchangeSchema = z.object({
  /** UUIDv7: sorts by time. */
  id: z.string(),
  atMs: z.int(),
  endpoint: EndpointSchema,
  method: z.enum(["GET", "POST"]),
  /** Whole address; key material in it is masked. */
  url: z.string(),
  request: z.object({ headers: HeadersSchema, body: z.string().nullable(), bodyBytes: z.int() }),
  outcome: OutcomeSchema,
  timing: z.object({
    /** In order; only those that took place. Milliseconds. */
    phases: z.array(TimingPhaseSchema),
    totalMs: z.number(),
    isReusedConnection: z.boolean(),
    /** `direct`, or the proxy's host and port. */
    via: z.string(),
  }),
  /** The way the request took; the broken hop is marked. */
  hops: z.array(HopSchema),
});
export type Exchange = z.infer<typeof ExchangeSchema>;

/** The HTTP status, where there was an answer. */
export function exchangeStatus({ outcome }: Pick<Exchange, "outcome">): number | null {
  return "status" in outcome ? outcome.status : null;
}
