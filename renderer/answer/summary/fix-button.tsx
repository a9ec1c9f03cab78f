import { Button } from "@mantine/core";
import { setScreen } from "#renderer/session/session.ts";
import type { AnswerFix } from "#shared/domain/evaluation/answer-fix.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { answerLabels } from "../answer-labels.ts";

/** Opens the section of the settings in which a missing answer can be fixed. The sandbox has none. */
export function FixButton({ fix, projectId }: { fix: AnswerFix | null | undefined; projectId: string }) {
  if (fix == null || fix === "fewer_names" || projectId === sandboxProjectId) return null;
  return (
    <Button variant="default" onClick={() => setScreen(`settings/projects/${projectId}/${fix}`)}>
      {answerLabels.fixes[fix]}
    </Button>
  );
}
