import { create } from "zustand";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ExposureDraft } from "#shared/domain/events/statsig-event.ts";
import type { Project, ProjectHosts } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { type PanelUser, switchProjectUser } from "#shared/domain/session/project-users.ts";
import type { ComposedEvents, ComposedExposures, NamedTab, SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import { splitSession } from "#shared/domain/session/split-session.ts";
import { withoutProject } from "#shared/domain/session/without-project.ts";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { effectiveTier, type StatsigUser, tierOf } from "#shared/domain/user/statsig-user.ts";

/** The state that all screens share: user, project, tier, key and exposure logging. */
export interface SessionState extends SessionSnapshot {
  /** True if evaluations may log exposures. Never stored: it is false after a start and after every change of project or tier. */
  readonly isLogging: boolean;
  /** The answer that is open in a table of Inspect, by its key; null while the table is shown. Not stored with the session: the address has it. */
  readonly openAnswer: string | null;
  /** The key of the line of the history that was opened, and fills its screen in a narrow window; null while the list is shown. Not stored either. */
  readonly openRequest: string | null;
  /** The IDs of the projects whose rules are being read from Statsig for the first time. */
  readonly readingRulesOf: readonly string[];
  /** The number of exposures and events that were written since the program's start, by this and other windows. */
  readonly writtenCount: number;
  /** The projects as last loaded from the core; empty before that. */
  readonly projects: readonly Project[];
}

export const blankSnapshot: SessionSnapshot = {
  projectId: sandboxProjectId,
  tiers: {},
  keys: {},
  user: {},
  userText: null,
  savedUserId: null,
  users: {},
  screen: "inspect",
  inspectTab: "gate",
  names: {},
  composedEvents: { drafts: [], at: 0, text: null },
  composedExposures: { drafts: [], at: 0, text: null },
  comparedSubjects: [],
  everythingSubjects: [],
  draftEdits: {},
  savedDrafts: [],
  savedSearches: [],
  showsBackgroundRequests: false,
  isExplainingAsTyped: true,
  colourScheme: "auto",
};

export const useSession = create<SessionState>()(() => ({
  ...blankSnapshot,
  isLogging: false,
  openAnswer: null,
  openRequest: null,
  readingRulesOf: [],
  writtenCount: 0,
  projects: [],
}));

const change = useSession.setState;

/** Returns the part of the session that is stored. */
export function snapshotOf(state: SessionState): SessionSnapshot {
  const {
    isLogging: _isLogging,
    openAnswer: _openAnswer,
    openRequest: _openRequest,
    readingRulesOf: _readingRulesOf,
    writtenCount: _writtenCount,
    projects: _projects,
    ...snapshot
  } = state;
  return snapshot;
}

export function restoreSession(parts: Partial<SessionSnapshot>): void {
  change(parts);
}

/** Takes the projects over as they are now. If the current one is gone, the sandbox is selected, and its user with it. */
export function knowProjects(projects: readonly Project[]): void {
  change((state) => {
    const removed = state.projects.filter(({ id }) => !projects.some((project) => project.id === id));
    const { own } = splitSession(snapshotOf(state));
    const left = removed.reduce((session, { id }) => withoutProject(session, id), own);
    return { ...left, projects, isLogging: state.isLogging && left.projectId === own.projectId };
  });
}

/** Selects a project, and the user that the panel had there. */
export function selectProject(projectId: string): void {
  change((state) => ({ ...changeProject(state, projectId), isLogging: false }));
}

/** Returns the changes of the session for another project: its ID and its user. */
function changeProject(state: SessionState, projectId: string): Pick<SessionState, "projectId" | "users"> & PanelUser {
  const { user, userText, savedUserId, users } = state;
  const current = currentProject(state)?.id ?? state.projectId;
  const isSandbox = state.projects.find(({ id }) => id === projectId)?.kind === "sandbox" || projectId === sandboxProjectId;
  const { panel, users: kept } = switchProjectUser(
    { panel: { user, userText, savedUserId }, users },
    { id: current },
    { id: projectId, isSandbox },
  );
  return { projectId, users: { ...kept }, ...panel };
}

/** Selects a tier of the current project. */
export function selectTier(tier: string): void {
  change(({ tiers, projectId }) => ({ tiers: { ...tiers, [projectId]: tier }, isLogging: false }));
}

/** Selects a key of the current project; null lets the core choose the most capable key. */
export function selectKey(keyId: string | null): void {
  change(({ keys, projectId }) => {
    const { [projectId]: _previous, ...others } = keys;
    return { keys: keyId === null ? others : { ...others, [projectId]: keyId } };
  });
}

/** Replaces the current user. `userText` is the text of the JSON view while it cannot be parsed, else null. */
export function setUser(user: StatsigUser, userText: string | null = null): void {
  change({ user, userText });
}

export function selectSavedUser(saved: SavedUser): void {
  change({ user: { ...saved.user }, userText: null, savedUserId: saved.id });
}

/** Links the current user to a saved user without changing the user: after it was saved, or null when the saved user was removed. */
export function tieToSavedUser(savedUserId: string | null): void {
  change({ savedUserId });
}

/**
 * Puts the user, project, tier and key of an earlier request back. The tier is selected only if the user has no tier of its own. Never turns logging on. Returns
 * false if the project no longer exists: then only the user is put back, and logging is off.
 */
export function goBackTo(
  request: Pick<EvaluationRequest, "projectId" | "keyId" | "tier" | "user"> & { savedUserId?: string | null | undefined },
): boolean {
  change((state) => {
    const { projects, tiers, keys, projectId, isLogging } = state;
    const project = projects.find(({ id }) => id === request.projectId);
    if (project === undefined) return { user: request.user, userText: null, isLogging: false };
    const isTierKnown = tierOf(request.user) === null && project.tiers.some(({ name }) => name === request.tier);
    const { [project.id]: _previous, ...otherKeys } = keys;
    const isSamePlace = project.id === projectId && (!isTierKnown || currentTier(state) === request.tier);
    return {
      ...changeProject(state, project.id),
      user: request.user,
      userText: null,
      savedUserId: request.savedUserId ?? null,
      tiers: isTierKnown ? { ...tiers, [project.id]: request.tier } : tiers,
      keys: request.keyId === null ? otherKeys : { ...otherKeys, [project.id]: request.keyId },
      isLogging: isLogging && isSamePlace,
    };
  });
  return useSession.getState().projects.some(({ id }) => id === request.projectId);
}

/** Returns a function that is true until another project, tier, key, user or screen is chosen, or logging is switched: what was asked for before is then no longer wanted. */
export function watchChoices(): () => boolean {
  const then = useSession.getState();
  return () => {
    const now = useSession.getState();
    return (["projectId", "tiers", "keys", "user", "screen", "isLogging"] as const).every((choice) => now[choice] === then[choice]);
  };
}

export function setScreen(screen: string): void {
  change({ screen });
}

/** Selects a tab of Inspect. An answer that is open in its table is closed. */
export function setInspectTab(inspectTab: SessionSnapshot["inspectTab"]): void {
  change({ inspectTab, openAnswer: null });
}

/** Opens an answer of the shown table by its key, or closes it with null. */
export function setOpenAnswer(openAnswer: string | null): void {
  change({ openAnswer });
}

/** Opens a line of the history by its key, or closes it with null. */
export function setOpenRequest(openRequest: string | null): void {
  change({ openRequest });
}

/** Sets the text of the name field of this tab. */
export function setName(tab: NamedTab, text: string): void {
  change(({ names }) => ({ names: { ...names, [tab]: text } }));
}

export function setComposedEvents(composedEvents: ComposedEvents): void {
  change({ composedEvents });
}

export function setComposedExposures(composedExposures: ComposedExposures): void {
  change({ composedExposures });
}

/** Adds a draft to the composed exposures, shows it, and selects the project of its answer if it exists. Sends nothing. */
export function composeExposure(draft: ExposureDraft, projectId: string): void {
  change((state) => {
    const {
      composedExposures: { drafts },
      projectId: current,
      isLogging,
      projects,
    } = state;
    const isOtherProject = projectId !== current && projects.some(({ id }) => id === projectId);
    return {
      composedExposures: { drafts: [...drafts, draft], at: drafts.length, text: null },
      screen: "events/exposure",
      ...(isOtherProject && changeProject(state, projectId)),
      isLogging: isLogging && !isOtherProject,
    };
  });
}

/** Sets the columns of Compare. */
export function setComparedSubjects(comparedSubjects: SessionSnapshot["comparedSubjects"]): void {
  change({ comparedSubjects });
}

/** Sets what the table of everything is compared with: its own subject and another one; none to end the comparison. */
export function setEverythingSubjects(everythingSubjects: SessionSnapshot["everythingSubjects"]): void {
  change({ everythingSubjects });
}

/** Says that the rules of a project are being read, or no longer. */
export function setReadingRules(projectId: string, isReading: boolean): void {
  change(({ readingRulesOf }) => {
    const others = readingRulesOf.filter((id) => id !== projectId);
    return { readingRulesOf: isReading ? [...others, projectId] : others };
  });
}

export function setLogging(isLogging: boolean): void {
  change({ isLogging });
}

export function setWrittenCount(writtenCount: number): void {
  change({ writtenCount });
}

export function setShowsBackgroundRequests(showsBackgroundRequests: boolean): void {
  change({ showsBackgroundRequests });
}

/** Changes the saved searches of the history. */
export function setSavedSearches(update: (now: SessionSnapshot["savedSearches"]) => SessionSnapshot["savedSearches"]): void {
  change(({ savedSearches }) => ({ savedSearches: update(savedSearches) }));
}

export function setExplainingAsTyped(isExplainingAsTyped: boolean): void {
  change({ isExplainingAsTyped });
}

export function setColourScheme(colourScheme: SessionSnapshot["colourScheme"]): void {
  change({ colourScheme });
}

/** Returns the current project, or the sandbox if it no longer exists; undefined only before the projects are loaded. */
export function currentProject({ projects, projectId }: SessionState): Project | undefined {
  return projects.find(({ id }) => id === projectId) ?? projects.find(({ id }) => id === sandboxProjectId);
}

/** Returns the current tier: the one last selected in the project while the project has it, else the project's default tier. */
export function currentTier(state: SessionState): string {
  const project = currentProject(state);
  const selected = state.tiers[project?.id ?? state.projectId];
  if (project === undefined) return selected ?? "production";
  return project.tiers.some(({ name }) => name === selected) && selected !== undefined ? selected : project.defaultTier;
}

export function useProject(): Project | undefined {
  return useSession(currentProject);
}

/** Returns the hosts of a project; undefined if it no longer exists or is not loaded yet. */
export function useProjectHosts(projectId: string): ProjectHosts | undefined {
  return useSession(({ projects }) => projects.find(({ id }) => id === projectId)?.hosts);
}

export function useProjectId(): string {
  return useSession(currentProjectId);
}

/** The same outside of React. */
export function projectIdNow(): string {
  return currentProjectId(useSession.getState());
}

function currentProjectId(state: SessionState): string {
  return currentProject(state)?.id ?? state.projectId;
}

export function useTier(): string {
  return useSession(currentTier);
}

/** Returns the project's name, or words for one that was removed: an ID would tell nobody which it was. */
export function projectNameOf({ projects }: SessionState, projectId: string): string {
  return projects.find(({ id }) => id === projectId)?.name ?? "a removed project";
}

/** Returns the tier with which the current user is evaluated: a tier set on the user wins over the one in the top bar. */
export function useEffectiveTier(): string {
  return useSession((state) => effectiveTier(state.user, currentTier(state)));
}

/** True if the tier with which the current user is evaluated is protected. It colours the frame. */
export function useIsEffectiveTierProtected(): boolean {
  return useSession((state) => isProtectedIn(currentProject(state), effectiveTier(state.user, currentTier(state))));
}

/** True if checks that log are confirmed: a tier set on the user is written to, and the tier in the top bar is the one in view. Either may be protected. */
export function isConfirmationNeeded(state: SessionState): boolean {
  const [project, tier] = [currentProject(state), currentTier(state)];
  return [tier, effectiveTier(state.user, tier)].some((each) => isProtectedIn(project, each));
}

/** True if this tier of this project is protected. */
export function useIsProtectedIn(projectId: string, tier: string): boolean {
  return useSession(({ projects }) =>
    isProtectedIn(
      projects.find(({ id }) => id === projectId),
      tier,
    ),
  );
}

function isProtectedIn(project: Project | undefined, tier: string): boolean {
  return project !== undefined && isProtectedTier(project, tier);
}

/** Returns the id of the key selected in the current project; null lets the core choose. */
export function useKeyId(): string | null {
  return useSession((state) => state.keys[currentProject(state)?.id ?? state.projectId] ?? null);
}
