import { History, type LucideIcon, ScanSearch, Send, Settings2 } from "lucide-react";

/** The screens that exist, in the order of the rail; Settings stands at its foot. */
export const screens = [
  { id: "inspect", label: "Inspect", icon: ScanSearch, hasUserPanel: true },
  { id: "events", label: "Events", icon: Send, hasUserPanel: true },
  { id: "history", label: "History", icon: History, hasUserPanel: false },
  { id: "settings", label: "Settings", icon: Settings2, hasUserPanel: false },
] as const satisfies readonly { id: string; label: string; icon: LucideIcon; hasUserPanel: boolean }[];

export type Screen = (typeof screens)[number];

/** The session keeps a screen with the place on it, such as `settings/sandbox`. */
export function screenOf(path: string): Screen {
  const [first] = path.split("/");
  return screens.find(({ id }) => id === first) ?? screens[0];
}

/** The place on a screen: `projects/p1` of `settings/projects/p1`. */
export function placeOf(path: string): string {
  return path.split("/").slice(1).join("/");
}
