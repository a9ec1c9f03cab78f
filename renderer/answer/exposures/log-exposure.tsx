import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { composeExposure } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import { exposureFromAnswer } from "#shared/domain/events/exposure-from-answer.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import { answerLabels } from "../answer-labels.ts";
import { exposuresLabels } from "./exposures-labels.ts";
import classes from "./log-exposure.module.css";

/**
 * Shows a button that composes the exposure of an answer for review. Sends nothing. If the answer cannot be logged by hand, shows the reason. While
 * `secondary` is undefined, the secondary exposures may still arrive: the button composes nothing without them, and keeps the focus.
 */
export function LogExposure({
  subject: { answer, request },
  secondary,
}: {
  subject: ShownAnswer;
  /** The secondary exposures as shown; null if unknown. */
  secondary: readonly SecondaryExposure[] | null | undefined;
}) {
  const exposure = exposureFromAnswer(answer, userForRequest(request.user, request.tier), secondary ?? null);
  if (exposure.kind === "none") return <p className={classes.none}>{exposure.because}</p>;
  const isPending = secondary === undefined;
  return (
    <p className={classes.log}>
      <WriteButton
        isConfirmationNeeded={false}
        data-disabled={isPending}
        aria-disabled={isPending}
        onClick={() => (isPending ? announce(exposuresLabels.waits) : composeExposure(exposure.draft, request.projectId))}
      >
        {answerLabels.logExposure}
      </WriteButton>
      <span>{isPending ? exposuresLabels.waits : exposuresLabels.showsFirst}</span>
    </p>
  );
}
