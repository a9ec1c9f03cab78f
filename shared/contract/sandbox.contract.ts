import { z } from "zod";
import { ReceivedEventSchema, SandboxInfoSchema } from "#shared/domain/project/sandbox-info.ts";
import { declared } from "./errors.ts";

export const sandboxContract = {
  info: declared.output(SandboxInfoSchema),
  /** The events and exposures that the sandbox received, newest first. */
  received: declared.input(z.object({ limit: z.int().min(1).max(1000).default(100) })).output(z.array(ReceivedEventSchema)),
  /** Clears the received events and the counters. */
  reset: declared.output(SandboxInfoSchema),
};
