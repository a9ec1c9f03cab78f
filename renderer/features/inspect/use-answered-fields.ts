import { useHasRules } from "#renderer/answer/explain/explain.queries.ts";
import { useSession } from "#renderer/session/session.ts";
import { changedFields, isEditOnly, requestChange } from "#shared/domain/evaluation/request-change.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { useCheck, useEverything } from "./inspect.queries.ts";
import { useEvaluationRequest } from "./use-evaluation-request.ts";

/**
 * Returns the fields in which the user of the shown answer differs from the user in the panel, by their paths joined with line ends, with what the answer was made
 * with. Null while the answer is current, is explained as the person types, or another screen is shown.
 */
export function useAnsweredFields(): { readonly had: ReadonlyMap<string, JsonValue | undefined> } | null {
  const isInspecting = useSession(({ screen }) => screen.split("/")[0] === "inspect");
  const tab = useSession(({ inspectTab }) => inspectTab);
  const isAsTypedOn = useSession(({ isExplainingAsTyped }) => isExplainingAsTyped);
  const check = useCheck(tab === "everything" || tab === "store" ? "gate" : tab);
  const everything = useEverything();
  const now = useEvaluationRequest();
  const hasRules = useHasRules(now.projectId);
  const then =
    tab === "everything"
      ? everything.is === "done"
        ? everything.everything.request
        : null
      : check.is === "answered"
        ? check.answered.request
        : null;
  const names = check.is === "answered" ? check.answered.request.question.names : [];
  // A store is always resolved for the user in the panel.
  if (!isInspecting || tab === "store" || then === null || then.userProblem !== null || now.userProblem !== null) return null;
  // The names in the field and logging are no part of the user.
  const change = requestChange({ ...then, isLogging: now.isLogging }, now);
  if (change === null) return null;
  const isOneName = tab !== "everything" && tab !== "ranked" && names.length === 1;
  if (isAsTypedOn && hasRules && isOneName && isEditOnly(change)) return null;
  const had = new Map(changedFields(then.user, now.user).map(({ path, from }) => [path.join("\n"), from]));
  if (change.tier !== null) had.set("statsigEnvironment\ntier", change.tier.from);
  return had.size === 0 ? null : { had };
}
