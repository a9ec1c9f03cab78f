import { useFieldUsage } from "#renderer/answer/explain/use-field-usage.ts";
import { Events } from "#renderer/features/events/events.tsx";
import { History } from "#renderer/features/history/history.tsx";
import { showInHistory } from "#renderer/features/history/history-view.ts";
import { Inspect } from "#renderer/features/inspect/inspect.tsx";
import { UserEditor } from "#renderer/features/user-editor/user-editor.tsx";
import { UserStrip } from "#renderer/features/user-editor/user-strip.tsx";
import { setScreen, useSession } from "#renderer/session/session.ts";
import { checkAgain } from "./check-from-app.ts";
import { placeOf, type Screen } from "./screens.ts";
import { SettingsScreen } from "./settings/settings-screen.tsx";

/* Where features meet the frame. */

export function ScreenOnShow({ screen }: { screen: Screen }) {
  switch (screen.id) {
    case "inspect":
      return <Inspect onAddProject={() => setScreen("settings/projects/new")} onAddKey={() => setScreen("settings/projects")} />;
    case "events":
      return <EventsOnShow />;
    case "history":
      return <History onCheckAgain={(entry) => void checkAgain(entry)} />;
    case "settings":
      return <SettingsScreen />;
  }
}

function EventsOnShow() {
  const place = useSession((state) => placeOf(state.screen));
  return (
    <Events
      path={place}
      onTab={(next) => setScreen(`events/${next}`)}
      onOpenExchange={(exchangeId) => {
        showInHistory(exchangeId);
        setScreen("history");
      }}
      onOpenSandbox={() => setScreen("settings/sandbox")}
    />
  );
}

export function UserPanelOnShow() {
  return <UserEditor fieldUsage={useFieldUsage()} />;
}

export function UserStripOnShow() {
  return <UserStrip />;
}
