import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import { v7 as uuidv7 } from "uuid";
import type { Batch, BatchState } from "#shared/domain/events/event-outbox.ts";
import { readCompressed, unpackIfWhole } from "../../storage/compressed.ts";
import type { FileFacts } from "../../storage/database-thread.ts";
import { type DatabaseFile, inTransaction, openSqliteFile } from "../../storage/sqlite-file.ts";
import { countsOf } from "./batch-counts.ts";
import { type BatchStatus, type BatchStep, newStatus, takeStep } from "./batch-states.ts";
import { createLedgerTable } from "./ledger-table.ts";
import type { BatchChange, BatchPayload, NewBatch, OutboxCalls, StartedBatch } from "./outbox-calls.ts";
import { type AllowedStates, outboxSalvage } from "./outbox-salvage.ts";
import { outboxMigrations } from "./outbox-schema.ts";
import { createRunsTable } from "./runs-table.ts";

export interface OutboxFacts extends FileFacts {
  /** Batches that were being sent when the process before this one ended; `settleInterrupted` gives each its outcome. */
  readonly interrupted: readonly Batch[];
}

export interface OutboxFile extends DatabaseFile {
  readonly maxPages?: number | undefined;
  /** The states and kinds that rows may have. Others are damage. */
  readonly allowed: AllowedStates;
}

/** Opens the outbox's file: batches, runs and the ledger. Every call blocks the thread until the disk has answered. Throws what SQLite throws. */
export function openOutboxDatabase({ maxPages, allowed, ...file }: OutboxFile): {
  readonly facts: OutboxFacts;
  readonly calls: OutboxCalls;
} {
  const { opened, unused } = openSqliteFile({
    ...file,
    migrations: outboxMigrations,
    rules: outboxSalvage(allowed),
    prepare: (db) => createOutboxCalls(db, maxPages),
  });
  return { calls: opened.calls, facts: { unused, interrupted: opened.interrupted } };
}

