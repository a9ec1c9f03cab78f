import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client, orpc, useConnection } from "#renderer/host/client.ts";
import { HostUnreachable } from "#renderer/host/connection.ts";
import { countWritten, knowProjects, restoreSession, selectSavedUser, snapshotOf, useSession } from "#renderer/session/session.ts";

const saveAfterMs = 300;
const writtenItem = "gatescope:written";

/** `loading` until the session of the last time and the projects are there; then the screens may be shown. */
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
        setProblem(`What was in hand last time could not be read: ${messageOf(error)}`);
        setLoaded(true);
      });
    return () => {
      isCurrent = false;
    };
  }, [isLoaded, connection]);
  return { isLoaded, problem };
}

/** What puts the last session in hand; at the very first start, the first of the saved users, so that there is somebody to ask about. */
async function loadSession(): Promise<() => void> {
  const snapshot = await client.host.loadSession();
  if (snapshot !== null) return () => restoreSession(snapshot);
  const [first] = await client.users.list();
  return () => first !== undefined && selectSavedUser(first);
}

/** Keeps the session a moment after it changed, and at once when the page is about to go. */
function useSavedSession(isLoaded: boolean): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!isLoaded) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let kept = JSON.stringify(snapshotOf(useSession.getState()));

    const save = () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const snapshot = snapshotOf(useSession.getState());
      const text = JSON.stringify(snapshot);
      if (text === kept) return;
      client.host.saveSession(snapshot).then(
        () => {
          kept = text;
          setProblem(null);
        },
        (error: unknown) => {
          // While the host is away the strip says so; what is in hand is saved with the next change.
          if (!(error instanceof HostUnreachable)) setProblem(`What is in hand is not being kept: ${messageOf(error)}`);
        },
      );
    };
    const stop = useSession.subscribe((state) => {
      sessionStorage.setItem(writtenItem, String(state.writtenCount));
      timer ??= setTimeout(save, saveAfterMs);
    });
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    return () => {
      save();
      stop();
      window.removeEventListener("pagehide", save);
      document.removeEventListener("visibilitychange", save);
    };
  }, [isLoaded]);
  return problem;
}

function useKnownProjects(): boolean {
  const { data: projects } = useQuery(orpc.projects.list.queryOptions());
  useEffect(() => {
    if (projects !== undefined) knowProjects(projects);
  }, [projects]);
  return useSession((state) => state.projects.length > 0);
}

/** After the host was away, everything that is shown is asked for anew. */
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
