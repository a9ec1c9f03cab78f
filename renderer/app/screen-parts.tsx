import { lazyPart, loadedPart } from "#renderer/ui/lazy-part.tsx";
import { InspectScreen } from "./screens/inspect-screen.tsx";
import type { Screen } from "./screens.ts";

/** The code of every screen. Inspect is part of the page's first file, because it is shown at the start; every other screen is a separate file. */
export const screenParts = {
  inspect: loadedPart(InspectScreen),
  compare: lazyPart(async () => (await import("./screens/compare-screen.tsx")).CompareScreen),
  cohorts: lazyPart(async () => (await import("./screens/cohorts-screen.tsx")).CohortsScreen),
  tests: lazyPart(async () => (await import("./screens/tests-screen.tsx")).TestsScreen),
  events: lazyPart(async () => (await import("./screens/events-screen.tsx")).EventsScreen),
  history: lazyPart(async () => (await import("./screens/history-screen.tsx")).HistoryScreen),
  cases: lazyPart(async () => (await import("./screens/cases-screen.tsx")).CasesScreen),
  settings: lazyPart(async () => (await import("./settings/settings-screen.tsx")).SettingsScreen),
} satisfies Record<Screen["id"], unknown>;
