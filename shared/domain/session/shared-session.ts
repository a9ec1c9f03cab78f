import { z } from "zod";
import { maxSavedSearches, maxSearchNameLength, maxSearchTextLength } from "../history/saved-search.ts";
import { RulesDraftSchema } from "../rules-draft/rules-draft.ts";

const shared = {
  /** Drafts that were saved by name. */
  savedDrafts: z.array(RulesDraftSchema.extend({ projectId: z.string() })).max(200),
  /** The saved searches of the history. */
  savedSearches: z
    .array(z.object({ name: z.string().min(1).max(maxSearchNameLength), text: z.string().min(1).max(maxSearchTextLength) }))
    .max(maxSavedSearches),
  /** True if the history also lists what the program requested by itself. */
  showsBackgroundRequests: z.boolean(),
  /** Edits of the user explain its answer again on this machine, before anything is sent. */
  isExplainingAsTyped: z.boolean(),
  colourScheme: z.enum(["auto", "light", "dark"]),
};

/** What all windows share: a change in one is a change in all of them. */
export const SharedSessionSchema = z.object({
  savedDrafts: shared.savedDrafts.default([]),
  savedSearches: shared.savedSearches.default([]),
  showsBackgroundRequests: shared.showsBackgroundRequests.default(false),
  isExplainingAsTyped: shared.isExplainingAsTyped.default(true),
  colourScheme: shared.colourScheme.default("auto"),
});
export type SharedSession = z.infer<typeof SharedSessionSchema>;

/** A change of some of these parts. It has no defaults: they would replace the others. */
export const SharedChangeSchema = z.object(shared).partial();
export type SharedChange = z.infer<typeof SharedChangeSchema>;

/** Returns what all windows share after a change; null stands for what was never changed. */
export function withSharedChange(before: SharedSession | null, change: SharedChange): SharedSession {
  const shared = before ?? SharedSessionSchema.parse({});
  return {
    savedDrafts: change.savedDrafts ?? shared.savedDrafts,
    savedSearches: change.savedSearches ?? shared.savedSearches,
    showsBackgroundRequests: change.showsBackgroundRequests ?? shared.showsBackgroundRequests,
    isExplainingAsTyped: change.isExplainingAsTyped ?? shared.isExplainingAsTyped,
    colourScheme: change.colourScheme ?? shared.colourScheme,
  };
}
