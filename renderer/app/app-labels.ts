/** Names by which the page, its commands and the tests know the parts of the frame. */
export const appLabels = {
  screens: "Screens",
  /** What stands before the name on the button that opens the menu. */
  project: "Project: ",
  tier: "Tier: ",
  addProject: "Add a project…",
  palette: "Search or run",
  user: "User",
  exposureSwitch: "Exposure logging",
  looking: "Looking",
  logging: "Logging",
  settings: "Settings",
} as const;

export const screenLabels = { inspect: "Inspect", events: "Events", history: "History", settings: "Settings" } as const;

export const settingsSectionLabels = {
  projects: "Projects and keys",
  sandbox: "Sandbox",
  appearance: "Appearance",
  shortcuts: "Shortcuts",
  about: "About",
} as const;
