import { putFileAway, takeFile } from "#renderer/answer/explain/explain-view.ts";
import { Cohorts, cohortsTabOf } from "#renderer/features/cohorts/cohorts.tsx";
import { selectEntity } from "#renderer/features/cohorts/cohorts-state.ts";
import type { CohortOfUser } from "#renderer/features/cohorts/result/result.tsx";
import { useInView } from "#renderer/features/cohorts/use-question.ts";
import { focusOf, WhatIf } from "#renderer/features/what-if/what-if.tsx";
import { client } from "#renderer/host/client.ts";
import { setScreen, useSession } from "#renderer/session/session.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { checkForSubject } from "../check-from-app.ts";
import { placeOf } from "../screens.ts";

export function CohortsScreen() {
  const path = useSession((state) => placeOf(state.screen));
  const inView = useInView();
  return (
    <Cohorts
      tab={cohortsTabOf(path)}
      onTab={(tab) => setScreen(tab === "result" ? "cohorts" : `cohorts/${tab}`)}
      whatIf={
        <WhatIf
          focus={focusOf(path.slice("what-if/".length))}
          inView={inView}
          onFocus={(kind, name) => {
            selectEntity({ kind, name });
            setScreen(`cohorts/what-if/${kind}/${name}`);
          }}
        />
      }
      onOpenUser={openUser}
    />
  );
}

/**
 * Shows a user of a cohort in Why, in its project and tier and without logging, explained with the rules of the cohort: a draft's, those of a time, or the newest
 * ones. Throws what the core refuses.
 */
async function openUser(user: StatsigUser, kind: ExplainedKind, name: string, { cohortId, projectId, tier }: CohortOfUser): Promise<void> {
  const rules = await client.cohorts.openRules({ cohortId });
  if (rules === null) putFileAway(projectId);
  else takeFile(projectId, { snapshotId: rules.snapshotId, fileName: rules.name, encoding: null });
  checkForSubject({ projectId, keyId: useSession.getState().keys[projectId] ?? null, tier, user }, kind, name);
}
