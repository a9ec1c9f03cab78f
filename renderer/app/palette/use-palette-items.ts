import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { parameterStoreLabels } from "#renderer/answer/stores/parameter-stores-labels.ts";
import { resetSupport } from "#renderer/features/events/support/support-view.ts";
import { inspectLabels, inspectTabLabels } from "#renderer/features/inspect/inspect-labels.ts";
import { projectsLabels } from "#renderer/features/projects/projects-labels.ts";
import { testsLabels } from "#renderer/features/tests/tests-labels.ts";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { asksFirst, checkVerb } from "#renderer/session/check-verb.ts";
import { type CommandName, commandLabels, currentOffers, runCommand, useCommands } from "#renderer/session/commands.ts";
import {
  projectIdNow,
  selectKey,
  selectProject,
  selectSavedUser,
  selectTier,
  setColourScheme,
  setExplainingAsTyped,
  setInspectTab,
  setScreen,
  setUser,
  tieToSavedUser,
  useProject,
  useProjectId,
  useSession,
} from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import { CannotRestore, offerUndo } from "#renderer/ui/undo.ts";
import { type EntityKind, entityKindLabels, entityKinds } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import type { HistoryRow } from "#shared/domain/history/history-entry.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { keyKindLabels } from "#shared/domain/project/key-info.ts";
import { namedTabs } from "#shared/domain/session/session-snapshot.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { onlyPersonIn } from "#shared/domain/user/pasted/labelled-lines.ts";
import { currentLabel, offeredUsers, type SavedUser } from "#shared/domain/user/saved-user.ts";
import { appLabels, colourSchemes, settingsSections } from "../app-labels.ts";
import { checkAgain, checkEverything, checkNames, showParameterStore, switchUser } from "../check-from-app.ts";
import { openScreen } from "../screen-places.ts";
import { type Screen, screens } from "../screens.ts";
import { shortcuts } from "../shortcuts/shortcuts.ts";
import { looksLikeId } from "./looks-like-id.ts";
import type { PaletteItem } from "./palette-items.ts";
import { paletteLabels } from "./palette-labels.ts";

const recentRequests = 30;

/** Returns all items of the palette in its order. `query` is added as a name to check if it is not a known name. */
export function usePaletteItems(query: string): readonly PaletteItem[] {
  const projectId = useProjectId();
  const { data: catalog } = useQuery(orpc.catalog.names.queryOptions({ input: { projectId }, staleTime: 0 }));
  const { data: definitions } = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId } }));
  const { data: users = [] } = useQuery(orpc.users.list.queryOptions());
  const { data: recent } = useQuery(
    orpc.history.actions.queryOptions({ input: { filter: { hasBackground: false }, limit: recentRequests }, staleTime: 0 }),
  );
  const isLogging = useSession((state) => state.isLogging);
  const project = useProject();
  const queryClient = useQueryClient();
  const names = catalog?.names ?? [];
  return [
    ...useActions(),
    ...screens.map(({ id, label }) => ({ id: `screen-${id}`, group: "Go to", label, ...screenKeywords[id], run: () => openScreen(id) })),
    ...inspectPlaces,
    ...settingsPlaces,
    ...eventPlaces.map(({ place, label, keywords }) => ({
      id: `events-${place}`,
      group: "Go to",
      verb: "Events",
      ...{ label, keywords },
      run: () => setScreen(`events/${place}`),
    })),
    ...cohortPlaces.map(({ place, label, keywords }) => ({
      id: `cohorts-${place}`,
      group: "Go to",
      verb: "Cohorts",
      ...{ label, keywords },
      run: () => setScreen(`cohorts/${place}`),
    })),
    ...entityKinds.flatMap((kind) =>
      names
        .filter((known) => known.kind === kind)
        .map(({ name }) => nameItem(kind, name, `${checkVerb(isLogging)} ${entityKindLabels[kind].many}`)),
    ),
    ...(query.trim() === "" ? [] : names.flatMap(whatIfItem)),
    ...(definitions?.parameterStores ?? []).map((name) => ({
      id: `store-${name}`,
      group: parameterStoreLabels.many,
      verb: `Open ${parameterStoreLabels.one}`,
      label: name,
      isName: true,
      run: () => showParameterStore(name),
    })),
    ...useKeyItems(projectId),
    ...appearanceItems,
    ...useElsewhere(),
    ...useSwitches(),
    {
      id: "read-rules",
      group: "Rules",
      label: "Read the project’s rules again",
      keywords: "refresh reload definitions names",
      run: () => void readRulesAgain(projectId, queryClient),
    },
    ...offeredUsers(users, project?.kind).map((saved) => ({
      id: `user-${saved.id}`,
      group: "Users",
      verb: "Switch to",
      label: saved.name,
      note: typeof saved.user.userID === "string" ? saved.user.userID : "no userID",
      run: () => switchUser(saved),
    })),
    ...useProjectItems(),
    ...(recent?.actions ?? []).map(({ newest }) => requestItem(newest)),
    ...typedItems(query, offeredUsers(users, project?.kind), new Set(names.map(({ name }) => name))),
  ];
}

