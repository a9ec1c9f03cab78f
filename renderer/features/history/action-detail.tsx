import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import { client } from "#renderer/host/client.ts";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import type { HistoryAction, HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { formatAgo, formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { AnnotationRow } from "./annotation-row.tsx";
import { BackToList } from "./back-to-list.tsx";
import classes from "./history.module.css";
import { useHistoryEntry } from "./history.queries.ts";
import { actionCounts, actionSubject, actionTime, actionTitle, historyLabels, importedFrom, pinnedTogether } from "./history-labels.ts";
import { fold, unfold, useHistoryView } from "./history-view.ts";
import { PinButton } from "./pin-button.tsx";
import { RemoveButton } from "./remove-button.tsx";

/** Shows an action of several requests: what it did, for whom, and what became of its requests. Pinning and checking again apply to all of them. */
export function ActionDetail({
  action,
  onCheckAgain,
  onRemove,
}: {
  action: HistoryAction;
  onCheckAgain: (entry: Pick<HistoryEntry, "context">) => void;
  onRemove: (() => void) | null;
}) {
  const { actionId, newest, names, startedAtMs, elapsedMs, isLogging, isPinned } = action;
  const isUnfolded = useHistoryView((view) => actionId in view.unfolded);
  const now = Date.now();
  const canCheckAgain = newest.purpose === "everything" || (newest.purpose === "check" && action.kinds === 1);
  return (
    <section className={classes.detail} aria-label={historyLabels.action}>
      <div className={classes.banner}>
        <BackToList />
        <ProvenanceMark provenance={{ kind: newest.purpose === "imported" ? "imported" : "history", ofMs: null }} />
        <span className={classes.when} title={formatAgo(now - startedAtMs)}>
          {actionTime(action, now)}.
        </span>
        <span className={classes.acts}>
          <PinButton exchangeId={newest.exchangeId} isPinned={isPinned} together={pinnedTogether(action)} />
          {onRemove !== null && <RemoveButton onRemove={onRemove} />}
          {canCheckAgain && (
            <Button
              leftSection={<RotateCw size={14} aria-hidden />}
              onClick={() => void contextOf(action).then((context) => onCheckAgain({ context }))}
            >
              {historyLabels.checkAgain}
            </Button>
          )}
        </span>
      </div>
      {newest.purpose === "imported" && <ImportOrigin exchangeId={newest.exchangeId} />}
      <div className={classes.bare}>
        <h2>
          {actionTitle(action)}
          <span className={classes.whom}>{actionSubject(action)}</span>
        </h2>
        <p>
          {actionCounts(action)} in {formatDuration(elapsedMs)}
          {names > action.requests ? `, about ${formatCount(names, "name")}` : ""}, to {newest.projectName}.{" "}
          {isLogging ? "Logged." : "No exposure is known to be logged."}
        </p>
        <p>
          <button type="button" className="link" onClick={() => (isUnfolded ? fold(actionId) : unfold(actionId))}>
            {isUnfolded ? "Hide its requests" : "Show its requests"}
          </button>
        </p>
      </div>
      <AnnotationRow row={newest} isOfSeveral={false} />
    </section>
  );
}

/** Says from where and when the requests were imported. */
function ImportOrigin({ exchangeId }: { exchangeId: string }) {
  const entry = useHistoryEntry(exchangeId);
  return entry.data === undefined ? null : <p className={classes.origin}>{importedFrom(entry.data.context)}</p>;
}

const maxNamesAgain = 500;

/** Returns the context of an action's newest request, with the names of all its requests. */
async function contextOf({ actionId, newest }: HistoryAction): Promise<HistoryEntry["context"]> {
  const { context } = await client.history.get({ exchangeId: newest.exchangeId });
  if (context.purpose === "everything") return context;
  const { rows } = await client.history.page({ filter: { actionId, hasBackground: false }, limit: maxNamesAgain });
  const entries = await Promise.all(rows.toReversed().map(({ exchangeId }) => client.history.get({ exchangeId })));
  return { ...context, names: [...new Set(entries.flatMap((entry) => entry.context.names))] };
}