function createOutboxCalls(
  db: DatabaseSync,
  maxPages: number | undefined,
): { readonly interrupted: readonly Batch[]; readonly calls: OutboxCalls } {
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`);
  const ledger = createLedgerTable(db);
  const runs = createRunsTable(db);

  const insertBatch = db.prepare(`
    INSERT INTO parcels (id, project_id, project_name, key_id, tier, kind, count, first_name, user_label, state, attempts, created_at_ms, changed_at_ms,
                         may_be_duplicate, run_id, first_row, last_row)
    VALUES (:id, :projectId, :projectName, :keyId, :tier, :kind, :count, :firstName, :userLabel, :state, :attempts, :nowMs, :nowMs, 0, :runId, :firstRow, :lastRow)`);
  const updateStatus = db.prepare(`
    UPDATE parcels SET state = :state, attempts = :attempts, next_try_at_ms = :nextTryAtMs, problem = :problem, http_status = :httpStatus,
                       may_be_duplicate = :mayBeDuplicate, exchange_id = :exchangeId, changed_at_ms = :nowMs
    WHERE seq = :seq`);
  const updateContent = db.prepare("UPDATE parcels SET count = ?, first_name = ?, first_row = ?, last_row = ? WHERE seq = ?");
  const putBody = db.prepare("INSERT OR REPLACE INTO bodies (seq, encoding, bytes) VALUES (?, ?, ?)");
  const findBody = db.prepare("SELECT encoding, bytes FROM bodies WHERE seq = ?");
  const removeBody = db.prepare("DELETE FROM bodies WHERE seq = ?");
  const byId = db.prepare(`SELECT ${batchColumns}, key_id AS keyId FROM parcels WHERE id = ?`);
  // Batches of a paused or stopped run are held back and do not block the others.
  const headOf = db.prepare(`
    SELECT ${batchColumns}, key_id AS keyId FROM parcels
    WHERE project_id = ? AND state = 'waiting' AND (run_id IS NULL OR run_id NOT IN (SELECT id FROM runs WHERE is_held = 1))
    ORDER BY seq LIMIT 1`);

  const interrupted = batchesOf(db.prepare(`SELECT ${batchColumns} FROM parcels WHERE state = 'sending'`).all());

  function insert(batch: NewBatch, nowMs: number): Batch {
    const { body: _body, ledgerBatch, ...facts } = batch;
    const { state, attempts } = newStatus;
    insertBatch.run({ ...facts, ...contentFacts(ledgerBatch), state, attempts, nowMs });
    const row = byId.get(batch.id) ?? {};
    fill(Number(row.seq), batch, { ...facts, nowMs });
    return toBatch(row);
  }

  function fill(
    seq: number,
    { body: { encoding, bytes }, ledgerBatch }: BatchPayload,
    { projectId, projectName, kind, nowMs: atMs }: Pick<NewBatch, "projectId" | "projectName" | "kind"> & { nowMs: number },
  ): void {
    putBody.run(seq, encoding, bytes);
    const ledgerKind = kind === "events" ? "event" : "exposure";
    ledger.write({ projectId, projectName, kind: ledgerKind, atMs, batchSeq: seq, outcome: null, exchangeId: null }, ledgerBatch);
  }

  function step(batch: Batch, taken: BatchStep, nowMs: number): Batch | null {
    const status = takeStep(batch, taken);
    if (status === null) return null;
    updateStatus.run({ ...statusColumns(status), nowMs, seq: batch.seq });
    if (status.state === "delivered" || status.state === "discarded") removeBody.run(batch.seq);
    const changed = { ...batch, ...status, changedAtMs: nowMs };
    if (taken.kind === "end" && changed.runId !== null) runs.noteOutcome({ ...changed, runId: changed.runId }, nowMs);
    return changed;
  }

  function begin(batch: Batch, keyId: string | null, nowMs: number): StartedBatch | null {
    const started = step(batch, { kind: "begin", exchangeId: uuidv7() }, nowMs);
    const body = findBody.get(batch.seq);
    return started && body ? { batch: started, keyId, body: readCompressed(body) } : null;
  }

  function takeSteps(steps: readonly BatchChange[], atMs: number): Batch[] {
    return steps.flatMap(({ batchId, step: taken }) => {
      const before = byId.get(batchId);
      return before === undefined ? [] : (step(toBatch(before), taken, atMs) ?? []);
    });
  }

  const calls: OutboxCalls = {
    add: ({ batches, nowMs: atMs }) => inTransaction(db, () => batches.map((batch) => insert(batch, atMs))),

    settleInterrupted: ({ steps, nowMs: atMs }) =>
      inTransaction(db, () => {
        const settled = takeSteps(steps, atMs);
        runs.cutOff(atMs);
        ledger.settleInterrupted();
        return settled;
      }),

    advance: ({ projectId, nowMs: atMs, steps, begins }) =>
      inTransaction(db, () => {
        const stepped = takeSteps(steps, atMs);
        const row = headOf.get(projectId);
        const head = row === undefined ? null : { batch: toBatch(row), keyId: textOrNull(row.keyId) };
        const mayBegin =
          head !== null &&
          begins !== null &&
          begins.keyId === head.keyId &&
          (!begins.onlyOfRuns || head.batch.runId !== null) &&
          (head.batch.nextTryAtMs === null || head.batch.id === begins.dueId);
        const started = mayBegin ? begin(head.batch, head.keyId, atMs) : null;
        return { changed: started === null ? stepped : [...stepped, started.batch], head: started === null ? head : null, started };
      }),

    change: ({ batchId, step: taken, nowMs: atMs, payload }) =>
      inTransaction(db, () => {
        const row = byId.get(batchId);
        if (row === undefined) return { kind: "gone" };
        const batch = toBatch(row);
        const changed = step(batch, taken, atMs);
        if (changed === null) return { kind: "impossible", batch };
        if (payload === undefined) return { kind: "changed", batch: changed };
        const facts = contentFacts(payload.ledgerBatch);
        updateContent.run(facts.count, facts.firstName, facts.firstRow, facts.lastRow, batch.seq);
        ledger.removeOf(batch.seq);
        fill(batch.seq, payload, { ...batch, nowMs: atMs });
        return { kind: "changed", batch: { ...changed, ...facts } };
      }),

    retryNow: ({ batchId, projectId, nowMs: atMs }) =>
      inTransaction(db, () => {
        const upTo = batchId === null ? undefined : byId.get(batchId);
        const project = upTo ? textOrNull(upTo.projectId) : projectId;
        const rows = db
          .prepare(`SELECT ${batchColumns} FROM parcels WHERE state = 'waiting' AND project_id = coalesce(?, project_id) AND seq <= ?`)
          .all(project, upTo ? Number(upTo.seq) : Number.MAX_SAFE_INTEGER);
        return { batches: batchesOf(rows).flatMap((batch) => step(batch, { kind: "retryNow" }, atMs) ?? []) };
      }),

    list({ projectId, ids, states, beforeSeq, limit }) {
      if (ids !== undefined) {
        const found = db.prepare(`SELECT ${batchColumns} FROM parcels WHERE id IN (SELECT value FROM json_each(?)) ORDER BY seq DESC`);
        return { batches: batchesOf(found.all(JSON.stringify(ids))), hasMore: false };
      }
      const selected = states.length === 0 ? unfinished : states;
      const rows = db
        .prepare(
          `SELECT ${batchColumns} FROM parcels
           WHERE state IN (${selected.map(() => "?").join(", ")}) AND project_id = coalesce(?, project_id) AND seq < ? ORDER BY seq DESC LIMIT ?`,
        )
        .all(...selected, projectId, beforeSeq ?? Number.MAX_SAFE_INTEGER, limit + 1);
      return { batches: batchesOf(rows.slice(0, limit)), hasMore: rows.length > limit };
    },

    find(batchId) {
      const row = byId.get(batchId);
      if (row === undefined) return null;
      const body = findBody.get(Number(row.seq));
      return { batch: toBatch(row), body: body === undefined ? null : (unpackIfWhole(readCompressed(body))?.toString() ?? null) };
    },

    batchTiers: (batchId) => ledger.tiersOf(Number(byId.get(batchId)?.seq ?? 0)),

    counts() {
      const rows = db.prepare("SELECT project_id AS projectId, state, sum(count) AS n FROM parcels GROUP BY project_id, state").all();
      const byProject = Map.groupBy(rows, ({ projectId }) => String(projectId));
      return Object.fromEntries([...byProject].map(([projectId, ofProject]) => [projectId, countsOf(ofProject)]));
    },

    waitingProjects: () =>
      db
        .prepare("SELECT DISTINCT project_id AS projectId FROM parcels WHERE state = 'waiting'")
        .all()
        .map(({ projectId }) => String(projectId)),

    addRun: ({ run, nowMs: atMs }) => runs.add(run, atMs),
    takeRows: ({ batch, nowMs: atMs, ...taken }) =>
      inTransaction(db, () => {
        runs.take(taken, atMs);
        return batch === null ? null : insert(batch, atMs);
      }),
    changeRun: ({ nowMs: atMs, discards = false, ...change }) =>
      inTransaction(db, () => {
        const waiting = discards
          ? batchesOf(db.prepare(`SELECT ${batchColumns} FROM parcels WHERE run_id = ? AND state = 'waiting'`).all(change.runId))
          : [];
        const changed = waiting.flatMap((batch) => step(batch, { kind: "discard" }, atMs) ?? []);
        const run = runs.change(change, atMs);
        return run && { run, changed };
      }),
    run: (runId) => runs.find(runId),
    runs: ({ projectId }) => runs.list(projectId),
    rowResults: (input) => runs.rowResults(input),

    addEvaluation: ({ ledgerBatch, ...about }) =>
      inTransaction(db, () => ledger.write({ ...about, kind: "evaluation", batchSeq: null }, ledgerBatch)),
    settleEvaluation: ({ seq, evaluation }) =>
      inTransaction(db, () => {
        if (evaluation === null) return ledger.remove(seq);
        const { ledgerBatch, ...about } = evaluation;
        ledger.settle(seq, { ...about, kind: "evaluation", batchSeq: null }, ledgerBatch);
      }),
    ledgerPage: (query) => ledger.page(query),
    ledgerAfter: (input) => ledger.after(input),
    ledgerDays: (input) => ledger.days(input),
    writtenFor: (input) => ledger.writtenFor(input),
    sentNames: (input) => ledger.names(input),
    close: () => db.close(),
  };
  return { interrupted, calls };
}

const unfinished: readonly BatchState[] = ["waiting", "sending", "refused", "may_have_arrived"];

const batchColumns = `seq, id, project_id AS projectId, project_name AS projectName, tier, kind, count, first_name AS firstName, user_label AS userLabel, state,
  attempts, created_at_ms AS createdAtMs, changed_at_ms AS changedAtMs, next_try_at_ms AS nextTryAtMs, problem, http_status AS httpStatus,
  may_be_duplicate AS mayBeDuplicate, exchange_id AS exchangeId, run_id AS runId, first_row AS firstRow, last_row AS lastRow`;

type Columns = Record<string, SQLOutputValue>;

function toBatch({ keyId: _, ...columns }: Columns): Batch {
  // The columns are those of `batchColumns`, which `insert` wrote.
  return { ...(columns as unknown as Batch), mayBeDuplicate: Boolean(columns.mayBeDuplicate) };
}

function batchesOf(rows: readonly Columns[]): Batch[] {
  return rows.map(toBatch);
}

function statusColumns({
  state,
  attempts,
  nextTryAtMs,
  problem,
  httpStatus,
  mayBeDuplicate,
  exchangeId,
}: BatchStatus): Record<string, SQLInputValue> {
  return { state, attempts, nextTryAtMs, problem, httpStatus, mayBeDuplicate: Number(mayBeDuplicate), exchangeId };
}

function contentFacts({ count, names, firstRow, lastRow }: BatchPayload["ledgerBatch"]) {
  return { count, firstName: names[0]?.[0] ?? "", firstRow, lastRow };
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
