import { z } from "zod";
import { ReceivedEventSchema, SandboxInfoSchema } from "#shared/domain/project/sandbox-info.ts";
import { declared } from "./errors.ts";

export const sandboxContract = {
  info: declared.output(SandboxInfoSchema),
  /** What the sandbox was sent, newest first. */
  received: declared.input(z.object({ limit: z.int().min(1).max(1000).default(100) })).output(z.array(ReceivedEventSchema)),
  /** Forgets what it received and counted. */
  reset: declared.output(SandboxInfoSchema),
};
