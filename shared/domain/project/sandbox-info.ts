import { z } from "zod";
import { JsonValueSchema } from "../json/json-schemas.ts";

/** The addresses and counts of the sandbox. Its keys are not secret: they work only on this machine and change with every start. */
export const SandboxInfoSchema = z.object({
  url: z.string(),
  serverKey: z.string(),
  clientKey: z.string(),
  consoleKey: z.string(),
  startedAtMs: z.int(),
  /** The number of answered requests by endpoint since the start; the counts below are since the start, too. */
  requests: z.record(z.string(), z.int()),
  eventsReceived: z.int(),
  exposuresReceived: z.int(),
});
export type SandboxInfo = z.infer<typeof SandboxInfoSchema>;

/** An event or exposure that the sandbox received, or that it logged for an evaluation. */
export const ReceivedEventSchema = z.object({
  seq: z.int(),
  atMs: z.int(),
  endpoint: z.string(),
  /** `statsig::gate_exposure` and similar names for exposures, or the name of the event. */
  eventName: z.string(),
  userID: z.string().nullable(),
  body: JsonValueSchema,
});
export type ReceivedEvent = z.infer<typeof ReceivedEventSchema>;
