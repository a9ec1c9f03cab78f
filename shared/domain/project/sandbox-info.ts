import { z } from "zod";
import { JsonValueSchema } from "../json/json.ts";

/** The small Statsig on this machine. Its keys are no secret: they work only here, and change with every start. */
export const SandboxInfoSchema = z.object({
  url: z.string(),
  serverKey: z.string(),
  clientKey: z.string(),
  consoleKey: z.string(),
  startedAtMs: z.int(),
  /** How many requests of each endpoint were answered, and how many events and exposures were written, since the start. */
  requests: z.record(z.string(), z.int()),
  eventsReceived: z.int(),
  exposuresReceived: z.int(),
});
export type SandboxInfo = z.infer<typeof SandboxInfoSchema>;

/** One event or exposure that the sandbox was sent, or logged itself for an evaluation that did not suppress it. */
export const ReceivedEventSchema = z.object({
  seq: z.int(),
  atMs: z.int(),
  endpoint: z.string(),
  /** `statsig::gate_exposure` and its kin, or the event's own name. */
  eventName: z.string(),
  userID: z.string().nullable(),
  body: JsonValueSchema,
});
export type ReceivedEvent = z.infer<typeof ReceivedEventSchema>;
