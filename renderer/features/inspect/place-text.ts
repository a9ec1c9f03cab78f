import { currentProject, projectNameOf, type SessionState } from "#renderer/session/session.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";

/** `staging`, or `staging of Alpha` while the top bar has another project. */
export function placeText(session: SessionState, { projectId, tier }: Pick<EvaluationRequest, "projectId" | "tier">): string {
  const isOther = (currentProject(session)?.id ?? session.projectId) !== projectId;
  return isOther ? `${tier} of ${projectNameOf(session, projectId)}` : tier;
}
