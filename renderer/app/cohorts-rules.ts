import { takeFile } from "#renderer/answer/explain/explain-view.ts";
import { keepDefinitionsFile } from "#renderer/answer/explain/open-definitions.ts";
import { useSetup } from "#renderer/features/cohorts/cohorts-state.ts";
import { useWhatIf } from "#renderer/features/what-if/what-if-state.ts";
import { client } from "#renderer/host/client.ts";
import { setScreen, useSession } from "#renderer/session/session.ts";
import { showNotice } from "#renderer/ui/notice.ts";
import { appLabels } from "./app-labels.ts";

/**
 * Takes a definitions file that was dropped on Cohorts: its rules are those with which the set-up checks. On *What if* they are one of two versions, or those that
 * are edited in a project that has no rules of its own. Throws what refuses the file.
 */
export async function openRulesFile(projectId: string, file: File): Promise<void> {
  const kept = await keepDefinitionsFile(projectId, { file, encoding: null });
  const { snapshotId, fileName } = kept;
  const hasRules = (await client.explain.definitions({ projectId })).snapshotId !== null;
  if (!hasRules) takeFile(projectId, kept);
  const { mode, older } = useWhatIf.getState();
  if (!useSession.getState().screen.startsWith("cohorts/what-if")) {
    useSetup.setState({ snapshotId, draft: null });
    setScreen("cohorts/setup");
    return showNotice({ of: "file", text: appLabels.rulesOfCohort(fileName), isHint: true });
  }
  if (!hasRules && mode === "copy") return showNotice({ of: "file", text: appLabels.rulesOfCopy(fileName), isHint: true });
  const isNewer = !hasRules && older !== null;
  useWhatIf.setState({ mode: "dates", edit: null, ...(isNewer ? { newer: { snapshotId } } : { older: { snapshotId } }) });
  showNotice({ of: "file", text: appLabels.rulesOfVersions(fileName, isNewer), isHint: true });
}
