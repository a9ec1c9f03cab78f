import { Check, CircleAlert, Clock3, FileQuestionMark } from "lucide-react";
import { selectProject, useProjectId, useSession } from "#renderer/session/session.ts";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import type { WrittenKind } from "#shared/domain/events/statsig-event.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useBatches } from "../events.queries.ts";
import { type LastSent, useEventsView } from "../events-view.ts";
import { composeLabels } from "./compose-labels.ts";
import type { ComposeNavigation } from "./compose-navigation.ts";
import classes from "./last-sent-note.module.css";

/** Shows the current outcome of what was sent last from this composer. */
export function LastSentNote({
  what,
  navigation,
  isAlone = false,
}: {
  what: WrittenKind;
  navigation: ComposeNavigation;
  isAlone?: boolean;
}) {
  const last = useEventsView((view) => view.lastSent[what]);
  if (last === undefined) return null;
  return <LastSentOutcome last={last} noun={what === "events" ? "event" : "exposure"} navigation={navigation} isAlone={isAlone} />;
}

function LastSentOutcome({
  last,
  noun,
  navigation,
  isAlone,
}: {
  last: LastSent;
  noun: string;
  navigation: ComposeNavigation;
  isAlone: boolean;
}) {
  const batches = useBatches(last.batchIds);
  const sentTo = useSession(({ projects }) => projects.find(({ id }) => id === last.projectId));
  const isCurrent = useProjectId() === last.projectId;
  const isSandbox = sentTo?.kind === "sandbox";
  const [first] = batches;
  // What was sent to another project stays here, and says so.
  const where = isCurrent ? "" : ` ${composeLabels.toProject(first?.projectName ?? sentTo?.name ?? "")}`;
  const countLabel = `${formatCount(last.count, noun)}${where}`;
  const delivered = batches.filter(({ state }) => state === "delivered");
  const openOutbox = () => {
    if (sentTo !== undefined && !isCurrent) selectProject(sentTo.id);
    navigation.onOpenOutbox();
  };
  const failed = batches.find(({ state }) => state === "refused" || state === "may_have_arrived");
  const isDelivered = batches.length > 0 && delivered.length === batches.length;
  return (
    <p className={classes.note} data-alone={isAlone || undefined}>
      {isDelivered ? (
        <span className={classes.fate} data-is="delivered">
          <Check size={13} strokeWidth={2.4} aria-hidden />
          <span>
            <b>{composeLabels.delivered(countLabel)}</b> {isSandbox ? "The sandbox" : "Statsig"} accepted {last.count === 1 ? "it" : "them"}
            .{" "}
            {isSandbox ? (
              <button type="button" className="link" onClick={navigation.onOpenSandbox}>
                {composeLabels.seeInSandbox(last.count)}
              </button>
            ) : (
              <ExchangeLink batch={first} onOpen={navigation.onOpenExchange} />
            )}
          </span>
        </span>
      ) : failed !== undefined ? (
        <span className={classes.fate} data-is={failed.state}>
          {failed.state === "refused" ? <CircleAlert size={13} aria-hidden /> : <FileQuestionMark size={13} aria-hidden />}
          <span>
            <b>{failed.state === "refused" ? `${countLabel} refused.` : `${countLabel} may have arrived.`}</b>{" "}
            <button type="button" className="link" onClick={openOutbox}>
              Open the outbox
            </button>
          </span>
        </span>
      ) : (
        <span className={classes.fate} data-is="waiting">
          <Clock3 size={13} aria-hidden />
          <span>
            <b>{countLabel} kept on disk,</b> {first?.state === "waiting" && first.problem !== null ? "waiting to be sent." : "being sent."}{" "}
            <button type="button" className="link" onClick={openOutbox}>
              Open the outbox
            </button>
          </span>
        </span>
      )}
    </p>
  );
}

function ExchangeLink({ batch, onOpen }: { batch: Batch | undefined; onOpen: (exchangeId: string) => void }) {
  const exchangeId = batch?.exchangeId ?? null;
  if (exchangeId === null) return null;
  return (
    <button type="button" className="link" onClick={() => onOpen(exchangeId)}>
      Open exchange
    </button>
  );
}
