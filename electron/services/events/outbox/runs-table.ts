import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { RowResult } from "#shared/domain/event-import.ts";
import type { Parcel, ParcelState } from "#shared/domain/event-outbox.ts";
import type { KeptRun, NewRun, OutboxCalls } from "./outbox-calls.ts";
import { countsOf } from "./parcel-counts.ts";

/** Files being sent: how far each was read, and which rows were refused here. What became of the others is told by their parcels. */
export function createRunsTable(db: DatabaseSync) {
  const insertRun = db.prepare(`
    INSERT INTO runs (id, seq, project_id, project_name, tier, file_name, state, is_held, is_read_whole, started_at_ms, changed_at_ms, rows_taken, rows_total,
                      refused_rows, fingerprint, plan)
    VALUES (:id, (SELECT coalesce(max(seq), 0) + 1 FROM runs), :projectId, :projectName, :tier, :fileName, 'running', 0, 0, :nowMs, :nowMs, 0, :rowsTotal, 0, '', :plan)`);
  const byId = db.prepare(`SELECT ${runColumns} FROM runs WHERE id = ?`);
  const takenCounts = db.prepare("SELECT state, sum(count) AS n FROM parcels WHERE run_id = ? GROUP BY state");
  const insertRefused = db.prepare("INSERT INTO refused_rows (run_id, row, reason) VALUES (?, ?, ?)");
  const updateTaken = db.prepare(`
    UPDATE runs SET rows_taken = ?, fingerprint = ?, refused_rows = refused_rows + ?, is_read_whole = ?, changed_at_ms = ?,
                    rows_total = CASE WHEN ? THEN ? ELSE rows_total END
    WHERE id = ?`);

  function find(runId: string): KeptRun | null {
    const row = byId.get(runId);
    return row === undefined ? null : toRun(row);
  }

  /** A run whose every row has come to an end is finished, whatever was written down last. */
  function toRun(row: Record<string, SQLOutputValue>): KeptRun {
    const { plan, isReadWhole, ...facts } = row;
    const counts = countsOf(takenCounts.all(String(row.id)));
    const isDone = Boolean(isReadWhole) && counts.waiting + counts.sending === 0;
    // The columns are those of `runColumns`, and were written from such a run.
    const run = { ...facts, counts, isReadWhole: Boolean(isReadWhole), plan: JSON.parse(String(plan)) } as unknown as KeptRun;
    return isDone && run.state !== "abandoned" ? { ...run, state: "finished", problem: null } : run;
  }

  function require(runId: string): KeptRun {
    const run = find(runId);
    if (run === null) throw new Error(`There is no run ${runId}.`);
    return run;
  }

  return {
    find,

    add({ id, projectId, projectName, tier, fileName, rowsTotal, plan }: NewRun, nowMs: number): KeptRun {
      insertRun.run({ id, projectId, projectName, tier, fileName, rowsTotal, plan: JSON.stringify(plan), nowMs });
      return require(id);
    },

    take(
      { runId, rowsTaken, fingerprint, refused, isReadWhole }: Omit<Parameters<OutboxCalls["takeRows"]>[0], "parcel" | "nowMs">,
      nowMs: number,
    ): KeptRun {
      for (const { row, reason } of refused) insertRefused.run(runId, row, reason);
      const whole = Number(isReadWhole);
      updateTaken.run(rowsTaken, fingerprint, refused.length, whole, nowMs, whole, rowsTaken, runId);
      return require(runId);
    },

    change(
      { runId, state, isHeld, problem, plan }: Omit<Parameters<OutboxCalls["changeRun"]>[0], "nowMs" | "discards">,
      nowMs: number,
    ): KeptRun | null {
      db.prepare("UPDATE runs SET state = ?, is_held = ?, problem = ?, changed_at_ms = ?, plan = coalesce(?, plan) WHERE id = ?").run(
        state,
        Number(isHeld),
        problem,
        nowMs,
        plan === undefined ? null : JSON.stringify(plan),
        runId,
      );
      return find(runId);
    },

    /** A refusal stops its run, before anything else of it can go out. */
    stopAt({ runId, firstRow, lastRow, problem }: Parcel, nowMs: number): void {
      const because = `Rows ${firstRow} to ${lastRow} were refused, so it was stopped. ${problem ?? ""}`.trim();
      db.prepare("UPDATE runs SET state = 'stopped', is_held = 1, problem = ?, changed_at_ms = ? WHERE id = ? AND state = 'running'").run(
        because,
        nowMs,
        runId,
      );
    },

    /** At a start: nobody reads a file any more. What was taken from it already goes out. */
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
      const trouble = onlyTrouble ? "AND parcels.state IN ('refused', 'may_have_arrived')" : "";
      const rows = db
        .prepare(
          `SELECT * FROM (
             SELECT writes.row AS row, parcels.state AS outcome, parcels.problem AS reason, parcels.may_be_duplicate AS mayBeDuplicate
             FROM parcels JOIN writes ON writes.parcel_seq = parcels.seq
             WHERE parcels.run_id = :runId AND parcels.last_row > :afterRow AND parcels.first_row <= :afterRow + :window AND writes.row > :afterRow ${trouble}
             UNION ALL
             SELECT row, 'not_sent', reason, 0 FROM refused_rows WHERE run_id = :runId AND row > :afterRow AND row <= :afterRow + :window
           ) ORDER BY row LIMIT :limit`,
        )
        .all({ runId, afterRow, limit: limit + 1, window: onlyTrouble ? Number.MAX_SAFE_INTEGER - afterRow : limit + 1 });
      return { rows: rows.slice(0, limit).map(toResult), hasMore: rows.length > limit };
    },
  };
}

const runColumns = `id, project_id AS projectId, project_name AS projectName, tier, file_name AS fileName, state, is_read_whole AS isReadWhole,
  started_at_ms AS startedAtMs, changed_at_ms AS changedAtMs, rows_taken AS rowsTaken, rows_total AS rowsTotal, refused_rows AS refusedRows,
  fingerprint, problem, plan`;

function toResult({ row, outcome, reason, mayBeDuplicate }: Record<string, SQLOutputValue>): RowResult {
  return {
    row: Number(row),
    // Written from such a state, or the literal above.
    outcome: outcome as ParcelState | "not_sent",
    reason: reason === null ? null : String(reason),
    mayBeDuplicate: Boolean(mayBeDuplicate),
  };
}
