import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { HistoryFilter } from "#shared/domain/history/history-entry.ts";
import { parseHistoryQuery } from "#shared/domain/history/history-query.ts";
import { narrows, type QuerySql, querySql } from "./query-sql.ts";
import { searchWords } from "./search-words.ts";
import { isForeground, isOfAction, type StoredRow } from "./stored-row.ts";
import type { WordIndex } from "./word-index.ts";

/** Without full text a search reads every row, so it is limited to the newest ones. */
const maxScanned = 50_000;

/** Selects rows: the parts of FROM and WHERE, and the column of `seq` that is cheapest to order by. */
export interface Selection {
  readonly from: string;
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
  readonly seq: string;
  /** The full text expression that selects the rows, and one of rows that do not match; null for none. */
  readonly match: string | null;
  readonly notMatch: string | null;
  /** Outside of these no row matches. */
  readonly bounds: SeqRange;
}

/** From `from` up to, not including, `below`. */
export interface SeqRange {
  readonly from: number;
  readonly below: number;
}

/** A range as it is read: with at most so many rows of full text. */
export interface ReadRange extends SeqRange {
  readonly size: number;
}

export const wholeRange: ReadRange = { from: 0, below: Number.MAX_SAFE_INTEGER, size: Number.MAX_SAFE_INTEGER };

/** Converts the filter of a call into a selection of rows. */
export interface Selections {
  /** `isNewest` if only the newest part is read, as far as one call may; the rows are the same. */
  select(filter: HistoryFilter, nowMs: number, options?: { readonly isNewest: boolean }): Selection;
  /** Shows background requests if the search names them. */
  withNamedBackground(filter: HistoryFilter, nowMs: number): HistoryFilter;
}

export function createSelections(db: DatabaseSync, words: WordIndex | null): Selections {
  const boundsOfAction = prepareBoundsOfAction(db);
  const boundsOfTime = db.prepare("SELECT min(seq) AS first, max(seq) AS last FROM exchanges WHERE at_ms >= ? AND at_ms < ?");
  const queryOf = ({ text }: HistoryFilter, nowMs: number, isNewest = false) =>
    querySql(parseHistoryQuery(text).terms, { nowMs, hasFullText: words !== null, expand: words?.expand ?? null, isNewest });

  /** Reads only the rows between the first and the last one of a time, because the list is not ordered by time. */
  function inTime(selection: Selection, { sinceMs, untilMs }: QuerySql): Selection {
    if (sinceMs === null && untilMs === null) return selection;
    return { ...selection, bounds: bothOf(selection.bounds, boundsIn(boundsOfTime.get(sinceMs ?? 0, untilMs ?? Number.MAX_SAFE_INTEGER))) };
  }

  return {
    withNamedBackground: (filter, nowMs) => ({
      ...filter,
      hasBackground: filter.hasBackground || queryOf(filter, nowMs).namesBackground,
    }),
    /** The rows of an action are found by their bounds, because a search index cannot select by action. */
    select(filter, nowMs, { isNewest } = { isNewest: false }) {
      const { actionId } = filter;
      const query = queryOf(filter, nowMs, isNewest);
      const selection = inTime(selectionFor(filter, query, words !== null), query);
      if (actionId === null) return selection;
      return {
        ...selection,
        bounds: bothOf(selection.bounds, boundsIn(boundsOfAction.get(actionId, actionId))),
        where: [...selection.where, isOfAction],
        values: [...selection.values, actionId, actionId],
      };
    },
  };
}

/** The first and the last `seq` of an action. */
export function prepareBoundsOfAction(db: DatabaseSync) {
  return db.prepare(`SELECT min(seq) AS first, max(seq) AS last FROM exchanges WHERE ${isOfAction}`);
}

/** False if every request matches, apart from hidden background requests. */
export function isNarrowed({ hasBackground: _hasBackground, text, ...filters }: HistoryFilter): boolean {
  return narrows(parseHistoryQuery(text).terms) || Object.values(filters).some((value) => value !== null);
}

/** The range of a row with `first` and `last`; without rows an empty one. */
function boundsIn(row: StoredRow | undefined): SeqRange {
  return typeof row?.first === "number" && typeof row.last === "number" ? { from: row.first, below: row.last + 1 } : { from: 0, below: 0 };
}

export function bothOf(one: SeqRange, other: SeqRange): SeqRange {
  return { from: Math.max(one.from, other.from), below: Math.min(one.below, other.below) };
}

/**
 * Limits a selection to a range; its values are those of the range. Full text is limited by its number of rows: it reads every older one when it is limited by
 * a lowest `rowid`, measured with SQLite 3.53.
 */
export function inRange({ where, seq, from, values, match, notMatch, bounds }: Selection) {
  const all = [...where, `${seq} < ?`, `${seq} >= ?`, ...(notMatch === null ? [] : [`exchanges.seq NOT IN (${newestMatching})`])];
  return {
    from: match === null ? from : `(${newestMatching}) AS words CROSS JOIN exchanges ON exchanges.seq = words.rowid`,
    seq,
    where: all.join(" AND "),
    values: ({ size, ...asked }: ReadRange) => {
      const { below, from: first } = bothOf(asked, bounds);
      return [
        ...(match === null ? [] : [match, below, size]),
        ...values,
        below,
        first,
        ...(notMatch === null ? [] : [notMatch, below, Math.max(0, below - first)]),
      ];
    },
  };
}

/** Newest first, because full text is read from its newest row on. */
const newestMatching = "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?";

const everything: Selection = {
  ...{ from: "exchanges", where: [], values: [], seq: "exchanges.seq", match: null, notMatch: null },
  bounds: wholeRange,
};

function selectionFor(
  { text, projectId, tier, state, isPinned, isLogging, hasBackground }: HistoryFilter,
  query: QuerySql,
  hasFullText: boolean,
): Selection {
  const conditions: [sql: string, value: SQLInputValue | null][] = [
    ["project_id = ?", projectId],
    ["tier = ?", tier],
    ["state = ?", state],
  ];
  // As literals, because SQLite uses a partial index only for a literal.
  const flags = [
    ["is_pinned", isPinned],
    ["is_logging", isLogging],
  ].flatMap(([column, isSet]) => (isSet === null ? [] : [`${column} = ${Number(isSet)}`]));
  const filters = conditions.flatMap(([sql, value]) => (value === null ? [] : [{ sql, value }]));
  const searched = hasFullText ? searchIndex(query) : scanNewest(text);
  return {
    ...searched,
    where: [
      ...searched.where,
      ...query.where,
      ...filters.map(({ sql }) => sql),
      ...flags,
      ...(hasBackground || query.namesBackground ? [] : [flags.length > 0 || query.hasIndexedFlag ? `+${isForeground}` : isForeground]),
    ],
    values: [...searched.values, ...query.values, ...filters.map(({ value }) => value)],
  };
}

/** Full text is the outer table: it returns its rows by `rowid`, newest first, so that no more than a page is read. */
function searchIndex({ match, notMatch }: QuerySql): Selection {
  return match === null ? { ...everything, notMatch } : { ...everything, match, seq: "words.rowid" };
}

/** Without full text, words are looked for in the newest entries only. */
function scanNewest(text: string): Selection {
  const hasWords = parseHistoryQuery(text).terms.some((term) => term.is === "word" && searchWords(term.text).length > 0);
  return hasWords ? { ...everything, from: `(SELECT * FROM exchanges ORDER BY seq DESC LIMIT ${maxScanned}) AS exchanges` } : everything;
}
