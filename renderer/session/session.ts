import { create } from "zustand";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { ExposureDraft } from "#shared/domain/events/statsig-event.ts";
import type { Project, ProjectHosts } from "#shared/domain/project/project.ts";
import { isProtectedTier } from "#shared/domain/project/protected-tier.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import type { ComposedEvents, ComposedExposures, SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** As whom, with which project, tier, key and exposure switch: what every screen has in common. */
export interface SessionState extends SessionSnapshot {
  /** Whether evaluations may log exposures. Never kept: a start, and every change of project or tier, is Looking. */
  readonly isLogging: boolean;
  /** How many exposures and events this session has written. */
  readonly writtenCount: number;
  /** As the core last gave them; empty until it has. */
  readonly projects: readonly Project[];
}

export const blankSnapshot: SessionSnapshot = {
  projectId: sandboxProjectId,
  tiers: {},
  keys: {},
  user: {},
  userText: null,
  savedUserId: null,
  screen: "inspect",
  inspectTab: "gate",
  names: {},
  composedEvents: { drafts: [], at: 0, text: null },
  composedExposures: { drafts: [], at: 0, text: null },
  colourScheme: "auto",
};

export const useSession = create<SessionState>()(() => ({ ...blankSnapshot, isLogging: false, writtenCount: 0, projects: [] }));

const change = useSession.setState;

/** The part of the session that outlives the page. */
export function snapshotOf(state: SessionState): SessionSnapshot {
  const { isLogging: _isLogging, writtenCount: _writtenCount, projects: _projects, ...snapshot } = state;
  return snapshot;
}

export function restoreSession(snapshot: SessionSnapshot): void {
  change(snapshot);
}

export function knowProjects(projects: readonly Project[]): void {
  change({ projects });
}

export function selectProject(projectId: string): void {
  change({ projectId, isLogging: false });
}

/** In the project in hand. */
export function selectTier(tier: string): void {
  change(({ tiers, projectId }) => ({ tiers: { ...tiers, [projectId]: tier }, isLogging: false }));
}

/** In the project in hand; null lets the core choose the most capable one. */
export function selectKey(keyId: string | null): void {
  change(({ keys, projectId }) => {
    const { [projectId]: _previous, ...others } = keys;
    return { keys: keyId === null ? others : { ...others, [projectId]: keyId } };
  });
}

/** `userText` is the JSON view's text while it cannot be read; without it the two views agree. */
export function setUser(user: StatsigUser, userText: string | null = null): void {
  change({ user, userText });
}

export function selectSavedUser(saved: SavedUser): void {
  change({ user: structuredClone(saved.user), userText: null, savedUserId: saved.id });
}

/** Says which saved user the one in hand belongs to, without changing the user: after saving, or when it was removed. */
export function tieToSavedUser(savedUserId: string | null): void {
  change({ savedUserId });
}

export function setScreen(screen: string): void {
  change({ screen });
}

export function setInspectTab(inspectTab: SessionSnapshot["inspectTab"]): void {
  change({ inspectTab });
}

/** What stands in the name field of this kind. */
export function setName(kind: EntityKind, text: string): void {
  change(({ names }) => ({ names: { ...names, [kind]: text } }));
}

export function setComposedEvents(composedEvents: ComposedEvents): void {
  change({ composedEvents });
}

export function setComposedExposures(composedExposures: ComposedExposures): void {
  change({ composedExposures });
}

/**
 * *Log this exposure*: puts it among those being composed and shows it there, with the project of its answer in hand. Nothing is sent by it.
 */
export function composeExposure(draft: ExposureDraft, projectId: string): void {
  change(({ composedExposures: { drafts }, projectId: current, isLogging, projects }) => {
    const isElsewhere = projectId !== current && projects.some(({ id }) => id === projectId);
    return {
      composedExposures: { drafts: [...drafts, draft], at: drafts.length, text: null },
      screen: "events/exposure",
      projectId: isElsewhere ? projectId : current,
      isLogging: isLogging && !isElsewhere,
    };
  });
}

export function setLogging(isLogging: boolean): void {
  change({ isLogging });
}

export function countWritten(count: number): void {
  change(({ writtenCount }) => ({ writtenCount: writtenCount + count }));
}

export function setColourScheme(colourScheme: SessionSnapshot["colourScheme"]): void {
  change({ colourScheme });
}

/** The project in hand, or the sandbox when that one is gone; undefined only until the core has answered once. */
export function currentProject({ projects, projectId }: SessionState): Project | undefined {
  return projects.find(({ id }) => id === projectId) ?? projects.find(({ id }) => id === sandboxProjectId);
}

/** The tier in hand: the one last chosen here while the project still has it, else the project's own. */
export function currentTier(state: SessionState): string {
  const project = currentProject(state);
  const chosen = state.tiers[project?.id ?? state.projectId];
  if (project === undefined) return chosen ?? "production";
  return project.tiers.some(({ name }) => name === chosen) && chosen !== undefined ? chosen : project.defaultTier;
}

export function useProject(): Project | undefined {
  return useSession(currentProject);
}

/** Undefined for a project that is gone, or is not loaded yet. */
export function useProjectHosts(projectId: string): ProjectHosts | undefined {
  return useSession(({ projects }) => projects.find(({ id }) => id === projectId)?.hosts);
}

export function useProjectId(): string {
  return useSession((state) => currentProject(state)?.id ?? state.projectId);
}

export function useTier(): string {
  return useSession(currentTier);
}

/** Whether the tier in hand asks before anything is written. */
export function useIsProtected(): boolean {
  return useSession((state) => {
    const project = currentProject(state);
    return project !== undefined && isProtectedTier(project, currentTier(state));
  });
}

/** The key chosen for the project in hand; null lets the core choose. */
export function useKeyId(): string | null {
  return useSession((state) => state.keys[currentProject(state)?.id ?? state.projectId] ?? null);
}
