import { Button } from "@mantine/core";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { percentLength } from "#renderer/ui/clamp.ts";
import { ConfirmDialog } from "#renderer/ui/confirm-dialog.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Run } from "#shared/domain/events/event-import.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { useConfirmedWrite } from "../confirm/confirmed-write.tsx";
import { eventsLabels } from "../events-labels.ts";
import { useRunActions } from "./import.queries.ts";
import { importLabels, runStateLabels } from "./import-labels.ts";
import classes from "./run-list.module.css";
import { runProgress } from "./run-progress.ts";
import { RunRows } from "./run-rows.tsx";

/** Lists the imports of the project, newest first, with their progress and actions. */
export function RunList({ runs, onOpenOutbox }: { runs: readonly Run[]; onOpenOutbox: () => void }) {
  const [openId, setOpenId] = useState<string | null>(runs[0]?.id ?? null);
  return (
    <ul className={classes.runs} aria-label={eventsLabels.imports}>
      {runs.map((run) => (
        <li key={run.id}>
          <RunItem
            run={run}
            isOpen={run.id === openId}
            onOpen={(isOpen) => setOpenId(isOpen ? run.id : null)}
            onOpenOutbox={onOpenOutbox}
          />
        </li>
      ))}
    </ul>
  );
}

function RunItem({
  run,
  isOpen,
  onOpen,
  onOpenOutbox,
}: {
  run: Run;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onOpenOutbox: () => void;
}) {
  const { id: runId, state, fileName, tier, startedAtMs, perSecond, problem } = run;
  const { pause, stop, discardRemaining, addRun } = useRunActions();
  const write = useConfirmedWrite();
  const [isDiscarding, setDiscarding] = useState(false);
  const progress = runProgress(run);
  const failure = [pause, stop, discardRemaining].find(({ error }) => error !== null)?.error ?? null;
  const resume = () =>
    write.run({
      projectId: run.projectId,
      write: (isConfirmed) => client.events.imports.resume({ runId, isConfirmed }),
      onDone: (resumed) => {
        addRun(resumed);
        announce(`${fileName} resumed.`);
      },
    });
  return (
    <article className={classes.run} data-is={state} aria-label={`${fileName}: ${runStateLabels[state]}`}>
      <h3>
        <b>{runStateLabels[state]}</b>
        <span className="ell">{fileName}</span>
        <span className={`subdued ${classes.where}`}>to {tier}</span>
        <time className="num subdued">{formatTimeOfDay(startedAtMs)}</time>
      </h3>
      <svg className={classes.bar} role="img" aria-label={progress.sentence}>
        <rect width="100%" height="6" fill="var(--gs-line)" />
        <rect width={percentLength(progress.delivered)} height="6" fill="var(--gs-accent)" />
        <rect x={percentLength(progress.delivered)} width={percentLength(progress.failed)} height="6" fill="var(--gs-refused)" />
      </svg>
      <p className={classes.facts}>
        {progress.sentence}
        {state === "running" && perSecond > 0 && <span className="num"> {formatNumber(Math.round(perSecond))} per second.</span>}
        {problem !== null && ` ${problem}`}
      </p>
      {(write.problem ?? failure) !== null && (
        <p role="alert" className={classes.problem}>
          {write.problem ?? sentenceOf(failure)}
        </p>
      )}
      <p className={classes.acts}>
        {state === "running" && (
          <>
            <button type="button" className="link" onClick={() => pause.mutate({ runId })}>
              Pause
            </button>
            <button type="button" className="link" onClick={() => stop.mutate({ runId })}>
              {importLabels.stop}
            </button>
          </>
        )}
        {(state === "paused" || state === "stopped") && (
          <>
            <button type="button" className="link" disabled={write.isWriting} onClick={resume}>
              {importLabels.resume}
            </button>
            <button type="button" className="link" onClick={() => setDiscarding(true)}>
              Discard remaining rows…
            </button>
          </>
        )}
        {run.counts.refused + run.counts.may_have_arrived > 0 && (
          <button type="button" className="link" onClick={onOpenOutbox}>
            Open the outbox
          </button>
        )}
        <button type="button" className={classes.fold} aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
          {isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />} Rows
        </button>
      </p>
      {isOpen && <RunRows run={run} />}
      <ConfirmDialog
        isOpen={isDiscarding}
        title={`Discard the remaining rows of ${fileName}?`}
        onClose={() => setDiscarding(false)}
        action={
          <Button
            onClick={() => {
              setDiscarding(false);
              discardRemaining.mutate({ runId });
            }}
          >
            Discard remaining rows
          </Button>
        }
      >
        <p>
          Rows that were not sent yet are discarded and cannot be restored. Rows that were sent stay; the list shows the outcome of each
          row.
        </p>
      </ConfirmDialog>
      {write.dialog}
    </article>
  );
}
