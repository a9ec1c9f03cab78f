import { Events } from "#renderer/features/events/events.tsx";
import { showInHistory } from "#renderer/features/history/history-view.ts";
import { setScreen, useSession } from "#renderer/session/session.ts";
import { placeOf } from "../screens.ts";

export function EventsScreen() {
  const path = useSession((state) => placeOf(state.screen));
  return (
    <Events
      path={path}
      onTab={(tab) => setScreen(`events/${tab}`)}
      onOpenExchange={(exchangeId) => {
        showInHistory(exchangeId);
        setScreen("history");
      }}
      onOpenSandbox={() => setScreen("settings/sandbox")}
    />
  );
}
