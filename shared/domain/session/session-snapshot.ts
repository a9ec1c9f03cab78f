import { z } from "zod";
import { EntityKindSchema } from "../evaluation/evaluation.ts";
import { EventDraftSchema, ExposureDraftSchema } from "../events/statsig-event.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";

function composedSchema<Draft extends z.ZodType>(draft: Draft) {
  return z.object({
    drafts: z.array(draft),
    /** The position of the one being edited. */
    at: z.int().min(0),
    /** The text of the JSON view while it cannot be read; null when it agrees with `drafts`. */
    text: z.string().nullable(),
  });
}
export const ComposedEventsSchema = composedSchema(EventDraftSchema);
export type ComposedEvents = z.infer<typeof ComposedEventsSchema>;
export const ComposedExposuresSchema = composedSchema(ExposureDraftSchema);
export type ComposedExposures = z.infer<typeof ComposedExposuresSchema>;

/** What the page had in hand, kept so that a reload or a restart loses nothing that was typed. The exposure switch is not kept: a start is always Looking. */
export const SessionSnapshotSchema = z.object({
  projectId: z.string(),
  /** Per project: the tier and the key last used. */
  tiers: z.record(z.string(), z.string()),
  keys: z.record(z.string(), z.string()),
  user: StatsigUserSchema,
  /** The text of the JSON view while it does not parse; null when it agrees with `user`. */
  userText: z.string().nullable(),
  savedUserId: z.string().nullable(),
  screen: z.string(),
  inspectTab: z.union([EntityKindSchema, z.literal("everything")]),
  /** What stands in the name field, per kind. */
  names: z.partialRecord(EntityKindSchema, z.string()),
  /** What was composed and not sent yet. */
  composedEvents: ComposedEventsSchema.default({ drafts: [], at: 0, text: null }),
  composedExposures: ComposedExposuresSchema.default({ drafts: [], at: 0, text: null }),
  colourScheme: z.enum(["auto", "light", "dark"]),
});
export type SessionSnapshot = z.infer<typeof SessionSnapshotSchema>;
