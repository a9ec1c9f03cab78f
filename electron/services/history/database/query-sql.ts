import type { SQLInputValue } from "node:sqlite";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { countedWord, stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { type QueryTerm, readChoice, readStatus, readYesOrNo } from "#shared/domain/history/history-query.ts";
import { queryOrigins, queryStates, unansweredStates } from "#shared/domain/history/query-fields.ts";
import { readQueryTime } from "#shared/domain/history/query-time.ts";
import {
  escapeLike,
  isPrefix,
  likePatterns,
  matchExpression,
  type PrefixExpansion,
  phrase,
  prefixMatch,
  searchWords,
} from "./search-words.ts";

/** A search as SQL on `exchanges`. */
export interface QuerySql {
  /** The FTS5 expression of what full text can decide or narrow; null if nothing. */
  readonly match: string | null;
  /** Words of which no entry may contain one, if there is nothing that it must contain. */
  readonly notMatch: string | null;
  readonly where: readonly string[];
  readonly values: readonly SQLInputValue[];
  /** The bounds of `at_ms`, to limit the rows that are read; `untilMs` is exclusive. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** True if background requests are searched for by name, so that they must not be hidden. */
  readonly namesBackground: boolean;
  /** True if a field has an index of its own that returns few rows in the order of the list. */
  readonly hasIndexedFlag: boolean;
}

export interface QueryOptions {
  readonly nowMs: number;
  readonly hasFullText: boolean;
  /** Returns the indexed words that begin with a word; null if they are too many. Without it, full text looks for them itself, which is slow for frequent words. */
  readonly expand?: PrefixExpansion | null;
  /** True for the newest part of the history, which columns decide sooner than a beginning of many words is read in full text. */
  readonly isNewest?: boolean;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * Converts the terms of a search. Terms of one field are alternatives, and so are those of the kinds of names, because a request has one kind; comparisons and
 * times all hold. Words and fields narrow full text, if there is one, because it returns its rows in the order of the list.
 */
export function querySql(terms: readonly QueryTerm[], { nowMs, hasFullText, expand = null, isNewest = false }: QueryOptions): QuerySql {
  const fields = terms.filter((term) => term.is === "field");
  const groups = Map.groupBy(
    fields.filter(({ isNot }) => !isNot),
    groupOf,
  );
  const wanted = [...groups.values()].map((alternatives) => anyOf(alternatives.map((term) => conditionOf(term, nowMs))));
  const unwanted = fields.filter(({ isNot }) => isNot).map((term) => not(conditionOf(term, nowMs)));
  const words = terms.filter((term) => term.is === "word");
  const scanned = hasFullText ? [] : words.flatMap(scanFor);
  const conditions = [...wanted, ...unwanted, ...scanned];

  const mustContain = [
    ...words.filter(({ isNot }) => !isNot).map((term) => wordMatch(term, expand)),
    ...narrowingOf(groups, { expand, isNewest }),
  ].filter((expression) => expression !== null);
  const mustNotContain = words.filter(({ isNot }) => isNot).map((term) => wordMatch(term, expand));
  const no = mustNotContain.filter((expression) => expression !== null).join(" OR ");
  const must = mustContain.map((expression) => `(${expression})`).join(" AND ");
  const times = fields.filter(({ isNot }) => !isNot);
  const bound = (field: "since" | "until") =>
    times.flatMap((term) => {
      const time = term.field === field ? readQueryTime(term.value, nowMs) : null;
      return time === null ? [] : [field === "since" ? time.startMs : time.endMs];
    });
  const [since, until] = [bound("since"), bound("until")];
  return {
    match: !hasFullText || must === "" ? null : no === "" ? must : `(${must}) NOT (${no})`,
    notMatch: hasFullText && must === "" && no !== "" ? no : null,
    where: conditions.map(({ sql }) => sql),
    values: conditions.flatMap(({ values }) => values),
    sinceMs: since.length === 0 ? null : Math.max(...since),
    untilMs: until.length === 0 ? null : Math.min(...until),
    namesBackground: times.some(({ field, value }) => field === "origin" && readChoice(value, queryOrigins) === "background"),
    hasIndexedFlag: times.some(({ field }) => ["logged", "pinned", "origin", "status", "tag"].includes(field)),
  };
}

/** False if the terms find everything: a word without a letter or digit does. */
export function narrows(terms: readonly QueryTerm[]): boolean {
  return terms.some((term) => term.is === "field" || searchWords(term.text).length > 0);
}

type FieldTerm = Extract<QueryTerm, { is: "field" }>;
type WordTerm = Extract<QueryTerm, { is: "word" }>;

function groupOf({ field, value }: FieldTerm): string {
  switch (field) {
    case "gate":
    case "config":
    case "experiment":
    case "layer":
    case "ranked":
      return "names";
    case "status": {
      const status = readStatus(value);
      return status === null || status === "none" || status.sign === "=" ? field : `${field} ${value}`;
    }
    case "since":
    case "until":
      return `${field} ${value}`;
    default:
      return field;
  }
}

function anyOf(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions;
  if (only !== undefined && others.length === 0) return only;
  return { sql: `(${conditions.map(({ sql }) => sql).join(" OR ")})`, values: conditions.flatMap(({ values }) => values) };
}

function not({ sql, values }: Condition): Condition {
  return { sql: `NOT coalesce(${sql}, 0)`, values };
}

function conditionOf({ field, value }: FieldTerm, nowMs: number): Condition {
  switch (field) {
    case "gate":
    case "config":
    case "experiment":
    case "layer":
    case "ranked":
      return named(field, value);
    case "user":
      return forUser(value);
    case "tier":
      return { sql: "tier LIKE ? ESCAPE '\\'", values: [patternOf(value)] };
    case "project":
      return { sql: "project_name LIKE ? ESCAPE '\\'", values: [patternOf(value)] };
    case "state":
      return ofState(value);
    case "status":
      return ofStatus(value);
    case "since":
      return { sql: "at_ms >= ?", values: [readQueryTime(value, nowMs)?.startMs ?? 0] };
    case "until":
      return { sql: "at_ms < ?", values: [readQueryTime(value, nowMs)?.endMs ?? 0] };
    // As literals, because SQLite uses a partial index only for a literal.
    case "logged":
      return { sql: `is_logging = ${Number(readYesOrNo(value))}`, values: [] };
    case "pinned":
      return { sql: `is_pinned = ${Number(readYesOrNo(value))}`, values: [] };
    case "tag":
      return { sql: tagged, values: [patternOf(value)] };
    case "origin":
      return { sql: `purpose = '${queryOrigins[readChoice(value, queryOrigins) ?? "check"].purpose}'`, values: [] };
  }
}

/** Tags that are damaged are none: `json_each` would end the search. */
const tagged = `(tags IS NOT NULL AND
  EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(tags) THEN tags ELSE '[]' END) WHERE value LIKE ? ESCAPE '\\'))`;

/** Matches the only name of a request, or any of several. Of older entries of several, the facts have them. */
function named(kind: string, value: string): Condition {
  const pattern = patternOf(value);
  const several = `CASE WHEN names IS NULL THEN name_count > 1 AND ' ' || facts || ' ' LIKE ? ESCAPE '\\'
    ELSE EXISTS (SELECT 1 FROM json_each(names) WHERE value LIKE ? ESCAPE '\\') END`;
  return {
    sql: `(kind = ? AND (name LIKE ? ESCAPE '\\' OR ${several}))`,
    values: [kind, pattern, `% ${pattern} %`, pattern],
  };
}

function forUser(value: string): Condition {
  const pattern = patternOf(value.toLowerCase());
  const older = "user_label LIKE ? ESCAPE '\\' OR ' ' || replace(facts, ',', ' ') || ' ' LIKE ? ESCAPE '\\'";
  return {
    sql: `(CASE WHEN who IS NULL THEN ${older} ELSE who LIKE ? ESCAPE '\\' AND EXISTS (SELECT 1 FROM json_each(who) WHERE value LIKE ? ESCAPE '\\') END)`,
    // The pattern for the whole column is looser, but much faster. JSON escapes other characters than these.
    values: [pattern, `% ${pattern} %`, `%${patternOf(value.toLowerCase().replace(/[^ -!#-[\]-~]+/g, "*"))}%`, pattern],
  };
}

/** Matches the state of the only answer, or one of those that a request of several counts (`stateCountsText`): `3 pass, 2 fail`. */
function ofState(value: string): Condition {
  const choice = readChoice(value, queryStates);
  const states = choice === "unanswered" ? unansweredStates : choice === null ? [] : [choice];
  const counted = states.flatMap((state) => [...new Set([countedWord(state), olderCountedWord(state)])]);
  const several = counted.map(() => "', ' || word || ',' GLOB ?").join(" OR ");
  return {
    sql: `(state IN (${states.map(() => "?").join()}) OR (name_count <> 1 AND (${several})))`,
    values: [...states, ...counted.map((word) => `*[0-9] ${word},*`)],
  };
}

/** Rows of older versions count `2 group`. */
function olderCountedWord(state: AnswerState): string {
  return stateLabels[state].toLowerCase();
}

function ofStatus(value: string): Condition {
  const test = readStatus(value);
  if (test === null || test === "none") return { sql: "status IS NULL", values: [] };
  return { sql: `status ${test.sign} ?`, values: [test.status] };
}

/** Returns the pattern of a value for LIKE: `*` is any letters, everything else itself. */
function patternOf(value: string): string {
  return escapeLike(value).replaceAll("*", "%");
}

function wordMatch({ text, isQuoted }: WordTerm, expand: PrefixExpansion | null): string | null {
  if (!isQuoted) return matchExpression(text, expand);
  return hasToken(text) ? phrase(text) : null;
}

/** What full text can tell of a field's terms: an expression that all their matches satisfy. */
interface Narrowing {
  readonly expression: string;
  /** True for a beginning that may stand for many words, such as `gate:checkout_3*`: reading it costs more than all else together. */
  readonly isBroad: boolean;
}

/** Converts the groups of fields. Beside a whole user or name, and in the newest part, broad ones are left out, because the conditions on the columns decide. */
function narrowingOf(
  groups: ReadonlyMap<string, readonly FieldTerm[]>,
  { expand, isNewest }: { readonly expand: PrefixExpansion | null; readonly isNewest: boolean },
): string[] {
  const narrowings = [...groups].flatMap(([field, alternatives]) => {
    const narrowing = anyMatch(alternatives.map((term) => fieldMatch(term, expand)));
    return narrowing === null ? [] : [{ ...narrowing, hasFew: (field === "names" || field === "user") && !narrowing.isBroad }];
  });
  const leavesBroad = isNewest || narrowings.some((narrowing) => narrowing.hasFew);
  return narrowings.filter(({ isBroad }) => !(leavesBroad && isBroad)).map(({ expression }) => expression);
}

/** Returns the alternatives as one; null if one of them cannot narrow full text, so that all cannot. */
function anyMatch(alternatives: readonly (Narrowing | null)[]): Narrowing | null {
  const all = alternatives.filter((narrowing) => narrowing !== null);
  if (all.length < alternatives.length) return null;
  return { expression: all.map(({ expression }) => expression).join(" OR "), isBroad: all.some(({ isBroad }) => isBroad) };
}

/** Returns null if full text cannot tell anything. What stands before the first `*` begins a text of the facts. */
function fieldMatch({ field, value }: FieldTerm, expand: PrefixExpansion | null): Narrowing | null {
  if (!["gate", "config", "experiment", "layer", "ranked", "user", "tier", "project"].includes(field)) return null;
  const [begin = "", ...others] = value.split("*");
  if (!hasToken(begin)) return null;
  if (others.length === 0) return { expression: phrase(begin), isBroad: false };
  if (!/[\p{L}\p{N}]$/u.test(begin)) return { expression: phrase(begin), isBroad: true };
  const expression = prefixMatch(begin, expand);
  return { expression, isBroad: isPrefix(expression) };
}

function hasToken(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** Without full text: every word must be part of the facts. */
function scanFor({ text, isNot }: WordTerm): Condition[] {
  const conditions = likePatterns(text).map((pattern) => ({
    sql: "concat_ws(' ', facts, tags, note) LIKE ? ESCAPE '\\'",
    values: [pattern],
  }));
  return isNot ? conditions.map(not) : conditions;
}
