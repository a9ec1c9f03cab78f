import { isJsonObject, type JsonValue } from "../json/json.ts";
import { CannotEdit, type NewExpectation } from "./edit-suite.ts";

/** What a table's text looks like to whoever changes it. */
export interface CaseLayout {
  readonly separator: string;
  /** The record with the column names. */
  readonly headerAt: number;
  readonly columns: readonly string[];
}

/** Returns the text of a table with another expectation in one row, from 0. Everything else stays as it is. Throws `CannotEdit`. */
export function withExpectationOfCase(
  text: string,
  row: number,
  { layout, expectation }: { readonly layout: CaseLayout; readonly expectation: NewExpectation },
): string {
  const cells = cellRanges(text, layout)[layout.headerAt + 1 + row];
  if (cells === undefined) throw new CannotEdit("the row is no longer in the table");
  return layout.columns
    .flatMap((column, at) => {
      const cell = cells[at];
      const value = cellFor(column, expectation);
      return cell === undefined || value === null || (cell.from === cell.to && value === "") ? [] : [{ ...cell, value }];
    })
    .toSorted((one, other) => other.from - one.from)
    .reduce((made, { from, to, value }) => made.slice(0, from) + quoted(value, layout.separator) + made.slice(to), text);
}

/** Returns the text of a cell, or null for a column that expects nothing. */
function cellFor(column: string, { expect, because }: NewExpectation): string | null {
  if (column === "because") return because ?? "";
  if (column === "expect") return typeof expect === "string" ? expect : "";
  const members = isJsonObject(expect) ? expect : {};
  if (column === "group") return cellText(members.group);
  if (column !== "value" && !column.startsWith("value.")) return null;
  const path = column.split(".").slice(1);
  return cellText(path.reduce<JsonValue | undefined>((holder, name) => (isJsonObject(holder) ? holder[name] : undefined), members.value));
}

function cellText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  // A text that would be read as a number or a boolean stays a text.
  if (typeof value === "string") return /^(?:true|false|-?\d.*|".*")$/.test(value) ? `"${value}"` : value;
  return JSON.stringify(value);
}

function quoted(cell: string, separator: string): string {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Finds the cells of every record by their positions in the text, with their quotes. Empty lines are no records. */
function cellRanges(text: string, { separator }: CaseLayout): Range[][] {
  const records: Range[][] = [];
  let record: Range[] = [];
  let from = text.startsWith("\ufeff") ? 1 : 0;
  let isQuoted = false;
  const endRecord = (at: number) => {
    record.push({ from, to: at });
    if (record.length > 1 || at > from) records.push(record);
    record = [];
  };
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === separator) {
      record.push({ from, to: at });
      from = at + 1;
    } else if (character === "\n" || character === "\r") {
      endRecord(at);
      if (character === "\r" && text[at + 1] === "\n") at += 1;
      from = at + 1;
    }
  }
  if (from < text.length || record.length > 0) endRecord(text.length);
  return records;
}
