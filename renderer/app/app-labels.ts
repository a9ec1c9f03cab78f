/** The labels of the parts of the frame, for the page, its commands and the tests. */
export const appLabels = {
  screens: "Screens",
  skip: "Skip to the screen",
  /** The text before the name on the button that opens the menu. */
  project: "Project: ",
  /** The project's place while a case is open: `Case, read-only; replay with Sandbox`. */
  ofCase: "Case, read-only",
  replayWith: "replay with",
  caseHint: "What is shown is of the case. Replay compares it with what this project gives now.",
  noKeyInUse: "No key in use",
  setOnUser: (tier: string) => `set on the user, not ${tier}`,
  tier: "Tier: ",
  /** The start of the label of the key menu; what the key is used for follows. */
  keyInUse: "Key in use",
  keysLocked: "Keys are locked",
  addProject: "Add a project…",
  palette: "Search or run",
  user: "User",
  /** Before the name of the user, for screen readers: “User: Lena”. */
  userIs: "User:",
  exposureSwitch: "Exposure logging",
  looking: "Looking",
  /** Beside the count of what was written, while logging is on in a protected tier. */
  asksFirst: "asks before each write,",
  loggingStarted: (tier: string) => `Logging. Checks in ${tier} are written as exposures from now on.`,
  loggingAsks: (tier: string) => `Logging. ${tier} is protected, so each check asks before it writes an exposure.`,
  logging: "Logging",
  /** `nothing written` or `3 written`, in two parts. */
  nothing: "nothing",
  written: "written",
  settings: "Settings",
  storageNotices: "Damaged files",
  addressNotice: "Unknown address",
  fileNotice: "Dropped file",
  actionNotice: "Not done",
  actionHint: "About this action",
  projectGone: (name: string | null, current: string) =>
    `The project ${name === null ? "of this user" : name} no longer exists, so nothing was checked. Check would ask ${current}.`,
  tierGone: (tier: string, project: string, current: string) =>
    `${project} no longer has the tier ${tier}, so nothing was checked. Check would ask in ${current}.`,
  privateMissing: (names: readonly string[]) =>
    `Nothing was checked yet: private attributes are not stored. Enter ${names.join(", ")} again, then check.`,
  loggingOff: "Logging is off now: what is opened from here is checked without logging.",
  definitionsOpened: (name: string) => `${name} has rules: Why explains with them until the file is closed there.`,
  rulesOfCohort: (name: string) => `The users are checked with the rules of ${name}.`,
  rulesOfCopy: (name: string) => `You edit a copy of the rules of ${name}.`,
  rulesOfVersions: (name: string, isNewer: boolean) => `${name} is now the ${isNewer ? "newer" : "older"} of the two versions.`,
  suiteDropped: (name: string) =>
    `${name} is a suite of targeting tests. Tests runs the suites of a folder: choose the folder that has this file.`,
  unknownFile: (name: string) =>
    `${name} was not opened. What can be dropped here: a case, a recording (HAR or cURL), rules, a draft of What if, users, and events.`,
  linkQuestion: "Switch the project for this link?",
  linkIsOf: (linked: string, shown: string) =>
    `The link that was opened is of the project ${linked}; ${shown} is shown now. Switching sends nothing.`,
  switchTo: (name: string) => `Switch to ${name}`,
  dismissNotice: "Dismiss this notice",
  dismissNotices: "Dismiss all notices",
  unusedFiles: (count: number) => `${count} files could not be used.`,
  showNotices: (count: number) => `Show all ${count}`,
  hideNotices: "Hide them",
} as const;

export const screenLabels = {
  inspect: "Inspect",
  compare: "Compare",
  cohorts: "Cohorts",
  tests: "Tests",
  events: "Events",
  history: "History",
  cases: "Case",
  settings: "Settings",
} as const;

export const settingsSectionLabels = {
  projects: "Projects and keys",
  sandbox: "Sandbox",
  appearance: "Appearance",
  shortcuts: "Shortcuts",
  about: "About",
} as const;

/** The sections of the settings, in their order. */
export const settingsSections = [
  { id: "projects", label: settingsSectionLabels.projects },
  { id: "sandbox", label: settingsSectionLabels.sandbox },
  { id: "appearance", label: settingsSectionLabels.appearance },
  { id: "shortcuts", label: settingsSectionLabels.shortcuts },
  { id: "about", label: settingsSectionLabels.about },
] as const;

export const colourSchemes = [
  { value: "auto", label: "Match system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
