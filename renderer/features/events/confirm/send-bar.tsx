import type { ReactNode } from "react";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { confirmLabels } from "./confirm-labels.ts";
import { useEndSnooze, useSnoozedTiers } from "./confirmed-write.tsx";
import classes from "./send-bar.module.css";

/** The bar below drafts or rows: what can be sent, and the button that sends it. */
export function SendBar({
  projectId,
  protectedTier,
  problem,
  isWriting,
  isDisabled,
  label,
  onSend,
  children,
}: {
  projectId: string;
  /** The protected tier that is written to; null if none is. */
  protectedTier: string | null;
  /** The reason for which the last attempt was not sent. */
  problem: string | null;
  isWriting: boolean;
  isDisabled: boolean;
  label: string;
  onSend: () => void;
  children: ReactNode;
}) {
  return (
    <div className={classes.bar} data-protected={protectedTier !== null || undefined}>
      <div className={classes.text}>
        {problem === null ? (
          children
        ) : (
          <span role="alert" className={classes.problem}>
            <b>Not sent.</b> {problem}
          </span>
        )}
        {protectedTier !== null && <Snooze projectId={projectId} tier={protectedTier} />}
      </div>
      <WriteButton
        isConfirmationNeeded={protectedTier !== null}
        loading={isWriting}
        disabled={isDisabled}
        className={classes.button ?? ""}
        onClick={onSend}
      >
        {label}
        {protectedTier !== null && "…"}
      </WriteButton>
    </div>
  );
}

function Snooze({ projectId, tier }: { projectId: string; tier: string }) {
  const snooze = useSnoozedTiers(projectId);
  const endSnooze = useEndSnooze();
  const untilMs = snooze[tier];
  if (untilMs === undefined || untilMs <= Date.now()) return null;
  return (
    <span className={classes.subdued}>
      {" "}
      {confirmLabels.isSnoozed(tier)} {formatTimeOfDay(untilMs)}.{" "}
      <button type="button" className="link" onClick={() => void endSnooze(projectId, tier)}>
        {confirmLabels.endSnooze}
      </button>
    </span>
  );
}
