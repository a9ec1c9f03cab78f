import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { exportFile } from "#renderer/parts/files/export-file.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import { historyExportFiles } from "#shared/domain/history/history-export.ts";
import type { DueRemoval, Retention, RetentionRule } from "#shared/domain/history/retention.ts";
import { formatBytes, formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatIsoDate, formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { DropdownPanel } from "./dropdown-panel.tsx";
import classes from "./retention-foot.module.css";
import {
  dueLines,
  dueSpan,
  keptText,
  type NotStored,
  notStoredText,
  readRule,
  removalReason,
  retentionLabels,
  stayingCount,
  stayingText,
  willBeRemoved,
} from "./retention-labels.ts";

/** Says how much is kept and for how long, and what will be removed next. `children` are further actions on the history. */
export function RetentionFoot({
  entries,
  bytes,
  notStored,
  children,
}: {
  entries: number;
  bytes: number;
  notStored: NotStored | null;
  children: ReactNode;
}) {
  const retention = useQuery({
    ...orpc.history.retention.state.queryOptions({ staleTime: 0 }),
    refetchInterval: ({ state: { data } }) => (data?.due == null || data.removesAtMs === null ? false : dueAgainMs(data.removesAtMs)),
  });
  const state = retention.data;
  const reload = useReload();
  const removedAtMs = state?.removed?.atMs ?? null;
  const lastRemovedAtMs = useRef(removedAtMs);
  // A removal at its time is told by nothing else, and the list still shows what is gone.
  useEffect(() => {
    if (state === undefined || removedAtMs === lastRemovedAtMs.current) return;
    lastRemovedAtMs.current = removedAtMs;
    void reload();
  }, [state, removedAtMs, reload]);
  return (
    <div className={classes.foot}>
      {notStored !== null && <p className={classes.problem}>{notStoredText(notStored, Date.now())}</p>}
      <div className={classes.line}>
        <span>
          {state === undefined ? `${formatCount(entries, "request")}, ${formatBytes(bytes)}` : keptText(entries, bytes, state.rule)}
        </span>
        {state !== undefined && <ChangeRule key={`${state.rule.days} ${state.rule.megabytes}`} rule={state.rule} />}
      </div>
      {retention.isError ? (
        <div className={classes.line}>
          <span>What is removed next could not be read: {sentenceOf(retention.error)}</span>
        </div>
      ) : (
        <>
          {state?.removed != null && <RemovedLine removed={state.removed} />}
          {state?.due != null && <DueLine state={state} due={state.due} />}
        </>
      )}
      <div className={classes.acts}>{children}</div>
    </div>
  );
}

function useReload(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(() => queries.invalidateQueries({ queryKey: orpc.history.key() }), [queries]);
}

/** How long to wait until the removal can be over. It may be some minutes late, and a timer has a greatest length. */
function dueAgainMs(removesAtMs: number): number {
  return Math.min(Math.max(removesAtMs - Date.now(), 0) + 15_000, 24 * 60 * 60_000);
}

function DueLine({ state, due }: { state: Retention; due: DueRemoval }) {
  const { dropdown, button, wasOpened } = useDropdown("dialog");
  const nowMs = Date.now();
  return (
    <div className={classes.line}>
      <span title={`${formatNumber(due.requests)} ${willBeRemoved(state, nowMs)}`}>
        <b className="num">{formatNumber(due.requests)}</b> {willBeRemoved(state, nowMs)}
      </span>
      <button type="button" className="link" {...button}>
        {retentionLabels.show}
      </button>
      {wasOpened && (
        <DropdownPanel label={retentionLabels.dueTitle} dropdown={dropdown} position="top-start" width={408}>
          <Due state={state} due={due} onDone={() => dropdown.setOpen(false)} />
        </DropdownPanel>
      )}
    </div>
  );
}

function Due({ state, due, onDone }: { state: Retention; due: DueRemoval; onDone: () => void }) {
  const reload = useReload();
  const [isExporting, setExporting] = useState(false);
  const skip = useMutation(orpc.history.retention.skip.mutationOptions({ onSuccess: onDone, onSettled: reload }));
  const nowMs = Date.now();
  const staying = stayingText(due);
  const exportThem = async () => {
    setExporting(true);
    try {
      await exportDue(due);
    } catch (failure) {
      showFailure(`Not exported: ${sentenceOf(failure)}`);
    } finally {
      setExporting(false);
    }
  };
  return (
    <div className={classes.float}>
      <h2 className={classes.title}>{retentionLabels.dueTitle}</h2>
      <p className={classes.reason}>{removalReason(state, nowMs)}</p>
      <table className={classes.table}>
        <tbody>
          {dueLines(due).map(({ purpose, title, hint, requests }) => (
            <tr key={purpose}>
              <th scope="row">{title}</th>
              <td>{hint}</td>
              <td className="num">{formatNumber(requests)}</td>
            </tr>
          ))}
          <tr data-sum="">
            <th scope="row">{dueSpan(due, nowMs)}</th>
            <td>about {formatBytes(due.bytes)}</td>
            <td className="num">{formatNumber(due.requests)}</td>
          </tr>
          {staying !== null && (
            <tr>
              <th scope="row">{retentionLabels.stays}</th>
              <td>{staying}</td>
              <td className="num">{formatNumber(stayingCount(due))}</td>
            </tr>
          )}
        </tbody>
      </table>
      <div className={classes.buttons}>
        <Button variant="default" size="xs" loading={skip.isPending} onClick={() => skip.mutate(undefined)}>
          {retentionLabels.skip}
        </Button>
        <Button variant="subtle" size="xs" loading={isExporting} onClick={() => void exportThem()}>
          {retentionLabels.exportFirst}
        </Button>
      </div>
      {skip.isError && <p className={classes.problem}>Not skipped: {sentenceOf(skip.error)}</p>}
    </div>
  );
}

/** Saves the requests without pin and tags up to the newest one that is removed, with everything that is kept of them. */
async function exportDue({ toMs, requests }: DueRemoval): Promise<void> {
  const { extension, type } = historyExportFiles.ndjson;
  const filter = { text: `pinned:no -tag:* until:${localMinute(toMs)}` };
  await exportFile({
    fileName: `gatescope-history-removed-${formatIsoDate(Date.now())}.${extension}`,
    type,
    noun: "request",
    total: requests,
    read: (signal) => client.history.exportText({ filter, actionIds: null, format: "ndjson" }, { signal }),
  });
}

/** `2026-11-23T14:05`, as `until:` reads it: the whole minute is in it. */
function localMinute(atMs: number): string {
  const time = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

function RemovedLine({ removed: { requests, atMs } }: { removed: { requests: number; atMs: number } }) {
  const reload = useReload();
  const line = useRef<HTMLDivElement>(null);
  const undo = useMutation(
    orpc.history.retention.undo.mutationOptions({
      onSuccess: ({ restored }) => announce(`${formatCount(restored, "request")} restored.`),
      onError: (failure) => showFailure(`Not undone: ${sentenceOf(failure)}`),
      onSettled: async () => {
        const foot = line.current?.parentElement;
        await reload();
        // The button is gone with its line.
        if (document.activeElement === document.body) foot?.querySelector("button")?.focus();
      },
    }),
  );
  return (
    <div ref={line} className={classes.line}>
      <span>
        <b className="num">{formatNumber(requests)}</b> removed {formatTimeOrDate(atMs, Date.now())}
      </span>
      <button type="button" className="link" disabled={undo.isPending} onClick={() => undo.mutate(undefined)}>
        {retentionLabels.undo}
      </button>
    </div>
  );
}

function ChangeRule({ rule }: { rule: RetentionRule }) {
  const { dropdown, button, wasOpened } = useDropdown("dialog");
  useCommand("changeRetention", () => dropdown.setOpen(true));
  return (
    <>
      <button type="button" className="link" {...button}>
        {retentionLabels.change}
      </button>
      {wasOpened && (
        <DropdownPanel label={retentionLabels.changeTitle} dropdown={dropdown} position="top-start" width={320}>
          <RuleForm rule={rule} onDone={() => dropdown.setOpen(false)} />
        </DropdownPanel>
      )}
    </>
  );
}

function RuleForm({ rule, onDone }: { rule: RetentionRule; onDone: () => void }) {
  const id = useId();
  const reload = useReload();
  const [days, setDays] = useState(rule.days === null ? "" : String(rule.days));
  const [megabytes, setMegabytes] = useState(rule.megabytes === null ? "" : String(rule.megabytes));
  const change = useMutation(orpc.history.retention.change.mutationOptions({ onSuccess: onDone, onSettled: reload }));
  const wanted = readRule(days, megabytes);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== null) change.mutate(wanted);
  };
  return (
    <form className={classes.float} onSubmit={submit}>
      <h2 className={classes.title}>{retentionLabels.changeTitle}</h2>
      <div className={classes.fields}>
        <label htmlFor={`${id}-days`}>{retentionLabels.days}</label>
        <input id={`${id}-days`} inputMode="numeric" value={days} onChange={({ currentTarget }) => setDays(currentTarget.value)} />
        <label htmlFor={`${id}-mb`}>{retentionLabels.megabytes}</label>
        <input id={`${id}-mb`} inputMode="numeric" value={megabytes} onChange={({ currentTarget }) => setMegabytes(currentTarget.value)} />
      </div>
      <p className={classes.reason}>{retentionLabels.noLimitHint}</p>
      <p className={classes.reason}>{retentionLabels.isAnnounced}</p>
      {wanted === null && (
        <p role="alert" className={classes.problem}>
          {retentionLabels.unusable}
        </p>
      )}
      {change.isError && <p className={classes.problem}>Not changed: {sentenceOf(change.error)}</p>}
      <div className={classes.buttons}>
        <Button type="submit" size="xs" disabled={wanted === null} loading={change.isPending}>
          {retentionLabels.apply}
        </Button>
      </div>
    </form>
  );
}
