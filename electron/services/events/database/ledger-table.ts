import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { LedgerFilter, LedgerKind, LedgerRow, SentName } from "#shared/domain/events/event-ledger.ts";
import type { BatchState } from "#shared/domain/events/event-outbox.ts";
import { readCompressed } from "../../storage/compressed.ts";
import { lineHas, lineSeq, linesOf, placeOf, searchTerms } from "./ledger-batch.ts";
import { type LedgerQuery, maxCounted, type NewLedgerBatch, type NewLine, type OutboxCalls } from "./outbox-calls.ts";

/** The common facts of the lines of one ledger batch. */
interface WrittenTogether {
  readonly projectId: string;
  readonly projectName: string;
  readonly kind: LedgerKind;
  readonly atMs: number;
  /** The batch whose state is the outcome; null for evaluations, which have their own outcome. */
  readonly batchSeq: number | null;
  readonly outcome: BatchState | null;
  readonly exchangeId: string | null;
}

/**
 * The ledger: a ledger batch for each batch and each logged evaluation (table `sheets`). A search selects ledger batches by their columns, then reads the lines
 * of those that can match. The outcome of a batch's lines is the state of the batch, so it is stored only once.
 */
export function createLedgerTable(db: DatabaseSync) {
  const insertLedgerBatch = db.prepare(`
    INSERT INTO sheets (parcel_seq, at_ms, project_id, project_name, kind, count, tiers, facts, outcome, exchange_id, encoding, bytes)
    VALUES (:batchSeq, :atMs, :projectId, :projectName, :kind, :count, :tiers, :facts, :outcome, :exchangeId, :encoding, :bytes)`);
  const countName = db.prepare(`
    INSERT INTO sent_names (project_id, kind, name, times, last_at_ms) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET times = times + excluded.times, last_at_ms = max(last_at_ms, excluded.last_at_ms)`);
  const updateLedgerBatch = db.prepare(`
    UPDATE sheets SET outcome = :outcome, count = :count, tiers = :tiers, facts = :facts, encoding = :encoding, bytes = :bytes
    WHERE seq = :seq AND outcome = 'sending'`);
  const removeSending = db.prepare("DELETE FROM sheets WHERE seq = ? AND outcome = 'sending'");
  const removeLedgerBatch = db.prepare("DELETE FROM sheets WHERE parcel_seq = ?");
  const findTiers = db.prepare("SELECT tiers FROM sheets WHERE parcel_seq = ?");

  function countNames({ projectId, kind, atMs }: WrittenTogether, { names }: NewLedgerBatch): void {
    for (const [name, times] of names) countName.run(projectId, kind, name, times, atMs);
  }

  /** Yields the matching lines in order, starting after `from`. Reads lazily. */
  function* matchingRows(
    conditions: Conditions,
    { order, from }: { readonly order: "ASC" | "DESC"; readonly from: number | null },
  ): Generator<LedgerRow, void> {
    const start = from === null ? null : placeOf(from);
    const isBefore = order === "DESC";
    const bound = start === null ? [] : [isBefore ? "sheets.seq <= ?" : "sheets.seq >= ?"];
    const sheets = db.prepare(
      `SELECT ${ledgerBatchColumns} FROM ${joined} WHERE ${[...conditions.where, ...bound].join(" AND ")} ORDER BY sheets.seq ${order}`,
    );
    for (const ledgerBatch of sheets.iterate(...conditions.values, ...(start === null ? [] : [start.ledgerBatchSeq]))) {
      const lines = linesOf(readCompressed(ledgerBatch));
      const positions = isBefore ? [...lines.keys()].reverse() : lines.keys();
      for (const position of positions) {
        const line = lines[position];
        const seq = lineSeq(Number(ledgerBatch.seq), position);
        const isPast = from !== null && (isBefore ? seq >= from : seq <= from);
        if (line !== undefined && !isPast && conditions.hasLine(line)) yield toRow(ledgerBatch, line, seq);
      }
    }
  }

  function take(rows: Iterable<LedgerRow>, limit: number): LedgerRow[] {
    const taken: LedgerRow[] = [];
    for (const row of rows) {
      taken.push(row);
      if (taken.length >= limit) break;
    }
    return taken;
  }

  function count(conditions: Conditions): number {
    if (conditions.isByLedgerBatch)
      return Number(
        db
          .prepare(`SELECT coalesce(sum(sheets.count), 0) AS n FROM ${joined} WHERE ${conditions.where.join(" AND ")}`)
          .get(...conditions.values)?.n,
      );
    let n = 0;
    for (const _ of matchingRows(conditions, { order: "DESC", from: null })) {
      n += 1;
      if (n === maxCounted) break;
    }
    return n;
  }

  return {
    /** Returns the number of the ledger batch. What is not sent yet does not count for the names. */
    write(together: WrittenTogether, ledgerBatch: NewLedgerBatch): number {
      const { lastInsertRowid } = insertLedgerBatch.run({ ...together, ...columnsOf(ledgerBatch) });
      if (together.outcome !== "sending") countNames(together, ledgerBatch);
      return Number(lastInsertRowid);
    },

    /** Replaces a ledger batch that was written as `sending`. */
    settle(seq: number, together: WrittenTogether, ledgerBatch: NewLedgerBatch): void {
      const { changes } = updateLedgerBatch.run({ seq, outcome: together.outcome, ...columnsOf(ledgerBatch) });
      if (changes === 0) insertLedgerBatch.run({ ...together, ...columnsOf(ledgerBatch) });
      countNames(together, ledgerBatch);
    },

    remove(seq: number): void {
      removeSending.run(seq);
    },

    settleInterrupted(): void {
      db.exec("UPDATE sheets SET outcome = 'may_have_arrived' WHERE outcome = 'sending'");
    },

    tiersOf(batchSeq: number): string[] {
      return JSON.parse(String(findTiers.get(batchSeq)?.tiers ?? "[]"));
    },

    removeOf(batchSeq: number): void {
      removeLedgerBatch.run(batchSeq);
    },

    page({ filter, beforeSeq, limit }: LedgerQuery): ReturnType<OutboxCalls["ledgerPage"]> {
      const conditions = conditionsOf(filter);
      const rows = take(matchingRows(conditions, { order: "DESC", from: beforeSeq }), limit + 1);
      return { rows: rows.slice(0, limit), hasMore: rows.length > limit, matching: count(conditions) };
    },

    after: ({ filter, afterSeq, limit }: Parameters<OutboxCalls["ledgerAfter"]>[0]): LedgerRow[] =>
      take(matchingRows(conditionsOf(filter), { order: "ASC", from: afterSeq }), limit),

    days({ filter, startsMs }: Parameters<OutboxCalls["ledgerDays"]>[0]): Record<LedgerKind, number>[] {
      const days = startsMs.slice(1).map(() => ({ event: 0, exposure: 0, evaluation: 0 }));
      const note = (kind: LedgerKind, atMs: number, n: number) => {
        const day = days[startsMs.findLastIndex((startMs) => startMs <= atMs)];
        if (day !== undefined) day[kind] += n;
      };
      const within = { ...filter, fromMs: latest(filter.fromMs, startsMs[0]), toMs: earliest(filter.toMs, startsMs.at(-1)) };
      const conditions = conditionsOf(within);
      if (!conditions.isByLedgerBatch)
        for (const { kind, atMs } of matchingRows(conditions, { order: "DESC", from: null })) note(kind, atMs, 1);
      else {
        const sums = db.prepare(
          `SELECT sheets.kind AS kind, sheets.at_ms AS atMs, sum(sheets.count) AS n FROM ${joined} WHERE ${conditions.where.join(" AND ")} GROUP BY sheets.kind, sheets.at_ms`,
        );
        for (const { kind, atMs, n } of sums.iterate(...conditions.values)) note(kind as LedgerKind, Number(atMs), Number(n)); // written from such a kind
      }
      return days;
    },

    writtenFor({ projectId, units, names, limit }: Parameters<OutboxCalls["writtenFor"]>[0]): ReturnType<OutboxCalls["writtenFor"]> {
      if (units.length === 0) return { rows: [], count: 0 };
      const ofUser = units.map(() => "instr(sheets.facts, ?) > 0").join(" OR ");
      const conditions: Conditions = {
        where: ["sheets.project_id = ?", `(${ofUser})`],
        values: [projectId, ...units.map(({ value }) => value.toLowerCase())],
        isByLedgerBatch: false,
        hasLine: (line) =>
          (names === null || names.includes(line.name)) &&
          line.units.some((has) => units.some(({ idType, value }) => has.idType === idType && has.value === value)),
      };
      return { rows: take(matchingRows(conditions, { order: "DESC", from: null }), limit), count: count(conditions) };
    },

    names: ({ projectId, limit }: Parameters<OutboxCalls["sentNames"]>[0]): SentName[] =>
      db
        .prepare(
          "SELECT name, kind, times, last_at_ms AS lastAtMs FROM sent_names WHERE project_id = ? ORDER BY times DESC, last_at_ms DESC LIMIT ?",
        )
        .all(projectId, limit)
        // The columns are those of a SentName, which `write` wrote.
        .map((row) => ({ ...row }) as unknown as SentName),
  };
}

