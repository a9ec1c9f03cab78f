import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";
import { decodeReferences } from "./encoded-text.ts";

const maxLength = 200_000;

/** The lines of a table that have no cells: `+----+`, `-----+-----`, `|---|`, and psql's `-[ RECORD 1 ]---`. */
const ruler = /^(?:[\s|+:=-]+|-\[ RECORD \d+ \][-+]*)$/;

/**
 * Reads a table as spreadsheets, database clients and consoles copy it: a line of names and a line for each record, or a name and a value on each line.
 * `isId` is true for the name of a field that identifies a user, `isField` for any of a user's. Returns an object for each record; none if the text is no table.
 */
export function readTables(
  text: string,
  { isId, isField }: { isId: (name: string) => boolean; isField: (name: string) => boolean },
): LooseObject[] {
  if (text.length > maxLength) return [];
  const expanded = expandedRecords(text);
  if (expanded.length > 0) return expanded;
  const ofHtml = recordsIn(htmlRows(text), { isId, isField, delimiter: "<" });
  if (ofHtml.length > 0 || !text.includes("\n")) return ofHtml;
  const aligned = recordsIn(ruledRows(text) ?? framedRows(text) ?? [], { isId, isField, delimiter: " " });
  if (aligned.length > 0) return aligned;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !ruler.test(line));
  for (const delimiter of ["\t", "|", ";", ",", "  "]) {
    // Columns that are aligned with blanks.
    const rows = lines.map((line) => (delimiter === "  " ? cellsOf(line.trim().replace(/ {2,}/g, "\t"), "\t") : cellsOf(line, delimiter)));
    const records = recordsIn(rows, { isId, isField, delimiter });
    if (records.length > 0) return records;
  }
  return [];
}

const recordRuler = /^\s*-\[ RECORD \d+ \][-+]*[^\S\n]*\r?\n/m;

/** Reads psql's expanded display: a name and a value on each line, which may be empty or have further bars. */
function expandedRecords(text: string): LooseObject[] {
  return text
    .split(recordRuler)
    .slice(1)
    .map((block) => {
      const lines = block.split(/\r?\n/).flatMap((line) => {
        const bar = line.indexOf("|");
        return bar < 0 ? [] : [{ name: line.slice(0, bar).trim(), text: line.slice(bar + 1).trim() }];
      });
      const fields = lines.map(({ name, text }): LooseField => ({ name, value: cellValue({ text, isQuoted: false }) }));
      return { kind: "object", head: "", fields, positional: [], isComplete: true };
    });
}

/** Returns the JSON in the cells of a CSV text, in which each quote is doubled: `1,"{""userID"":""ada""}"`. */
export function jsonCells(text: string): string[] {
  return [...text.matchAll(/(?:^|[,;\t])"([{[](?:[^"]|"")*)"/gm)].flatMap(([, cell = ""]) =>
    cell.includes('""') ? [cell.replaceAll('""', '"')] : [],
  );
}

/** Returns the records of a table: a row of names and rows of values, or a name and a value in each row. */
function recordsIn(
  rows: readonly (readonly Cell[])[],
  { isId, isField, delimiter }: { isId: (name: string) => boolean; isField: (name: string) => boolean; delimiter: string },
): LooseObject[] {
  const [head = [], ...records] = rows;
  const column = rows.map(([name = noCell]) => name);
  const count = (cells: readonly Cell[]) => cells.filter((cell) => isField(cell.text)).length;
  const isVertical =
    rows.length > 1 && rows.every((row) => row.length === 2) && column.every(isHeading) && column.some(({ text: name }) => isId(name));
  if (isVertical && delimiter !== "," && count(column) > count(head))
    return [
      recordOf(
        column,
        rows.map(([, value = noCell]) => value),
      ),
    ];
  if (records.length > 0 && head.length > 1 && head.some((cell) => isId(cell.text)) && head.every(isHeading))
    return records.filter((record) => record.length > 1).map((record) => recordOf(head, record));
  return [];
}

/** Returns the cells of the rows of HTML tables in a text. */
function htmlRows(text: string): Cell[][] {
  if (!/<t[dh][\s>]/i.test(text)) return [];
  return text
    .split(/<tr(?=[\s>])/i)
    .slice(1)
    .map((row) =>
      row
        .split(/<t[dh](?=[\s>])/i)
        .slice(1)
        .map((cell) => {
          const content = cell.slice(cell.indexOf(">") + 1).split(/<\/t[dhr]\s*>/i, 1)[0] ?? "";
          return { text: decodeReferences(content.replace(/<[^<>]*>/g, "")).trim(), isQuoted: false };
        }),
    );
}