/** What can be done on a screen, for people who do not know on which one. */
const screenKeywords: Partial<Record<Screen["id"], { readonly keywords: string }>> = {
  compare: { keywords: "add column users tiers versions swap export table markdown difference" },
  cohorts: { keywords: "file users shares generate combinations import" },
  tests: { keywords: "targeting suite yaml add" },
  history: { keywords: "requests search pinned tagged saved searches" },
};

const inspectPlaces: readonly PaletteItem[] = (["everything", ...namedTabs] as const).map((tab) => ({
  id: `inspect-${tab}`,
  group: "Go to",
  verb: "Inspect",
  label: inspectTabLabels[tab],
  ...(tab === "everything" ? { keywords: `${inspectLabels.checkEverything} all` } : {}),
  run: () => {
    flushSync(() => {
      setInspectTab(tab);
      setScreen("inspect");
    });
    // The next thing to do is to type a name.
    document.querySelector<HTMLElement>('main [role="combobox"]')?.focus();
  },
}));

const settingsPlaces: readonly PaletteItem[] = settingsSections.map(({ id, label }) => ({
  id: `settings-${id}`,
  group: "Go to",
  verb: "Settings",
  label,
  ...settingsKeywords(id),
  run: () => setScreen(`settings/${id}`),
}));

function settingsKeywords(id: (typeof settingsSections)[number]["id"]): { keywords?: string } {
  switch (id) {
    case "projects":
      return { keywords: "hosts addresses proxy network tiers passphrase" };
    case "sandbox":
      return { keywords: "demo received events" };
    case "appearance":
      return { keywords: "theme colour color dark light mode" };
    case "shortcuts":
      return { keywords: "help keyboard keys" };
    case "about":
      return { keywords: "help version licences data folder" };
  }
}

const appearanceItems: readonly PaletteItem[] = colourSchemes.map(({ value, label }) => ({
  id: `scheme-${value}`,
  group: "Appearance",
  verb: "Theme",
  label,
  keywords: "colour color scheme mode",
  run: () => setColourScheme(value),
}));

/** Returns the commands of screens that are not shown: they show their screen first. */
function useElsewhere(): PaletteItem[] {
  const offered = new Set(useCommands().map(({ name }) => name));
  const user = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const { data: savedUsers } = useQuery(orpc.users.list.queryOptions());
  const isEverythingShown = useSession((state) => state.screen === "inspect" && state.inspectTab === "everything");
  const elsewhere: { name: CommandName; screen: string; label?: string; keywords?: string }[] = [
    { name: "switchUser", screen: "inspect", keywords: "persona" },
    { name: "pasteUser", screen: "inspect" },
    { name: "saveUser", screen: "inspect" },
    { name: "manageUsers", screen: "inspect" },
    { name: "startEmptyUser", screen: "inspect", keywords: "new blank clear" },
    { name: "copyUser", screen: "inspect" },
    { name: "forgetUser", screen: "inspect", keywords: "delete remove erase privacy gdpr" },
    { name: "clearHistory", screen: "history", keywords: "delete remove" },
    { name: "importHistory", screen: "history", keywords: "recording har curl" },
    { name: "exportHistory", screen: "history", keywords: "download har csv ndjson markdown" },
    { name: "changeRetention", screen: "history", keywords: "retention days megabytes limit" },
    { name: "backgroundRequests", screen: "history", keywords: "hidden" },
    { name: "saveSearch", screen: "history", keywords: "keep filter" },
    { name: "addColumn", screen: "compare", keywords: "subject user" },
    { name: "copyComparison", screen: "compare", keywords: "table" },
    { name: "exportLedger", screen: "events/ledger", keywords: "download csv" },
    { name: "openCase", screen: "cases", keywords: "file import gatescope-case replay report ticket" },
    { name: "resetSandbox", screen: "settings/sandbox", keywords: "empty received" },
  ];
  return [
    ...(isEverythingShown
      ? []
      : [
          {
            id: "everything",
            group: "Now",
            // It never logs.
            label: `${inspectLabels.checkEverything} for ${currentLabel(user, savedUserId, savedUsers)}`,
            keywords: "all",
            run: checkEverything,
          },
        ]),
    ...elsewhere
      .filter(({ name }) => !offered.has(name))
      .map(({ name, screen, ...item }) => ({
        id: `elsewhere-${name}`,
        group: "Elsewhere",
        label: commandLabels[name],
        ...item,
        run: () => runOnScreen(screen, name),
      })),
  ];
}

