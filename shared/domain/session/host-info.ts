import { z } from "zod";

/** What the page may know of the program it is running in. */
export const HostInfoSchema = z.object({
  host: z.enum(["desktop", "browser", "terminal"]),
  version: z.string(),
  /** `linux`, `darwin`, `win32`: decides whether shortcuts say Ctrl or ⌘. */
  platform: z.string(),
  dataFolder: z.string(),
  /** Whether the history has a full-text index; without one a search reads the newest entries instead. */
  hasFullText: z.boolean(),
});
export type HostInfo = z.infer<typeof HostInfoSchema>;
