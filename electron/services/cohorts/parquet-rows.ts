import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { ExactNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** The type of a column. `json` has values that no other type keeps digit for digit: lists, objects, numbers such as 1.10, or values of several types. */
export type ColumnType = "text" | "boolean" | "integer" | "double" | "json";

/** Cells of one group of rows, which is in memory while it is written. */
const maxCellsOfGroup = 1_000_000;
const maxRowsOfGroup = 50_000;

/**
 * Writes rows as the bytes of a Parquet file, one group of rows at a time. Add the same number of values to each column, then take the bytes whenever `isFull`,
 * and at the end. A value that is undefined or null is absent.
 */
export function createParquetRows(columns: readonly { readonly name: string; readonly type: ColumnType }[]) {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...elements[type], repetition_type: "OPTIONAL" as const })),
    ],
  });
  const cells = columns.map(({ name }) => ({ name, data: [] as unknown[] }));
  const rowsOfGroup = Math.max(1, Math.min(maxRowsOfGroup, Math.floor(maxCellsOfGroup / Math.max(1, columns.length))));
  const rows = () => cells[0]?.data.length ?? 0;
  async function take(): Promise<Uint8Array> {
    if (rows() > 0) await writer.write({ columnData: cells, rowGroupSize: rows() });
    for (const column of cells) column.data = [];
    const taken = bytes.getBytes().slice();
    bytes.index = 0;
    return taken;
  }
  return {
    /** `codes` are positions among the values, one for each row. */
    add(column: number, values: readonly (JsonValue | undefined)[], codes: ArrayLike<number>, count: number): void {
      const type = columns[column]?.type ?? "json";
      const written = values.map((value) => writtenAs(type, value));
      const data = cells[column]?.data;
      for (let at = 0; at < count; at += 1) data?.push(written[codes[at] ?? 0] ?? null);
    },
    addValue(column: number, value: JsonValue | undefined): void {
      cells[column]?.data.push(writtenAs(columns[column]?.type ?? "json", value));
    },
    get isFull(): boolean {
      return rows() >= rowsOfGroup;
    },
    take,
    async end(): Promise<Uint8Array> {
      const rest = await take();
      await writer.finish();
      return Buffer.concat([rest, await take()]);
    },
  };
}

const elements = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  boolean: { type: "BOOLEAN" },
  integer: { type: "INT64" },
  double: { type: "DOUBLE" },
  json: { type: "BYTE_ARRAY", converted_type: "JSON" },
} as const;

export function parquetTypeOf(value: JsonValue): ColumnType {
  if (typeof value === "string") return value.isWellFormed() ? "text" : "json";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? "integer" : "double";
  return value instanceof ExactNumber && isInt64(value.text) ? "integer" : "json";
}

/** True for an integer that has its digits in 64 bits, and no others: `-0` and `1e3` are written differently. */
function isInt64(text: string): boolean {
  return /^-?[1-9]\d{0,18}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** The library takes integers of 64 bits as bigints, and writes JSON itself. */
function writtenAs(type: ColumnType, value: JsonValue | undefined): unknown {
  if (value === undefined || value === null) return null;
  if (type === "integer") return BigInt(String(value));
  if (type === "text" && typeof value !== "string") return JSON.stringify(value);
  return type === "json" ? asRaw(value) : value;
}

/** Numbers that are to be written digit for digit: the library would take an `ExactNumber` for an object. */
function asRaw(value: JsonValue): unknown {
  if (value instanceof ExactNumber) return value.toJSON();
  if (Array.isArray(value)) return value.map(asRaw);
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asRaw(member)])) : value;
}
