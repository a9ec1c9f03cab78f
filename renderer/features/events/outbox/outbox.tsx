import { Button } from "@mantine/core";
import { sentenceOf } from "#renderer/host/failure.ts";
import { selectProject, useProject, useProjectId, useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { unsettledCount } from "#shared/domain/events/event-outbox.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { useOutbox, useOutboxActions } from "../events.queries.ts";
import { eventsLabels } from "../events-labels.ts";
import classes from "./outbox.module.css";
import { outboxLabels } from "./outbox-labels.ts";
import { OutboxLineItem } from "./outbox-line.tsx";
import { byUrgency, outboxLines } from "./outbox-order.ts";

/** The outbox: batches that are not settled. None is lost, and none is sent twice without a confirmation. */
export function Outbox({
  onOpenExchange,
  onOpenRuns,
  onOpenLedger,
}: {
  onOpenExchange: (exchangeId: string) => void;
  onOpenRuns: () => void;
  onOpenLedger: () => void;
}) {
  const project = useProject();
  const projectId = useProjectId();
  const { data: outbox, error } = useOutbox(projectId);
  const { sendNow } = useOutboxActions();
  if (error !== null)
    return (
      <p role="alert" className={classes.problem}>
        The outbox could not be read: {sentenceOf(error)}
      </p>
    );
  if (outbox === undefined) return null;
  const lines = outboxLines(outbox.batches);
  const hasElsewhere = Object.keys(outbox.elsewhere).length > 0;
  if (lines.length === 0 && !hasElsewhere)
    return (
      <EmptyState
        title={outboxLabels.empty}
        actions={
          <Button variant="default" onClick={onOpenLedger}>
            Open the ledger
          </Button>
        }
      >
        <p>
          What you send is stored on disk first. If Statsig cannot be reached or asks to wait, it stays here and is retried, even after a
          restart. If Statsig refuses it, it stays here with the reason. Delivered batches move to the ledger.
        </p>
      </EmptyState>
    );
  const waiting = outbox.counts.waiting;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.outbox} aria-label={eventsLabels.outbox} tabIndex={0}>
      <div className={classes.head}>
        <h2>
          {lines.length === 0 ? outboxLabels.emptyOf(project?.name ?? "") : `${formatNumber(unsettledCount(outbox.counts))} not settled`}
        </h2>
        {lines.length > 0 && (
          <span className={classes.note}>
            Kept on disk until settled. Items that need your decision come first; the rest are sent in this order.
          </span>
        )}
        {waiting > 0 && (
          <Button variant="default" className={classes.now ?? ""} loading={sendNow.isPending} onClick={() => sendNow.mutate({ projectId })}>
            Send all now
          </Button>
        )}
      </div>
      {lines.map((line) => (
        <OutboxLineItem key={line.key} line={line} onOpenExchange={onOpenExchange} onOpenRun={onOpenRuns} />
      ))}
      {outbox.hasMore && <p className={classes.more}>There are more. They appear as these are settled.</p>}
      {hasElsewhere && <Elsewhere counts={outbox.elsewhere} onOpenExchange={onOpenExchange} />}
    </section>
  );
}

/** What is not settled in other projects: a way to each that exists, and the batches of removed ones, which can be shown nowhere else. */
function Elsewhere({ counts, onOpenExchange }: { counts: Readonly<Record<string, number>>; onOpenExchange: (exchangeId: string) => void }) {
  const projects = useSession((state) => state.projects);
  const removed = Object.keys(counts).filter((id) => !projects.some((project) => project.id === id));
  return (
    <section className={classes.elsewhere} aria-label={outboxLabels.elsewhere}>
      {projects.flatMap(({ id, name }) =>
        counts[id] === undefined
          ? []
          : [
              <p key={id} className={classes.more}>
                {outboxLabels.inProject(counts[id], name)}{" "}
                <button type="button" className="link" onClick={() => selectProject(id)}>
                  {outboxLabels.showProject(name)}
                </button>
              </p>,
            ],
      )}
      {removed.map((id) => (
        <OfRemovedProject key={id} projectId={id} onOpenExchange={onOpenExchange} />
      ))}
    </section>
  );
}

function OfRemovedProject({ projectId, onOpenExchange }: { projectId: string; onOpenExchange: (exchangeId: string) => void }) {
  const { data: outbox, error } = useOutbox(projectId);
  if (error !== null)
    return (
      <p role="alert" className={classes.problem}>
        {sentenceOf(error)}
      </p>
    );
  const [first] = outbox?.batches ?? [];
  if (outbox === undefined || first === undefined) return null;
  return (
    <>
      <div className={classes.head}>
        <h2>{outboxLabels.ofRemoved(first.projectName)}</h2>
        <span className={classes.note}>{outboxLabels.removedHint}</span>
      </div>
      {/* Its imports are not listed, so that each of their batches is an item here. */}
      {byUrgency(outbox.batches).map((batch) => (
        <OutboxLineItem key={batch.id} line={{ is: "batch", key: batch.id, batch }} onOpenExchange={onOpenExchange} onOpenRun={() => {}} />
      ))}
      {outbox.hasMore && <p className={classes.more}>There are more. They appear as these are settled.</p>}
    </>
  );
}
