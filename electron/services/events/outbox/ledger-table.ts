import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { LedgerFilter, LedgerKind, LedgerRow, SentName } from "#shared/domain/event-ledger.ts";
import type { ParcelState } from "#shared/domain/event-outbox.ts";
import { likePatterns } from "../../request-history/search-words.ts";
import { type LedgerQuery, mostCounted, type NewWrite, type OutboxCalls } from "./outbox-calls.ts";

/** What the writes of one parcel or one evaluation share. */
interface WrittenTogether {
  readonly projectId: string;
  readonly projectName: string;
  readonly kind: LedgerKind;
  readonly atMs: number;
  /** Whose state is the outcome; null for evaluations, which have their own. */
  readonly parcelSeq: number | null;
  readonly outcome: ParcelState | null;
  readonly exchangeId: string | null;
}

/** The lines of the ledger, and the names in them. What a parcel's lines came to is the parcel's state, so it is told in one place only. */
export function createLedgerTable(db: DatabaseSync) {
  const insertWrite = db.prepare(`
    INSERT INTO writes (parcel_seq, at_ms, project_id, project_name, tier, kind, name, detail, user_label, units, row, outcome, exchange_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const countName = db.prepare(`
    INSERT INTO sent_names (project_id, kind, name, times, last_at_ms) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET times = times + excluded.times, last_at_ms = max(last_at_ms, excluded.last_at_ms)`);
  const removeWrites = db.prepare("DELETE FROM writes WHERE parcel_seq = ?");

  function select({ where, values }: Condition, order: "ASC" | "DESC", limit: number): LedgerRow[] {
    return db
      .prepare(`SELECT ${rowColumns} FROM ${joined} WHERE ${where.join(" AND ")} ORDER BY writes.seq ${order} LIMIT ?`)
      .all(...values, limit)
      .map(toRow);
  }

  function count({ where, values }: Condition): number {
    const counting = `SELECT count(*) AS n FROM (SELECT 1 FROM ${joined} WHERE ${where.join(" AND ")} LIMIT ${mostCounted})`;
    return Number(db.prepare(counting).get(...values)?.n);
  }

  return {
    write({ projectId, projectName, kind, atMs, parcelSeq, outcome, exchangeId }: WrittenTogether, writes: readonly NewWrite[]): void {
      const times = new Map<string, number>();
      for (const { name, detail, tier, userLabel, units, row } of writes) {
        insertWrite.run(
          parcelSeq,
          atMs,
          projectId,
          projectName,
          tier,
          kind,
          name,
          detail,
          userLabel,
          unitsText(units),
          row,
          outcome,
          exchangeId,
        );
        times.set(name, (times.get(name) ?? 0) + 1);
      }
      for (const [name, count] of times) countName.run(projectId, kind, name, count, atMs);
    },

    tiersOf: (parcelSeq: number): string[] =>
      db
        .prepare("SELECT DISTINCT tier FROM writes WHERE parcel_seq = ?")
        .all(parcelSeq)
        .map(({ tier }) => String(tier)),

    removeOf(parcelSeq: number): void {
      removeWrites.run(parcelSeq);
    },

    page({ filter, beforeSeq, limit }: LedgerQuery): ReturnType<OutboxCalls["ledgerPage"]> {
      const chosen = conditionOf(filter);
      const wanted = beforeSeq === null ? chosen : and(chosen, "writes.seq < ?", beforeSeq);
      const rows = select(wanted, "DESC", limit + 1);
      return { rows: rows.slice(0, limit), hasMore: rows.length > limit, matching: count(chosen) };
    },

    after: ({ filter, afterSeq, limit }: Parameters<OutboxCalls["ledgerAfter"]>[0]): LedgerRow[] =>
      select(and(conditionOf(filter), "writes.seq > ?", afterSeq), "ASC", limit),

    days({ filter, startsMs }: Parameters<OutboxCalls["ledgerDays"]>[0]): Record<LedgerKind, number>[] {
      const { where, values } = conditionOf(filter);
      const counting = db.prepare(
        `SELECT kind, count(*) AS n FROM (SELECT writes.kind AS kind FROM ${joined} WHERE ${where.join(" AND ")} AND writes.at_ms >= ? AND writes.at_ms < ?) GROUP BY kind`,
      );
      return startsMs.slice(0, -1).map((startMs, day) => {
        const rows = counting.all(...values, startMs, startsMs[day + 1] ?? startMs);
        return { event: 0, exposure: 0, evaluation: 0, ...Object.fromEntries(rows.map(({ kind, n }) => [String(kind), Number(n)])) };
      });
    },

    writtenFor({ projectId, units, names, limit }: Parameters<OutboxCalls["writtenFor"]>[0]): ReturnType<OutboxCalls["writtenFor"]> {
      if (units.length === 0) return { rows: [], count: 0 };
      const ofUser = units.map(() => "instr(writes.units, ?) > 0").join(" OR ");
      const named = names === null ? [] : [`writes.name IN (${names.map(() => "?").join(", ")})`];
      const condition: Condition = {
        where: ["writes.project_id = ?", `(${ofUser})`, ...named],
        values: [projectId, ...units.map(unitText), ...(names ?? [])],
      };
      return { rows: select(condition, "DESC", limit), count: count(condition) };
    },

    names: ({ projectId, limit }: Parameters<OutboxCalls["sentNames"]>[0]): SentName[] =>
      db
        .prepare(
          "SELECT name, kind, times, last_at_ms AS lastAtMs FROM sent_names WHERE project_id = ? ORDER BY times DESC, last_at_ms DESC LIMIT ?",
        )
        .all(projectId, limit)
        // The columns are those of a SentName, and were written from one.
        .map((row) => ({ ...row }) as unknown as SentName),
  };
}

interface Condition {
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
}

const joined = "writes LEFT JOIN parcels ON parcels.seq = writes.parcel_seq";
const outcome = "coalesce(parcels.state, writes.outcome)";
const searched = "writes.name || ' ' || writes.detail || ' ' || writes.user_label || ' ' || writes.units || ' ' || writes.tier";

function conditionOf({ projectId, text, kinds, outcomes, tier, fromMs, toMs }: LedgerFilter): Condition {
  const single: [sql: string, value: SQLInputValue | null][] = [
    ["writes.project_id = ?", projectId],
    ["writes.tier = ?", tier],
    ["writes.at_ms >= ?", fromMs],
    ["writes.at_ms < ?", toMs],
  ];
  const asked = single.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]));
  const patterns = likePatterns(text);
  return {
    where: [
      "true",
      ...asked.map(({ sql }) => sql),
      ...oneOf("writes.kind", kinds),
      ...oneOf(outcome, outcomes),
      ...patterns.map(() => `${searched} LIKE ? ESCAPE '\\'`),
    ],
    values: [...asked.map(({ value }) => value), ...kinds, ...outcomes, ...patterns],
  };
}

function oneOf(column: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`${column} IN (${values.map(() => "?").join(", ")})`];
}

function and({ where, values }: Condition, sql: string, value: SQLInputValue): Condition {
  return { where: [...where, sql], values: [...values, value] };
}

const rowColumns = `writes.seq, writes.at_ms AS atMs, writes.project_id AS projectId, writes.project_name AS projectName, writes.tier, writes.kind, writes.name,
  writes.detail, writes.user_label AS userLabel, writes.units, ${outcome} AS outcome, coalesce(parcels.may_be_duplicate, 0) AS mayBeDuplicate,
  coalesce(parcels.exchange_id, writes.exchange_id) AS exchangeId, parcels.id AS parcelId, parcels.run_id AS runId, writes.row`;

function toRow(columns: Record<string, SQLOutputValue>): LedgerRow {
  // The columns are those of `rowColumns`, and were written from such a row.
  return { ...(columns as unknown as LedgerRow), units: unitsOf(String(columns.units)), mayBeDuplicate: Boolean(columns.mayBeDuplicate) };
}

/** Each unit as its own JSON text, so that one can be found exactly among several. */
function unitText({ idType, value }: LedgerRow["units"][number]): string {
  return JSON.stringify([idType, value]);
}

function unitsText(units: LedgerRow["units"]): string {
  return `[${units.map(unitText).join(",")}]`;
}

function unitsOf(text: string): LedgerRow["units"] {
  const pairs: [string, string][] = JSON.parse(text);
  return pairs.map(([idType, value]) => ({ idType, value }));
}