function columnsOf({ lines, count, tiers, facts }: NewLedgerBatch) {
  return { count, tiers: JSON.stringify(tiers), facts, ...lines };
}

/** Conditions on the ledger batch, then on each of its lines. */
interface Conditions {
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
  /** True when every line of a matching ledger batch matches. */
  readonly isByLedgerBatch: boolean;
  readonly hasLine: (line: NewLine) => boolean;
}

const joined = "sheets LEFT JOIN parcels ON parcels.seq = sheets.parcel_seq";
const outcome = "coalesce(parcels.state, sheets.outcome)";

function conditionsOf({ projectId, text, kinds, outcomes, tier, fromMs, toMs }: LedgerFilter): Conditions {
  const terms = searchTerms(text);
  const single: [sql: string, value: SQLInputValue | null][] = [
    ["sheets.project_id = ?", projectId],
    ["sheets.at_ms >= ?", fromMs],
    ["sheets.at_ms < ?", toMs],
    ["instr(sheets.tiers, ?) > 0", tier === null ? null : JSON.stringify(tier)],
  ];
  const filters = single.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]));
  return {
    where: [
      "true",
      ...filters.map(({ sql }) => sql),
      ...oneOf("sheets.kind", kinds),
      ...oneOf(outcome, outcomes),
      ...terms.map(() => "instr(sheets.facts, ?) > 0"),
    ],
    values: [...filters.map(({ value }) => value), ...kinds, ...outcomes, ...terms.map((term) => term.text)],
    isByLedgerBatch: terms.length === 0 && tier === null,
    hasLine: (line) => (tier === null || line.tier === tier) && lineHas(line, terms),
  };
}

