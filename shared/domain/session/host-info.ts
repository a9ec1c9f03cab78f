import { z } from "zod";

/** Facts about the host program that the page may know. */
export const HostInfoSchema = z.object({
  host: z.enum(["desktop", "browser", "terminal"]),
  version: z.string(),
  /** `linux`, `darwin`, `win32`. Shortcuts show ⌘ on `darwin`, else Ctrl. */
  platform: z.string(),
  dataFolder: z.string(),
  /** True if the host can ask for a folder with the system's dialog. */
  hasFolderDialog: z.boolean(),
  /** True if the history has a full-text index; without one a search reads the newest entries only. */
  hasFullText: z.boolean(),
  /** The ID of the last user's removal since the program's start. A page that was loaded before it must be loaded again, because it may have the user in its memory. */
  lastRemovalId: z.string().nullable(),
});
export type HostInfo = z.infer<typeof HostInfoSchema>;