/** Returns what is switched or run on a screen, from wherever one is. */
function useSwitches(): PaletteItem[] {
  const isAsTypedOn = useSession((state) => state.isExplainingAsTyped);
  const isOnTests = useSession((state) => state.screen.startsWith("tests"));
  return [
    {
      id: "explain-as-typed",
      group: "Rules",
      label: isAsTypedOn ? paletteLabels.stopExplaining : inspectLabels.explainAsIType,
      keywords: "explain edits as i type switch",
      run: () => setExplainingAsTyped(!isAsTypedOn),
    },
    ...(isOnTests
      ? []
      : [
          {
            id: "run-tests",
            group: "Elsewhere",
            label: testsLabels.runCommand,
            keywords: "coverage",
            run: () => runOnScreen("tests", "run"),
          },
        ]),
  ];
}

/** The time limit for a screen that is shown for the first time to offer its commands. */
const screenTimeoutMs = 30_000;

/** Shows a screen and runs one of its commands as soon as it offers it: its code and the project's names may have to be loaded first. */
function runOnScreen(screen: string, name: CommandName): void {
  // React takes back the offers of the screen that is left only after the next one is drawn.
  const ofScreenBefore = useSession.getState().screen === screen ? [] : currentOffers();
  flushSync(() => setScreen(screen));
  attemptOnScreen(() => runCommand(name, ofScreenBefore));
}

/** Attempts something on the current screen, frame by frame, until it succeeds, another screen or project is shown, or the time is over. */
function attemptOnScreen(act: () => boolean): void {
  const { screen, projectId } = useSession.getState();
  const giveUpMs = performance.now() + screenTimeoutMs;
  const attempt = () => {
    const now = useSession.getState();
    if (now.screen !== screen || now.projectId !== projectId || act() || performance.now() > giveUpMs) return;
    requestAnimationFrame(attempt);
  };
  attempt();
}

/** Returns the project's keys, what adds or tests one, and what locks or unlocks all keys. */
function useKeyItems(projectId: string): PaletteItem[] {
  const project = useProject();
  const isReal = project?.kind === "statsig";
  const firstReal = useSession(({ projects }) => projects.find(({ kind }) => kind === "statsig"));
  const { data: keys = [] } = useQuery(orpc.keys.list.queryOptions({ input: { projectId }, enabled: isReal }));
  const { data: storage } = useQuery(orpc.keys.storage.queryOptions());
  const queryClient = useQueryClient();
  const openSettings = () => setScreen(`settings/projects/${projectId}`);
  const lock = () =>
    client.keys
      .lock()
      .then(() => queryClient.invalidateQueries({ queryKey: orpc.keys.key() }))
      .then(() => announce("The keys are locked."))
      .catch(showProblem);
  return [
    ...keys.map(({ id, kind, lastFour, label }) => ({
      id: `key-${id}`,
      group: "Keys",
      verb: "Use key",
      label: `${keyKindLabels[kind]} ••••${lastFour}`,
      ...(label === "" ? {} : { note: label }),
      run: () => selectKey(id),
    })),
    ...(isReal && project !== undefined
      ? [{ id: "keys-of-project", group: "Keys", label: `Add, test or forget keys of ${project.name}`, run: openSettings }]
      : []),
    ...(firstReal !== undefined && storage !== undefined && storage.protection !== "passphrase"
      ? [
          {
            id: "keys-passphrase",
            group: "Keys",
            label: `${projectsLabels.protectTitle}…`,
            keywords: "lock unlock storage",
            run: () => setScreen(`settings/projects/${firstReal.id}`),
          },
        ]
      : []),
    ...(storage?.isLocked ? [{ id: "keys-unlock", group: "Keys", label: "Unlock keys…", keywords: "passphrase", run: openSettings }] : []),
    ...(storage !== undefined && !storage.isLocked && storage.protection === "passphrase"
      ? [{ id: "keys-lock", group: "Keys", label: "Lock keys now", keywords: "passphrase", run: () => void lock() }]
      : []),
  ];
}

