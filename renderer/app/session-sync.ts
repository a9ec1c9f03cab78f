import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { onAnswersChanged, restoreAnswers } from "#renderer/features/inspect/inspect.queries.ts";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { HostUnreachable } from "#renderer/host/connection.ts";
import { knowProjects, restoreSession, selectSavedUser, snapshotOf, useSession } from "#renderer/session/session.ts";
import type { LastAnswers } from "#shared/domain/session/last-answers.ts";
import { splitSession } from "#shared/domain/session/split-session.ts";
import { createSessionKeeper, type SessionKeeper } from "./session-keeper.ts";
import { createSharedKeeper, type SharedKeeper } from "./shared-keeper.ts";
import { openedWindow } from "./window-id.ts";

/** Restores and saves the session. `isReady` is true once the last session and the projects are loaded; `problem` is the message of a failure. */
export function useSessionSync(): { isReady: boolean; problem: string | null } {
  const { isLoaded, problem: loadProblem } = useLoadedSession();
  const saveProblem = useSavedSession(isLoaded);
  const sharedProblem = useSharedSession(isLoaded);
  const areProjectsKnown = useKnownProjects();
  useFreshDataAfterReconnecting();
  return { isReady: isLoaded && areProjectsKnown, problem: loadProblem ?? saveProblem ?? sharedProblem };
}

function useLoadedSession() {
  const [isLoaded, setLoaded] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const connection = useConnection();
  useEffect(() => {
    if (isLoaded || connection !== "connected") return;
    let isCurrent = true;
    loadSession()
      .then((restore) => {
        if (!isCurrent) return;
        restore();
        setLoaded(true);
      })
      .catch((error: unknown) => {
        if (!isCurrent || error instanceof HostUnreachable) return;
        setProblem(`The last session could not be restored: ${messageOf(error)}`);
        setLoaded(true);
      });
    return () => {
      isCurrent = false;
    };
  }, [isLoaded, connection]);
  return { isLoaded, problem };
}

/** Returns a function that restores the session of this window or, at the very first start, selects the first saved user. */
async function loadSession(): Promise<() => void> {
  const { windowId, copyOf } = await openedWindow();
  const { own, from, shared } = await client.host.loadSession({ windowId, copyOf });
  if (own !== null) {
    // Without its last answers the page starts as before the first check.
    const answers = await client.host.loadAnswers({ windowId, copyOf: from }).catch(() => null);
    return () => {
      restoreSession({ ...own, ...shared });
      if (answers !== null) restoreAnswers(answers);
    };
  }
  const [first] = await client.users.list();
  return () => {
    if (shared !== null) restoreSession(shared);
    if (first !== undefined) selectSavedUser(first);
  };
}

/** Saves the session after every change, and again when the host is back or the page closes. Returns the message of a failure. */
function useSavedSession(isLoaded: boolean): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  const connection = useConnection();
  const keeper = useRef<SessionKeeper | null>(null);
  useEffect(() => {
    if (!isLoaded) return;
    const { take, flush, handOverAgain } = createSessionKeeper({
      opened: ownNow(),
      keep: async (session) => client.host.saveSession({ windowId: (await openedWindow()).windowId, session }),
      onFailure: (failure) => showFailure(failure, setProblem),
    });
    keeper.current = { take, flush, handOverAgain };
    const stop = useSession.subscribe(() => take(ownNow()));
    const stopAnswers = onAnswersChanged((answers) => void saveAnswers(answers));
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      flush();
      stop();
      stopAnswers();
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", flush);
    };
  }, [isLoaded]);
  useEffect(() => {
    if (connection === "connected") keeper.current?.handOverAgain();
  }, [connection]);
  return problem;
}

/** Saves what all windows share after every change, and takes over what another window changed. Returns the message of a failure. */
function useSharedSession(isLoaded: boolean): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  const connection = useConnection();
  const keeper = useRef<SharedKeeper | null>(null);
  const { data: received } = useQuery({ ...orpc.host.loadShared.queryOptions(), enabled: isLoaded });
  useEffect(() => {
    if (!isLoaded) return;
    const { take, receive, retry } = createSharedKeeper({
      opened: sharedNow(),
      save: client.host.saveShared,
      show: restoreSession,
      onFailure: (failure) => showFailure(failure, setProblem),
    });
    keeper.current = { take, receive, retry };
    return useSession.subscribe(() => take(sharedNow()));
  }, [isLoaded]);
  useEffect(() => {
    if (received) keeper.current?.receive(received);
  }, [received]);
  useEffect(() => {
    if (connection === "connected") keeper.current?.retry();
  }, [connection]);
  return problem;
}

const ownNow = () => splitSession(snapshotOf(useSession.getState())).own;
const sharedNow = () => splitSession(snapshotOf(useSession.getState())).shared;

/** A failure is shown by the connection strip; the answers are in the history too. */
async function saveAnswers(answers: LastAnswers): Promise<void> {
  const { windowId } = await openedWindow();
  await client.host.saveAnswers({ windowId, answers }).catch(() => undefined);
}

function showFailure(failure: unknown, show: (problem: string | null) => void): void {
  // The connection strip shows that the host is down.
  if (failure instanceof HostUnreachable) return;
  show(failure === null ? null : `The session is not being saved: ${messageOf(failure)}`);
}

function useKnownProjects(): boolean {
  const { data: projects } = useQuery(orpc.projects.list.queryOptions());
  useEffect(() => {
    if (projects !== undefined) knowProjects(projects);
  }, [projects]);
  return useSession((state) => state.projects.length > 0);
}

/** Loads all shown data again after a reconnect. */
function useFreshDataAfterReconnecting(): void {
  const queryClient = useQueryClient();
  const connection = useConnection();
  useEffect(() => {
    if (connection === "connected") void queryClient.invalidateQueries();
  }, [connection, queryClient]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
