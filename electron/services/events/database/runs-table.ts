import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { RowResult } from "#shared/domain/events/event-import.ts";
import type { Batch, BatchState } from "#shared/domain/events/event-outbox.ts";
import { countsOf } from "./batch-counts.ts";
import type { KeptRun, NewRun, OutboxCalls } from "./outbox-calls.ts";

/** A run stops after this number of lost answers in a row. */
const maxLostInARow = 3;

/** The runs of files: how far each was read, and which rows were refused here. The outcome of the other rows is the state of their batches. */
export function createRunsTable(db: DatabaseSync) {
  const insertRun = db.prepare(`
    INSERT INTO runs (id, seq, project_id, project_name, tier, file_name, state, is_held, is_read_whole, started_at_ms, changed_at_ms, rows_taken, rows_total,
                      refused_rows, fingerprint, plan)
    VALUES (:id, (SELECT coalesce(max(seq), 0) + 1 FROM runs), :projectId, :projectName, :tier, :fileName, 'running', 0, 0, :nowMs, :nowMs, 0, :rowsTotal, 0, '', :plan)`);
  const byId = db.prepare(`SELECT ${runColumns} FROM runs WHERE id = ?`);
  /** By run, since it began or was resumed. */
  const lostInARow = new Map<string, number>();
  const takenCounts = db.prepare("SELECT state, sum(count) AS n FROM parcels WHERE run_id = ? GROUP BY state");
  const refusedAfter = db.prepare("SELECT row, reason FROM refused_rows WHERE run_id = ? AND row > ? ORDER BY row LIMIT ?");
  const rangesAfter = db.prepare(`
    SELECT state, problem, may_be_duplicate AS mayBeDuplicate, first_row AS firstRow, last_row AS lastRow
    FROM parcels WHERE run_id = ? AND last_row > ? ORDER BY first_row`);
  const insertRefused = db.prepare("INSERT INTO refused_rows (run_id, row, reason) VALUES (?, ?, ?)");
  const updateTaken = db.prepare(`
    UPDATE runs SET rows_taken = ?, fingerprint = ?, refused_rows = refused_rows + ?, is_read_whole = ?, changed_at_ms = ?,
                    rows_total = CASE WHEN ? THEN ? ELSE rows_total END
    WHERE id = ?`);

  function find(runId: string): KeptRun | null {
    const row = byId.get(runId);
    return row === undefined ? null : toRun(row);
  }

  /** A run whose rows all have an outcome is finished, whatever state is stored. */
  function toRun(row: Record<string, SQLOutputValue>): KeptRun {
    const { plan, isReadWhole, ...facts } = row;
    const counts = countsOf(takenCounts.all(String(row.id)));
    const isDone = Boolean(isReadWhole) && counts.waiting + counts.sending === 0;
    // The columns are those of `runColumns`, which `add` wrote.
    const run = { ...facts, counts, isReadWhole: Boolean(isReadWhole), plan: JSON.parse(String(plan)) } as unknown as KeptRun;
    return isDone && run.state !== "abandoned" ? { ...run, state: "finished", problem: null } : run;
  }

  function require(runId: string): KeptRun {
    const run = find(runId);
    if (run === null) throw new Error(`There is no run ${runId}.`);
    return run;
  }

  function stop(runId: string, problem: string, nowMs: number): void {
    db.prepare("UPDATE runs SET state = 'stopped', is_held = 1, problem = ?, changed_at_ms = ? WHERE id = ? AND state = 'running'").run(
      problem,
      nowMs,
      runId,
    );
  }

  return {
    find,

    add({ id, projectId, projectName, tier, fileName, rowsTotal, plan }: NewRun, nowMs: number): KeptRun {
      insertRun.run({ id, projectId, projectName, tier, fileName, rowsTotal, plan: JSON.stringify(plan), nowMs });
      return require(id);
    },

    take(
      { runId, rowsTaken, fingerprint, refused, isReadWhole }: Omit<Parameters<OutboxCalls["takeRows"]>[0], "batch" | "nowMs">,
      nowMs: number,
    ): void {
      for (const { row, reason } of refused) insertRefused.run(runId, row, reason);
      const whole = Number(isReadWhole);
      updateTaken.run(rowsTaken, fingerprint, refused.length, whole, nowMs, whole, rowsTaken, runId);
    },

    change(
      { runId, state, isHeld, problem, plan, isReadWhole }: Omit<Parameters<OutboxCalls["changeRun"]>[0], "nowMs" | "discards">,
      nowMs: number,
    ): KeptRun | null {
      lostInARow.delete(runId);
      db.prepare(
        "UPDATE runs SET state = ?, is_held = ?, problem = ?, changed_at_ms = ?, plan = coalesce(?, plan), is_read_whole = coalesce(?, is_read_whole) WHERE id = ?",
      ).run(
        state,
        Number(isHeld),
        problem,
        nowMs,
        plan === undefined ? null : JSON.stringify(plan),
        isReadWhole === undefined ? null : Number(isReadWhole),
        runId,
      );
      return find(runId);
    },

    /**
     * Notes the outcome of a batch of a run. Stops the run before another of its batches is sent when the batch was refused, or when it is the last of
     * `maxLostInARow` whose answers were lost. An attempt after which the batch waits for the next one decides nothing.
     */
    noteOutcome({ runId, state, firstRow, lastRow, problem }: Batch & { readonly runId: string }, nowMs: number): void {
      if (state === "waiting") return;
      const lost = state === "may_have_arrived" ? (lostInARow.get(runId) ?? 0) + 1 : 0;
      if (lost === 0) lostInARow.delete(runId);
      else lostInARow.set(runId, lost);
      const rows = `Rows ${firstRow} to ${lastRow}`;
      if (state === "refused") stop(runId, `${rows} were refused, so the run was stopped. ${problem ?? ""}`.trim(), nowMs);
      else if (lost >= maxLostInARow) {
        const because = `The answers to ${lost} requests in a row were lost, so the run was stopped.`;
        stop(runId, `${because} ${rows} and the rows before them may have arrived.`, nowMs);
      }
    },

    /** Stops all runs at the start, when no file is being read. Rows that were already taken are still sent. */
    cutOff(nowMs: number): void {
      db.prepare(
        `UPDATE runs SET state = 'stopped', changed_at_ms = ?,
                problem = CASE state WHEN 'running' THEN 'Gatescope ended while this file was being read.' ELSE 'Gatescope ended while this was paused.' END
         WHERE state IN ('running', 'paused') AND is_read_whole = 0`,
      ).run(nowMs);
    },

    list: (projectId: string | null): KeptRun[] =>
      db.prepare(`SELECT ${runColumns} FROM runs WHERE project_id = coalesce(?, project_id) ORDER BY seq DESC`).all(projectId).map(toRun),

    rowResults({ runId, afterRow, limit, onlyTrouble }: Parameters<OutboxCalls["rowResults"]>[0]): ReturnType<OutboxCalls["rowResults"]> {
      // One row more than the limit shows that there are more.
      const rows = resultsAfter(runId, afterRow, limit + 1, onlyTrouble);
      return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
    },
  };

  /** Every row in the range of a batch that was not refused here is in the batch, because rows are taken in order without gaps. */
  function resultsAfter(runId: string, afterRow: number, limit: number, onlyTrouble: boolean): RowResult[] {
    const refused = refusedAfter.all(runId, afterRow, limit).map(({ row, reason }): [number, string] => [Number(row), String(reason)]);
    const reasons = new Map(refused);
    // There may be more refused rows after the last one read, so rows behind it are not returned.
    const knownTo = refused.length < limit ? Number.MAX_SAFE_INTEGER : (refused.at(-1)?.[0] ?? 0);
    const results: RowResult[] = refused.map(([row, reason]) => ({ row, outcome: "not_sent", reason, mayBeDuplicate: false }));
    let taken = 0;
    for (const batch of rangesAfter.iterate(runId, afterRow)) {
      const state = batch.state as BatchState; // written by `updateStatus`
      if (taken >= limit || Number(batch.firstRow) > knownTo) break;
      if (onlyTrouble && state !== "refused" && state !== "may_have_arrived") continue;
      const problem = batch.problem === null ? null : String(batch.problem);
      for (let row = Math.max(afterRow + 1, Number(batch.firstRow)); row <= Number(batch.lastRow) && taken < limit; row += 1) {
        if (reasons.has(row)) continue;
        results.push({ row, outcome: state, reason: problem, mayBeDuplicate: Boolean(batch.mayBeDuplicate) });
        taken += 1;
      }
    }
    return results.sort((a, b) => a.row - b.row).slice(0, limit);
  }
}

const runColumns = `id, project_id AS projectId, project_name AS projectName, tier, file_name AS fileName, state, is_read_whole AS isReadWhole,
  started_at_ms AS startedAtMs, changed_at_ms AS changedAtMs, rows_taken AS rowsTaken, rows_total AS rowsTotal, refused_rows AS refusedRows,
  fingerprint, problem, plan`;