async function readRulesAgain(projectId: string, queryClient: QueryClient): Promise<void> {
  try {
    const { problem, names } = await client.catalog.refresh({ projectId });
    if (problem === null) announce(`The rules were read: ${formatCount(names.length, "name")}.`);
    else showFailure(problem);
  } catch (failure) {
    showProblem(failure);
  } finally {
    for (const queryKey of [orpc.catalog.key(), orpc.explain.key()]) void queryClient.invalidateQueries({ queryKey });
  }
}

/** Edits a copy of an entity's rules. Last, because most names are looked for to check them. */
function whatIfItem({ kind, name }: KnownName): PaletteItem[] {
  if (kind === "ranked") return [];
  const path = `cohorts/what-if/${kind === "experiment" ? "config" : kind}/${name}`;
  const item = {
    group: paletteLabels.whatIf,
    verb: paletteLabels.whatIf,
    label: name,
    isName: true,
    keywords: "edit a copy draft of the rules",
  };
  return [{ ...item, id: `what-if-${kind}-${name}`, isLast: true, run: () => setScreen(path) }];
}

const cohortPlaces = [
  { place: "what-if", label: paletteLabels.whatIf, keywords: "edit a copy draft of the rules, two versions" },
  { place: "setup", label: paletteLabels.setUpCohort, keywords: "users file combinations new IDs" },
] as const;

const eventPlaces = [
  { place: "compose", label: paletteLabels.compose, keywords: "add new event example template" },
  { place: "exposure", label: "Compose an exposure", keywords: "add new log" },
  { place: "file", label: "Send events from a file", keywords: "import csv paste rows" },
  { place: "outbox", label: "Outbox: what waits", keywords: "retry discard queue" },
  { place: "ledger", label: "Ledger: what was written", keywords: "sent logged" },
  { place: "support", label: "For support: one user’s answers, changes, overrides and events", keywords: "customer reply" },
] as const;

function nameItem(kind: EntityKind, name: string, group: string): PaletteItem {
  return {
    id: `${kind}-${name}`,
    group,
    verb: `${checkVerb(useSession.getState().isLogging)} ${entityKindLabels[kind].one}`,
    label: name,
    isName: true,
    ...(asksFirst(useSession.getState()) && { note: paletteLabels.asksFirst }),
    run: () => checkNames(kind, name),
  };
}

/**
 * Returns what a typed text may be that is no known name: a name to check, and the ID of a person. What looks like an ID comes before all other items. Of a
 * sentence, as a customer's message, only the person it names counts.
 */
function typedItems(query: string, users: readonly SavedUser[], known: ReadonlySet<string>): PaletteItem[] {
  const typed = query.trim();
  if (typed === "" || known.has(typed)) return [];
  const isSentence = /\s/.test(typed);
  const id = isSentence ? onlyPersonIn(typed) : typed;
  if (id === null) return [];
  const saved = users.find(({ user }) => user.userID === id);
  // A text that could be the start of a name is looked for first.
  const isId = isSentence || saved !== undefined || (looksLikeId(id) && ![...known].some((name) => name.includes(id)));
  const person: PaletteItem = {
    id: "typed-person",
    group: paletteLabels.person,
    verb: paletteLabels.person,
    label: id,
    isName: true,
    isLast: !isId,
    keywords: typed,
    run: () => showPerson(saved ?? id),
  };
  if (isSentence) return [person];
  const names = entityKinds.map((kind) => ({ ...nameItem(kind, typed, "As typed"), id: `typed-${kind}`, isLast: true }));
  return isId ? [person, ...names] : [...names, person];
}

/**
 * Selects a saved user, or one with only this ID, checks everything in the support view without logging, and goes to its filter. The user in the panel is
 * kept if it has the ID: what was entered of this person counts.
 */
function showPerson(person: SavedUser | string): void {
  const userID = typeof person === "string" ? person : person.user.userID;
  const { user, userText } = useSession.getState();
  if (userText !== null || user.userID !== userID) selectPerson(person);
  resetSupport();
  runOnScreen("events/support", "run");
  focusWhenShown("[data-support-filter] input");
}

