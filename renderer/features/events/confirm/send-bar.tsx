import type { ReactNode } from "react";
import { timeOfDay } from "#renderer/parts/time-text.ts";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { useEndQuiet, useQuietTiers } from "./confirmed-write.tsx";
import classes from "./send-bar.module.css";

/** What is ready and what stays, and the button that sends. */
export function SendBar({
  projectId,
  guardedTier,
  problem,
  isWriting,
  isDisabled,
  label,
  onSend,
  children,
}: {
  projectId: string;
  /** The protected tier that it goes to, if it is one. */
  guardedTier: string | null;
  /** Why it was not sent. */
  problem: string | null;
  isWriting: boolean;
  isDisabled: boolean;
  label: string;
  onSend: () => void;
  children: ReactNode;
}) {
  return (
    <div className={classes.bar} data-guarded={guardedTier !== null || undefined}>
      <div className={classes.words}>
        {problem === null ? (
          children
        ) : (
          <span role="alert" className={classes.problem}>
            <b>Not sent.</b> {problem}
          </span>
        )}
        {guardedTier !== null && <Quiet projectId={projectId} tier={guardedTier} />}
      </div>
      <WriteButton
        isGuarded={guardedTier !== null}
        loading={isWriting}
        disabled={isDisabled}
        className={classes.button ?? ""}
        onClick={onSend}
      >
        {label}
        {guardedTier !== null && "…"}
      </WriteButton>
    </div>
  );
}

function Quiet({ projectId, tier }: { projectId: string; tier: string }) {
  const quiet = useQuietTiers(projectId);
  const endQuiet = useEndQuiet();
  const untilMs = quiet[tier];
  if (untilMs === undefined || untilMs <= Date.now()) return null;
  return (
    <span className={classes.quiet}>
      {" "}
      Does not ask for {tier} until {timeOfDay(untilMs)}.{" "}
      <button type="button" className="link" onClick={() => void endQuiet(projectId, tier)}>
        Ask again
      </button>
    </span>
  );
}