/** Reads columns under a line of dashes, as PowerShell’s Format-Table and SQL clients print them with one blank between. Null if there is no such line. */
function ruledRows(text: string): Cell[][] | null {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => /^\s*-+(?: +-+)+\s*$/.test(line));
  if (at < 1) return null;
  const columns = [...(lines[at] ?? "").matchAll(/-+/g)].map(({ 0: dashes, index }) => ({ from: index, to: index + dashes.length }));
  const rows = [lines[at - 1] ?? "", ...lines.slice(at + 1)].filter(
    (line) => line.trim() !== "" && !/^\(\d+ rows?(?: affected)?\)$/.test(line),
  );
  return rows.map((line) => cellsUnder(line, columns));
}

interface Column {
  readonly from: number;
  readonly to: number;
}

/** Numbers are aligned to the right, so a word belongs to the column whose dashes it touches, or to the last one that begins before it. */
function cellsUnder(line: string, columns: readonly Column[]): Cell[] {
  const cells = columns.map((): { from: number; to: number } | null => null);
  for (const { 0: word, index } of line.matchAll(/\S+/g)) {
    const end = index + word.length;
    const touched = columns.findIndex(({ from, to }) => index < to && end > from);
    const column = touched >= 0 ? touched : columns.findLastIndex(({ from }) => from <= index);
    const cell = cells[Math.max(0, column)];
    cells[Math.max(0, column)] = { from: cell?.from ?? index, to: end };
  }
  return cells.map((cell) => ({ text: cell === null ? "" : line.slice(cell.from, cell.to), isQuoted: false }));
}

/** Reads a data frame as R and pandas print it: the number of each row before its cells. Null if the rows are not numbered. */
function framedRows(text: string): Cell[][] | null {
  const [head = [], ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/\s+/));
  const first = Number(rows[0]?.[0]);
  const isNumbered = rows.length > 0 && rows.every((row, at) => row.length === head.length + 1 && Number(row[0]) === first + at);
  if (!isNumbered || (first !== 0 && first !== 1)) return null;
  return [head, ...rows.map((row) => row.slice(1))].map((row) => row.map((cell) => ({ text: cell, isQuoted: false })));
}

type Cell = { readonly text: string; readonly isQuoted: boolean };
const noCell: Cell = { text: "", isQuoted: false };

function isHeading({ text }: Cell): boolean {
  return /^[\p{L}_$@][\p{L}\p{N} _.$@/()-]{0,60}$/u.test(text);
}

function recordOf(head: readonly Cell[], record: readonly Cell[]): LooseObject {
  const fields = head.map((name, at): LooseField => ({ name: name.text, value: cellValue(record[at] ?? noCell) }));
  const surplus = record.slice(head.length).map(cellValue);
  return { kind: "object", head: "", fields, positional: surplus, isComplete: true };
}

function cellValue({ text, isQuoted }: Cell): LooseValue {
  if (isQuoted) return { kind: "text", value: text, raw: text };
  return /^(?:null|\\N|\(null\)|<null>)$/i.test(text) ? { kind: "literal", value: null } : { kind: "bare", value: text, inside: () => [] };
}

/** A cell of Markdown or Jira as code or in bold. */
const markedCell = /^(?:`+ ?|\{\{|\*\*)([^`*{}]+?)(?: ?`+|\}\}|\*\*)$/;

/** Splits a line; a cell in double quotes may contain the delimiter, and a doubled quote. */
function cellsOf(line: string, delimiter: string): Cell[] {
  // Jira's headings are between two signs.
  const inner =
    delimiter === "|" && /^\s*\|/.test(line)
      ? line
          .trim()
          .replace(/^\|\|.*\|\|$/, (head) => head.replaceAll("||", "|"))
          .replace(/^\|/, "")
          .replace(/\|$/, "")
      : line;
  const cells: Cell[] = [];
  let at = 0;
  while (at <= inner.length) {
    const quoted = /\s*"((?:[^"]|"")*)"[^\S\t]*(?=[\t|;,]|$)/y;
    quoted.lastIndex = at;
    const match = quoted.exec(inner);
    if (match !== null && (quoted.lastIndex === inner.length || inner.charAt(quoted.lastIndex) === delimiter)) {
      cells.push({ text: (match[1] ?? "").replaceAll('""', '"'), isQuoted: true });
      at = quoted.lastIndex + 1;
      continue;
    }
    const end = inner.indexOf(delimiter, at);
    const to = end < 0 ? inner.length : end;
    const text = inner.slice(at, to).trim();
    const [, code] = delimiter === "|" ? (markedCell.exec(text) ?? []) : [];
    cells.push(code === undefined ? { text, isQuoted: false } : { text: code, isQuoted: true });
    at = to + 1;
  }
  return cells;
}
