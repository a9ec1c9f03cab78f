import { z } from "zod";

/** The way a request takes, in order. `key` and `answer` are what the far end says of the key and of the question. */
export const HopNameSchema = z.enum(["machine", "dns", "proxy", "connect", "tls", "send", "wait", "receive", "key", "answer"]);
export type HopName = z.infer<typeof HopNameSchema>;

/** One step of the way: passed, failed here, or never tried because an earlier one failed. */
export const HopSchema = z.object({
  name: HopNameSchema,
  /** For people: `api.statsig.com`, `proxy.example:3128`, `unknown issuer`. Never a key. */
  detail: z.string(),
  state: z.enum(["passed", "failed", "not_tried"]),
  /** Milliseconds spent on this hop; null when it was not timed. */
  ms: z.number().nullable(),
});
export type Hop = z.infer<typeof HopSchema>;

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
