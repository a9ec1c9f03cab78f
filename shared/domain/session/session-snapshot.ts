import { z } from "zod";
import { CompareSubjectSchema, maxSubjects } from "../comparison/compare-request.ts";
import { entityKinds } from "../evaluation/evaluation.ts";
import { EventDraftSchema, ExposureDraftSchema } from "../events/statsig-event.ts";
import { maxEdits, RuleEditSchema } from "../rules-draft/rules-draft.ts";
import { StatsigUserSchema } from "../user/statsig-user.ts";
import type { SharedSession } from "./shared-session.ts";

function composedSchema<Draft extends z.ZodType>(draft: Draft) {
  return z.object({
    drafts: z.array(draft),
    /** The index of the draft that is being edited. */
    at: z.int().min(0),
    /** The text of the JSON view while it does not parse; null when it matches `drafts`. */
    text: z.string().nullable(),
  });
}
export const ComposedEventsSchema = composedSchema(EventDraftSchema);
export type ComposedEvents = z.infer<typeof ComposedEventsSchema>;
export const ComposedExposuresSchema = composedSchema(ExposureDraftSchema);
export type ComposedExposures = z.infer<typeof ComposedExposuresSchema>;

/** The tabs of Inspect that have a name field: one for each kind that is checked, and one for parameter stores, which are resolved here. */
export const namedTabs = [...entityKinds, "store"] as const;
const NamedTabSchema = z.enum(namedTabs);
export type NamedTab = z.infer<typeof NamedTabSchema>;

/** What each window (or tab) has for itself: one window never changes what was typed in another. The exposure switch is not stored: every start begins without logging. */
export const WindowSessionSchema = z.object({
  projectId: z.string(),
  /** Per project: the tier and the key last used. */
  tiers: z.record(z.string(), z.string()),
  keys: z.record(z.string(), z.string()),
  user: StatsigUserSchema,
  /** The text of the JSON view while it does not parse; null when it matches `user`. */
  userText: z.string().nullable(),
  savedUserId: z.string().nullable(),
  /** The users of the panel in the projects that are not selected, by project ID. */
  users: z
    .record(z.string(), z.object({ user: StatsigUserSchema, userText: z.string().nullable(), savedUserId: z.string().nullable() }))
    .default({}),
  screen: z.string(),
  inspectTab: z.union([NamedTabSchema, z.literal("everything")]),
  /** The content of the name field, per tab. */
  names: z.partialRecord(NamedTabSchema, z.string()),
  /** Composed drafts that were not sent yet. */
  composedEvents: ComposedEventsSchema.default({ drafts: [], at: 0, text: null }),
  composedExposures: ComposedExposuresSchema.default({ drafts: [], at: 0, text: null }),
  /** The columns of Compare; empty before its first use. */
  comparedSubjects: z.array(CompareSubjectSchema).max(maxSubjects).default([]),
  /** What the table of everything is compared with: its own subject and another one; empty if it is not compared. */
  everythingSubjects: z.array(CompareSubjectSchema).max(2).default([]),
  /** Per project: the edits of its rules in What if. */
  draftEdits: z.record(z.string(), z.array(RuleEditSchema).max(maxEdits)).default({}),
});
export type WindowSession = z.infer<typeof WindowSessionSchema>;

/** The state of a page, stored so that a reload or a restart loses no input. */
export type SessionSnapshot = WindowSession & SharedSession;
