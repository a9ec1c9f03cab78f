import { z } from "zod";

/** What all pages of a host share: a page is told when another one changes it. `keys` includes their protection, `session` is what all windows share of it. */
export const SettingsPartSchema = z.enum(["projects", "keys", "users", "session"]);
export type SettingsPart = z.infer<typeof SettingsPartSchema>;
