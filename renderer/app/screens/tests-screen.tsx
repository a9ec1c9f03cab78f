import { takeFile } from "#renderer/answer/explain/explain-view.ts";
import { Tests } from "#renderer/features/tests/tests.tsx";
import { client } from "#renderer/host/client.ts";
import { currentProject, useSession } from "#renderer/session/session.ts";
import type { TestRow } from "#shared/domain/expectation/suite-run.ts";
import { checkForSubject } from "../check-from-app.ts";

export function TestsScreen() {
  return <Tests onOpenWhy={openWhy} />;
}

/** Shows why a test got its answer, without logging. Rules of a file are opened in the current project, as in Why. Throws what the core refuses. */
async function openWhy({ file, projectId, user, tier, kind, name }: TestRow): Promise<void> {
  const own = projectId ?? currentProject(useSession.getState())?.id;
  if (own === undefined || user === null) return;
  if (projectId === null) {
    const { snapshotId, fileName } = await client.suites.openRules({ projectId: own, file });
    takeFile(own, { snapshotId, fileName, encoding: null });
  }
  checkForSubject({ projectId: own, keyId: null, tier, user }, kind, name);
}