function selectPerson(person: SavedUser | string): void {
  const { user, userText, savedUserId, projectId } = useSession.getState();
  if (typeof person === "string") {
    setUser({ userID: person });
    tieToSavedUser(null);
  } else selectSavedUser(person);
  const bringBack = () => {
    if (projectIdNow() !== projectId) throw new CannotRestore("another project was chosen since");
    setUser(user, userText);
    tieToSavedUser(savedUserId);
  };
  const shown = useSession.getState().user;
  if (userText !== null || !isSameJson(shown, user))
    offerUndo(paletteLabels.userBefore, bringBack, paletteLabels.userReplaced(typeof person === "string" ? person : person.name));
}

/** Focuses an element of the current screen as soon as it is drawn, unless the person has gone to another field by then. */
function focusWhenShown(selector: string): void {
  attemptOnScreen(() => {
    const element = document.querySelector<HTMLElement>(selector);
    const focused = document.activeElement;
    // The palette's field has the focus until it is closed.
    const isFree =
      focused === null || !focused.matches("input, textarea, [contenteditable=true]") || focused.closest("[role=dialog]") !== null;
    if (element !== null && isFree) element.focus();
    return element !== null || !isFree;
  });
}

/** Returns the enabled commands, without the palette's own and those that only open a screen, which are listed separately. */
function useActions(): PaletteItem[] {
  return useCommands()
    .filter(({ name, isEnabled }) => isEnabled && !["palette", "history", "settings"].includes(name))
    .toSorted((a, b) => placeOfCommand(a.name) - placeOfCommand(b.name))
    .map(({ name, label }) => {
      const chord = shortcuts.find(({ command }) => command === name)?.chord;
      const keywords = commandKeywords[name];
      return {
        id: `command-${name}`,
        group: "Now",
        label,
        ...(keywords === undefined ? {} : { keywords }),
        ...(chord === undefined ? {} : { note: chord }),
        run: () => runCommand(name),
      };
    });
}

const commandKeywords: Partial<Record<CommandName, string>> = {
  shortcuts: "help",
  undo: "restore removed",
  toggleLogging: "looking logging exposures switch",
  startEmptyUser: "new blank clear",
  clearHistory: "delete remove",
  manageUsers: "personas",
  copyCurl: "request",
  copyLink: "address url share",
  copyChat: "markdown share",
  copyPicture: "image screenshot share",
  copySentence: "text share",
};

/** Returns the position of a command in the list of shortcuts; commands without a shortcut come last. */
function placeOfCommand(name: CommandName): number {
  const place = shortcuts.findIndex(({ command }) => command === name);
  return place === -1 ? shortcuts.length : place;
}

function useProjectItems(): PaletteItem[] {
  const projects = useSession((state) => state.projects);
  const current = useProject();
  const tiers = current?.tiers ?? [];
  return [
    ...projects.map(({ id, name }) => ({
      id: `project-settings-${id}`,
      group: "Projects and tiers",
      verb: "Settings of",
      label: name,
      run: () => setScreen(`settings/projects/${id}`),
    })),
    ...projects
      .filter(({ id }) => id !== current?.id)
      .map(({ id, name }) => ({
        id: `project-${id}`,
        group: "Projects and tiers",
        verb: "Switch to",
        label: name,
        run: () => selectProject(id),
      })),
    ...tiers.map(({ name, isProtected }) => ({
      id: `tier-${name}`,
      group: "Projects and tiers",
      verb: "Ask in",
      label: name,
      ...(isProtected ? { note: "protected" } : {}),
      run: () => selectTier(name),
    })),
    { id: "project-new", group: "Projects and tiers", label: appLabels.addProject, run: () => setScreen("settings/projects/new") },
  ];
}

function requestItem(row: HistoryRow): PaletteItem {
  return {
    id: `request-${row.exchangeId}`,
    group: "Ask again",
    verb: row.kind === null ? row.endpoint : entityKindLabels[row.kind].one,
    label: row.nameCount > 1 ? `${row.name} and ${row.nameCount - 1} more` : row.name || row.endpoint,
    isName: true,
    // Who and where, because the counts of many answers may be cut.
    note: `${row.userLabel}, ${row.tier}: ${row.word}`,
    run: () => {
      client.history.get({ exchangeId: row.exchangeId }).then(checkAgain).catch(showProblem);
    },
  };
}

function showProblem(failure: unknown): void {
  showFailure(sentenceOf(failure));
}
