import { TriangleAlert, Unplug } from "lucide-react";
import { useEffect, useRef } from "react";
import { useIsRemoving } from "#renderer/answer/forget/removal-progress.ts";
import { retryConnection, useConnection, useRefusal } from "#renderer/host/client.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { connectionLabels } from "./connection-labels.ts";
import classes from "./connection-strip.module.css";
import { EnterHere } from "./enter-here.tsx";

/** Shows and announces that the program behind the page does not answer, and announces when it is back, except while a user is forgotten. Also shows a refusal, or else `problem`. */
export function ConnectionStrip({ problem }: { problem: string | null }) {
  const isRemoving = useIsRemoving();
  const state = useConnection();
  // The dialog of the removal says what happens.
  const connection = isRemoving && state === "lost" ? "connected" : state;
  const refusal = useRefusal();
  const wasAway = useRef(false);
  useEffect(() => {
    if (connection === "lost") announce(`${connectionLabels.lost} The page keeps trying.`);
    if (connection === "connected" && wasAway.current) announce(connectionLabels.back);
    wasAway.current = connection !== "connected";
  }, [connection]);
  if (connection === "lost")
    return (
      <section className={classes.strip} aria-label={connectionLabels.strip}>
        <Unplug size={14} aria-hidden />
        <p>
          <b>{connectionLabels.lost}</b> The page keeps trying. What you see may be old; what you typed stays.
        </p>
        <button type="button" className="link" onClick={retryConnection}>
          Try now
        </button>
      </section>
    );
  if (connection === "refused")
    return (
      <section className={classes.strip} aria-label={connectionLabels.strip}>
        <Unplug size={14} aria-hidden />
        <p role="alert">
          <b>Session expired.</b> {refusal}
        </p>
        <EnterHere />
      </section>
    );
  if (problem !== null)
    return (
      <p className={classes.strip} role="alert">
        <TriangleAlert size={14} aria-hidden />
        <span>{problem}</span>
      </p>
    );
  return null;
}
