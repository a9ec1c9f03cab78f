import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { onAnswersChanged, restoreAnswers } from "#renderer/features/inspect/inspect.queries.ts";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { HostUnreachable } from "#renderer/host/connection.ts";
import { countWritten, knowProjects, restoreSession, selectSavedUser, snapshotOf, useSession } from "#renderer/session/session.ts";
import { createSessionKeeper, type SessionKeeper } from "./session-keeper.ts";

const writtenItem = "gatescope:written";

/** Restores and saves the session. `isReady` is true once the last session and the projects are loaded; `problem` is the message of a failure. */
export function useSessionSync(): { isReady: boolean; problem: string | null } {
  const { isLoaded, problem: loadProblem } = useLoadedSession();
  const saveProblem = useSavedSession(isLoaded);
  const areProjectsKnown = useKnownProjects();
  useFreshDataAfterReconnecting();
  return { isReady: isLoaded && areProjectsKnown, problem: loadProblem ?? saveProblem };
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
        countWritten(Number(sessionStorage.getItem(writtenItem) ?? 0));
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

/** Returns a function that restores the last session or, at the very first start, selects the first saved user. */
async function loadSession(): Promise<() => void> {
  // Without its last answers the page starts as before the first check.
  const [snapshot, answers] = await Promise.all([client.host.loadSession(), client.host.loadAnswers().catch(() => null)]);
  if (snapshot !== null)
    return () => {
      restoreSession(snapshot);
      if (answers !== null) restoreAnswers(answers);
    };
  const [first] = await client.users.list();
  return () => first !== undefined && selectSavedUser(first);
}

/** Saves the session after every change, and again when the host is back or the page closes. Returns the message of a failure. */
function useSavedSession(isLoaded: boolean): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  const connection = useConnection();
  const keeper = useRef<SessionKeeper | null>(null);
  useEffect(() => {
    if (!isLoaded) return;
    const { take, flush, handOverAgain } = createSessionKeeper({
      opened: snapshotOf(useSession.getState()),
      keep: client.host.saveSession,
      onFailure: (failure) => {
        // The connection strip shows that the host is down.
        if (!(failure instanceof HostUnreachable))
          setProblem(failure === null ? null : `The session is not being saved: ${messageOf(failure)}`);
      },
    });
    keeper.current = { take, flush, handOverAgain };
    const stop = useSession.subscribe((state) => {
      sessionStorage.setItem(writtenItem, String(state.writtenCount));
      take(snapshotOf(state));
    });
    // A failure is shown by the connection strip; the answers are in the history too.
    const stopAnswers = onAnswersChanged((answers) => void client.host.saveAnswers(answers).catch(() => undefined));
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
