import { Cohorts, cohortsTabOf } from "#renderer/features/cohorts/cohorts.tsx";
import { runCommand } from "#renderer/session/commands.ts";
import { setScreen, setUser, tieToSavedUser, useSession } from "#renderer/session/session.ts";
import { showInspect } from "../check-from-app.ts";
import { placeOf } from "../screens.ts";

export function CohortsScreen() {
  const path = useSession((state) => placeOf(state.screen));
  return (
    <Cohorts
      tab={cohortsTabOf(path)}
      onTab={(tab) => setScreen(tab === "result" ? "cohorts" : `cohorts/${tab}`)}
      onOpenUser={(user, kind, name) => {
        setUser(user);
        tieToSavedUser(null);
        showInspect(kind, name);
        runCommand("run");
      }}
    />
  );
}
