import { z } from "zod";

/** What all pages of a host share: a page is told when another one changes it. `keys` includes their protection. */
export const SettingsPartSchema = z.enum(["projects", "keys", "users"]);
export type SettingsPart = z.infer<typeof SettingsPartSchema>;
