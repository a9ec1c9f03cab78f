import { Columns2, FileArchive, History, ListChecks, type LucideIcon, ScanSearch, Send, Settings2, UsersRound } from "lucide-react";
import { screenLabels } from "./app-labels.ts";

/** The screens in the order of the rail; Settings is at its bottom. A case is opened from a file, so its screen is in the rail only while it is shown. */
export const screens = [
  { id: "inspect", label: screenLabels.inspect, icon: ScanSearch, hasUserPanel: true },
  { id: "compare", label: screenLabels.compare, icon: Columns2, hasUserPanel: false },
  { id: "cohorts", label: screenLabels.cohorts, icon: UsersRound, hasUserPanel: false },
  { id: "tests", label: screenLabels.tests, icon: ListChecks, hasUserPanel: false },
  { id: "events", label: screenLabels.events, icon: Send, hasUserPanel: true },
  { id: "history", label: screenLabels.history, icon: History, hasUserPanel: false },
  { id: "cases", label: screenLabels.cases, icon: FileArchive, hasUserPanel: false },
  { id: "settings", label: screenLabels.settings, icon: Settings2, hasUserPanel: false },
] as const satisfies readonly { id: string; label: string; icon: LucideIcon; hasUserPanel: boolean }[];

export type Screen = (typeof screens)[number];

/** Returns the screen of a path such as `settings/sandbox`, or Inspect if there is none. */
export function screenOf(path: string): Screen {
  const [first] = path.split("/");
  return screens.find(({ id }) => id === first) ?? screens[0];
}

/** Returns the place on a screen: `projects/p1` of `settings/projects/p1`. */
export function placeOf(path: string): string {
  return path.split("/").slice(1).join("/");
}
