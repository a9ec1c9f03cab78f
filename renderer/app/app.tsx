import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { useSavedUsers } from "#renderer/features/user-editor/user-editor.queries.ts";
import { retryConnection, useConnection, useEntrance, useRefusal } from "#renderer/host/client.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { ErrorScreen } from "#renderer/ui/error-screen.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { LiveRegion } from "#renderer/ui/live-region.tsx";
import { undoLast, useUndoableRemoval, useUndoNotice } from "#renderer/ui/undo.ts";
import { useAddressSync } from "./address-sync.ts";
import classes from "./app.module.css";
import { useFileDrop } from "./file-drop.ts";
import { connectionLabels } from "./frame/connection-labels.ts";
import { EnterHere } from "./frame/enter-here.tsx";
import { Frame } from "./frame/frame.tsx";
import { useNamesReadOnce } from "./known-names-sync.ts";
import { useOutboxSync } from "./outbox-sync.ts";
import { useRulesSync } from "./rules-sync.ts";
import { useScreenPlaces } from "./screen-places.ts";
import { useSessionSync } from "./session-sync.ts";
import { useSettingsSync } from "./settings-sync.ts";
import { useShortcuts } from "./shortcuts/shortcuts.ts";

export function App() {
  const { isReady, problem } = useSessionSync();
  useColourScheme();
  useNamesReadOnce();
  useRulesSync();
  useSettingsSync();
  useSavedUsers(); // their names are part of the announcement of an answer on every screen
  useOutboxSync();
  useShortcuts();
  useAddressSync(isReady);
  useUndo();
  useFileDrop();
  useScreenPlaces();
  return (
    <>
      <ErrorScreen kept="What you typed is kept." resetKey="app">
        {isReady ? <Frame problem={problem} /> : <Waiting />}
      </ErrorScreen>
      <UndoToast />
      <LiveRegion />
    </>
  );
}

/** Its code is loaded at the first removal. */
const LazyToast = lazyPart(async () => (await import("./undo-toast.tsx")).UndoToast);

function UndoToast() {
  return useUndoNotice() === null ? null : <LazyToast />;
}

function useUndo() {
  const what = useUndoableRemoval();
  useCommand("undo", () => void undoLast(), { enabled: what !== null, label: `Undo: bring back ${what ?? ""}` });
}

/** Shows why there is no screen yet, before the session is loaded. */
function Waiting() {
  const connection = useConnection();
  const refusal = useRefusal();
  const canEnter = useEntrance() !== null;
  if (connection === "refused")
    return (
      <main className={classes.waiting}>
        <h1 className="sr">Gatescope</h1>
        <EmptyState title={connectionLabels.notSignedIn} actions={canEnter && <EnterHere />}>
          {canEnter && <p>{connectionLabels.openElsewhere}</p>}
          <p>
            {canEnter && connectionLabels.otherwise} {refusal}
          </p>
        </EmptyState>
      </main>
    );
  if (connection === "lost")
    return (
      <main className={classes.waiting}>
        <h1 className="sr">Gatescope</h1>
        <EmptyState
          title="Gatescope does not answer yet"
          actions={
            <button type="button" className="link" onClick={retryConnection}>
              Try now
            </button>
          }
        >
          <p>The page is here, but the program behind it cannot be reached. It keeps trying; start Gatescope if it has ended.</p>
        </EmptyState>
      </main>
    );
  return <main aria-busy="true" />;
}

function useColourScheme() {
  const selected = useSession((state) => state.colourScheme);
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => setColorScheme(selected), [selected, setColorScheme]);
}