function oneOf(column: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`${column} IN (${values.map(() => "?").join(", ")})`];
}

function latest(a: number | null, b: number | undefined): number | null {
  return a === null || b === undefined ? (a ?? b ?? null) : Math.max(a, b);
}

function earliest(a: number | null, b: number | undefined): number | null {
  return a === null || b === undefined ? (a ?? b ?? null) : Math.min(a, b);
}

const ledgerBatchColumns = `sheets.seq, sheets.at_ms AS atMs, sheets.project_id AS projectId, sheets.project_name AS projectName, sheets.kind,
  ${outcome} AS outcome, coalesce(parcels.may_be_duplicate, 0) AS mayBeDuplicate, coalesce(parcels.exchange_id, sheets.exchange_id) AS exchangeId,
  parcels.id AS batchId, parcels.run_id AS runId, sheets.encoding, sheets.bytes`;

function toRow(ledgerBatch: Record<string, SQLOutputValue>, line: NewLine, seq: number): LedgerRow {
  const { atMs, projectId, projectName, kind, outcome: outcomeOfBatch, mayBeDuplicate, exchangeId, batchId, runId } = ledgerBatch;
  // The columns are those of `ledgerBatchColumns`, which `write` wrote.
  const shared = { atMs, projectId, projectName, kind, outcome: outcomeOfBatch, exchangeId, batchId, runId } as unknown as Omit<
    LedgerRow,
    keyof NewLine | "seq"
  >;
  return { ...shared, ...line, seq, mayBeDuplicate: Boolean(mayBeDuplicate) };
}
