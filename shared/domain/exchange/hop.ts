import { z } from "zod";

/** The steps of a connection and request, in order. `key` and `answer` are the server's acceptance of the key and its answer. */
export const HopNameSchema = z.enum(["machine", "dns", "proxy", "connect", "tls", "send", "wait", "receive", "key", "answer"]);
export type HopName = z.infer<typeof HopNameSchema>;

/** One hop: passed, failed, or not tried because an earlier one failed. */
export const HopSchema = z.object({
  name: HopNameSchema,
  /** Text for people: `api.statsig.com`, `proxy.example:3128`, `unknown issuer`. Never a key. */
  detail: z.string(),
  state: z.enum(["passed", "failed", "not_tried"]),
  /** Milliseconds of this hop; null if it was not timed. */
  ms: z.number().nullable(),
});
export type Hop = z.infer<typeof HopSchema>;

export const hopStateLabels: Record<Hop["state"], string> = { passed: "passed", failed: "failed", not_tried: "not tried" };

export const hopLabels: Record<HopName, string> = {
  machine: "This machine",
  dns: "Name",
  proxy: "Proxy",
  connect: "Connect",
  tls: "TLS",
  send: "Send",
  wait: "Statsig",
  receive: "Receive",
  key: "Key",
  answer: "Answer",
};
