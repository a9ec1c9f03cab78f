import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Parcel, ParcelState } from "#shared/domain/events/event-outbox.ts";
import { readCompressed, unpackIfWhole } from "../../storage/compressed.ts";
import { inTransaction, type MovedAside, openSqliteFile } from "../../storage/sqlite-file.ts";
import { countsOf } from "./batch-counts.ts";
import { newStatus, type ParcelStatus, type ParcelStep, takeStep } from "./batch-states.ts";
import { createLedgerTable } from "./ledger-table.ts";
import type { BegunParcel, NewParcel, OutboxCalls, ParcelPayload } from "./outbox-calls.ts";
import { outboxMigrations } from "./outbox-schema.ts";
import { createRunsTable } from "./runs-table.ts";

export interface OutboxFacts {
  readonly movedAside: MovedAside | null;
  /** Parcels that were being sent when the process before this one ended. */
  readonly orphaned: number;
}

/** The outbox's file: parcels, runs and the ledger. Every call blocks its thread until the disk has answered. Throws what SQLite throws. */
export function openOutboxDatabase({
  file,
  nowMs,
  mostPages,
}: {
  readonly file: string;
  readonly nowMs: number;
  readonly mostPages?: number | undefined;
}): {
  readonly facts: OutboxFacts;
  readonly calls: OutboxCalls;
} {
  const { db, movedAside } = openSqliteFile({ file, nowMs, migrations: outboxMigrations });
  if (mostPages !== undefined) db.exec(`PRAGMA max_page_count = ${mostPages}`);
  const ledger = createLedgerTable(db);
  const runs = createRunsTable(db);

  const insertParcel = db.prepare(`
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
  const byId = db.prepare(`SELECT ${parcelColumns}, key_id AS keyId FROM parcels WHERE id = ?`);
  // Parcels of a run that was paused or stopped are held back; they let the others pass.
  const headOf = db.prepare(`
    SELECT ${parcelColumns}, key_id AS keyId FROM parcels
    WHERE project_id = ? AND state = 'waiting' AND (run_id IS NULL OR run_id NOT IN (SELECT id FROM runs WHERE is_held = 1))
    ORDER BY seq LIMIT 1`);

  const orphaned = inTransaction(db, () => {
    const sending = parcelsOf(db.prepare(`SELECT ${parcelColumns} FROM parcels WHERE state = 'sending'`).all());
    for (const parcel of sending) step(parcel, { kind: "orphan" }, nowMs);
    runs.cutOff(nowMs);
    return sending.length;
  });

  function insert(parcel: NewParcel, nowMs: number): Parcel {
    const { body: _body, sheet, ...facts } = parcel;
    const { state, attempts } = newStatus;
    insertParcel.run({ ...facts, ...contentFacts(sheet), state, attempts, nowMs });
    const row = byId.get(parcel.id) ?? {};
    fill(Number(row.seq), parcel, { ...facts, nowMs });
    return toParcel(row);
  }

  function fill(
    seq: number,
    { body: { encoding, bytes }, sheet }: ParcelPayload,
    { projectId, projectName, kind, nowMs: atMs }: Pick<NewParcel, "projectId" | "projectName" | "kind"> & { nowMs: number },
  ): void {
    putBody.run(seq, encoding, bytes);
    const ledgerKind = kind === "events" ? "event" : "exposure";
    ledger.write({ projectId, projectName, kind: ledgerKind, atMs, parcelSeq: seq, outcome: null, exchangeId: null }, sheet);
  }

  function step(parcel: Parcel, taken: ParcelStep, nowMs: number): Parcel | null {
    const status = takeStep(parcel, taken);
    if (status === null) return null;
    updateStatus.run({ ...statusColumns(status), nowMs, seq: parcel.seq });
    if (status.state === "delivered" || status.state === "discarded") removeBody.run(parcel.seq);
    const changed = { ...parcel, ...status, changedAtMs: nowMs };
    if (status.state === "refused" && changed.runId !== null) runs.stopAt(changed, nowMs);
    return changed;
  }

  function begin(parcel: Parcel, keyId: string | null, nowMs: number): BegunParcel | null {
    const begun = step(parcel, { kind: "begin" }, nowMs);
    const body = findBody.get(parcel.seq);
    return begun && body ? { parcel: begun, keyId, body: readCompressed(body) } : null;
  }

  const calls: OutboxCalls = {
    add: ({ parcels, nowMs: atMs }) => inTransaction(db, () => parcels.map((parcel) => insert(parcel, atMs))),

    advance: ({ projectId, nowMs: atMs, steps, begins }) =>
      inTransaction(db, () => {
        const stepped = steps.flatMap(({ parcelId, step: taken }) => {
          const before = byId.get(parcelId);
          return before === undefined ? [] : (step(toParcel(before), taken, atMs) ?? []);
        });
        const row = headOf.get(projectId);
        const head = row === undefined ? null : { parcel: toParcel(row), keyId: textOrNull(row.keyId) };
        const mayBegin =
          head !== null &&
          begins !== null &&
          begins.keyId === head.keyId &&
          (!begins.onlyOfRuns || head.parcel.runId !== null) &&
          (head.parcel.nextTryAtMs === null || head.parcel.id === begins.dueId);
        const begun = mayBegin ? begin(head.parcel, head.keyId, atMs) : null;
        return { changed: begun === null ? stepped : [...stepped, begun.parcel], head: begun === null ? head : null, begun };
      }),

    change: ({ parcelId, step: taken, nowMs: atMs, payload }) =>
      inTransaction(db, () => {
        const row = byId.get(parcelId);
        if (row === undefined) return { kind: "gone" };
        const parcel = toParcel(row);
        const changed = step(parcel, taken, atMs);
        if (changed === null) return { kind: "impossible", parcel };
        if (payload === undefined) return { kind: "changed", parcel: changed };
        const facts = contentFacts(payload.sheet);
        updateContent.run(facts.count, facts.firstName, facts.firstRow, facts.lastRow, parcel.seq);
        ledger.removeOf(parcel.seq);
        fill(parcel.seq, payload, { ...parcel, nowMs: atMs });
        return { kind: "changed", parcel: { ...changed, ...facts } };
      }),

    hurry: ({ parcelId, projectId, nowMs: atMs }) =>
      inTransaction(db, () => {
        const wanted = parcelId === null ? undefined : byId.get(parcelId);
        const project = wanted ? textOrNull(wanted.projectId) : projectId;
        const rows = db
          .prepare(`SELECT ${parcelColumns} FROM parcels WHERE state = 'waiting' AND project_id = coalesce(?, project_id) AND seq <= ?`)
          .all(project, wanted ? Number(wanted.seq) : Number.MAX_SAFE_INTEGER);
        return { parcels: parcelsOf(rows).flatMap((parcel) => step(parcel, { kind: "hurry" }, atMs) ?? []) };
      }),

    list({ projectId, states, beforeSeq, limit }) {
      const chosen = states.length === 0 ? unfinished : states;
      const rows = db
        .prepare(
          `SELECT ${parcelColumns} FROM parcels
           WHERE state IN (${chosen.map(() => "?").join(", ")}) AND project_id = coalesce(?, project_id) AND seq < ? ORDER BY seq DESC LIMIT ?`,
        )
        .all(...chosen, projectId, beforeSeq ?? Number.MAX_SAFE_INTEGER, limit + 1);
      return { parcels: parcelsOf(rows.slice(0, limit)), hasMore: rows.length > limit };
    },

    find(parcelId) {
      const row = byId.get(parcelId);
      if (row === undefined) return null;
      const body = findBody.get(Number(row.seq));
      return { parcel: toParcel(row), body: body === undefined ? null : (unpackIfWhole(readCompressed(body))?.toString() ?? null) };
    },

    parcelTiers: (parcelId) => ledger.tiersOf(Number(byId.get(parcelId)?.seq ?? 0)),

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
    takeRows: ({ parcel, nowMs: atMs, ...taken }) =>
      inTransaction(db, () => {
        runs.take(taken, atMs);
        return parcel === null ? null : insert(parcel, atMs);
      }),
    changeRun: ({ nowMs: atMs, discards = false, ...change }) =>
      inTransaction(db, () => {
        const waiting = discards
          ? parcelsOf(db.prepare(`SELECT ${parcelColumns} FROM parcels WHERE run_id = ? AND state = 'waiting'`).all(change.runId))
          : [];
        const changed = waiting.flatMap((parcel) => step(parcel, { kind: "discard" }, atMs) ?? []);
        const run = runs.change(change, atMs);
        return run && { run, changed };
      }),
    run: (runId) => runs.find(runId),
    runs: ({ projectId }) => runs.list(projectId),
    rowResults: (input) => runs.rowResults(input),

    addEvaluation: ({ sheet, ...about }) => inTransaction(db, () => ledger.write({ ...about, kind: "evaluation", parcelSeq: null }, sheet)),
    ledgerPage: (query) => ledger.page(query),
    ledgerAfter: (input) => ledger.after(input),
    ledgerDays: (input) => ledger.days(input),
    writtenFor: (input) => ledger.writtenFor(input),
    sentNames: (input) => ledger.names(input),
    close: () => db.close(),
  };
  return { facts: { movedAside, orphaned }, calls };
}

const unfinished: readonly ParcelState[] = ["waiting", "sending", "refused", "may_have_arrived"];

const parcelColumns = `seq, id, project_id AS projectId, project_name AS projectName, tier, kind, count, first_name AS firstName, user_label AS userLabel, state,
  attempts, created_at_ms AS createdAtMs, changed_at_ms AS changedAtMs, next_try_at_ms AS nextTryAtMs, problem, http_status AS httpStatus,
  may_be_duplicate AS mayBeDuplicate, exchange_id AS exchangeId, run_id AS runId, first_row AS firstRow, last_row AS lastRow`;

type Columns = Record<string, SQLOutputValue>;

function toParcel({ keyId: _, ...columns }: Columns): Parcel {
  // The columns are those of `parcelColumns`, and were written from such a parcel.
  return { ...(columns as unknown as Parcel), mayBeDuplicate: Boolean(columns.mayBeDuplicate) };
}

function parcelsOf(rows: readonly Columns[]): Parcel[] {
  return rows.map(toParcel);
}

function statusColumns({
  state,
  attempts,
  nextTryAtMs,
  problem,
  httpStatus,
  mayBeDuplicate,
  exchangeId,
}: ParcelStatus): Record<string, SQLInputValue> {
  return { state, attempts, nextTryAtMs, problem, httpStatus, mayBeDuplicate: Number(mayBeDuplicate), exchangeId };
}

function contentFacts({ count, names, firstRow, lastRow }: ParcelPayload["sheet"]) {
  return { count, firstName: names[0]?.[0] ?? "", firstRow, lastRow };
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
