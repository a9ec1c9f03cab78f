import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { withRulesFile } from "#renderer/answer/comparison/with-rules.ts";
import { keepDefinitionsFile } from "#renderer/answer/explain/open-definitions.ts";
import { client } from "#renderer/host/client.ts";
import { setComparedSubjects, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { compare } from "../compare.queries.ts";

/** Keeps a definitions file, gives its rules to the columns of the project that `withRulesFile` names, and compares. Returns false if no column is of the project. Throws what refuses the file. */
export async function compareWithRulesFile(projectId: string, file: File): Promise<boolean> {
  const { snapshotId, fileName } = await keepDefinitionsFile(projectId, { file, encoding: null });
  const { snapshotId: newestId } = await client.explain.definitions({ projectId });
  const subjects = withRulesFile(useSession.getState().comparedSubjects, { projectId, snapshotId, hasRules: newestId !== null });
  if (subjects === null) return false;
  setComparedSubjects(subjects);
  announce(compareLabels.rulesFileTaken(fileName));
  await compare({ subjects });
  return true;
}
