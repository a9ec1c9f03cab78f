import { z } from "zod";
import { EventDraftSchema } from "./statsig-event.ts";

/** A named list of events to send repeatedly. Stored without private attributes. */
export const EventTemplateSchema = z.object({
  id: z.string(),
  name: z.string().trim().min(1, "Give the template a name.").max(80),
  drafts: z.array(EventDraftSchema).min(1).max(500),
  changedAtMs: z.int(),
});
export type EventTemplate = z.infer<typeof EventTemplateSchema>;
