import { Cohorts, cohortsTabOf } from "#renderer/features/cohorts/cohorts.tsx";
import { focusOf, WhatIf } from "#renderer/features/what-if/what-if.tsx";
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
      whatIf={
        <WhatIf focus={focusOf(path.slice("what-if/".length))} onFocus={(kind, name) => setScreen(`cohorts/what-if/${kind}/${name}`)} />
      }
      onOpenUser={(user, kind, name) => {
        setUser(user);
        tieToSavedUser(null);
        showInspect(kind, name, "why");
        runCommand("run");
      }}
    />
  );
}
