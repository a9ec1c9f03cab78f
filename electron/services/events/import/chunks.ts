import { createHash, type Hash } from "node:crypto";
import type { RefusedRow, RowMapping } from "#shared/domain/events/event-import.ts";
import { UnusableInput } from "../../failures.ts";
import type { Addressed, Composed, Moment } from "../compose/compose.ts";
import { createRowChecker, type RowChecker, type RowRules } from "./check-rows.ts";
import type { FileShape } from "./file-rows/file-shape.ts";
import { rowsOf } from "./file-rows/rows-of.ts";
import { type CountedWarnings, createWarningCounter } from "./row-warnings.ts";

/** A file that is read for a run, from the row at which the run is. */
export interface Reading {
  readonly path: string;
  readonly fileName: string;
  readonly shape: FileShape;
  readonly rules: RowRules;
  readonly addressed: Addressed;
  readonly rowsPerRequest: number;
  /** The rows that the run has already taken, and their fingerprint. */
  readonly rowsTaken: number;
  readonly fingerprint: string;
}

/** The next rows of a file. */
export interface Chunk {
  /** Rows of the file up to the end of this chunk, including refused ones. */
  readonly rowsTaken: number;
  readonly fingerprint: string;
  readonly refused: readonly RefusedRow[];
  readonly warnings: CountedWarnings;
  /** The rows that can be sent. */
  readonly composed: readonly Composed[];
  /** The file ends with this chunk. */
  readonly isReadWhole: boolean;
}

const maxRefusedPerChunk = 2_000;
/** Ends a chunk before `rowsPerRequest`: one row may have a million characters, and servers refuse bodies that are too large. */
const maxBodyCharacters = 1_000_000;

/**
 * Reads a file to its end and yields a chunk for each request. `moment` is called at the beginning of each chunk. Throws `UnusableInput` when the file cannot
 * be read, or when its first rows are not those that the run has already taken.
 */
export async function* chunksOf(reading: Reading, moment: () => Moment, signal: AbortSignal): AsyncGenerator<Chunk, void> {
  const { path, shape, rules, addressed, rowsPerRequest, rowsTaken } = reading;
  if (rowsTaken > 0 && !hasColumnsOf(rules.mapping, shape)) throw otherFile(reading);
  const checker = createRowChecker(rules, addressed);
  const fingerprint = createFingerprint();
  let row = 0;
  let composed: Composed[] = [];
  let characters = 0;
  let refused: RefusedRow[] = [];
  let warnings = createWarningCounter();
  /** For the chunk in progress. */
  let check: ReturnType<RowChecker["at"]> | null = null;

  function chunk(isReadWhole: boolean): Chunk {
    const taken = { rowsTaken: row, fingerprint: fingerprint.soFar(), refused, warnings: warnings.counted(), composed, isReadWhole };
    composed = [];
    characters = 0;
    refused = [];
    warnings = createWarningCounter();
    check = null;
    return taken;
  }

  for await (const rows of rowsOf(path, shape, signal)) {
    for (const raw of rows) {
      row += 1;
      fingerprint.add(raw.text);
      if (row <= rowsTaken) {
        if (row === rowsTaken && fingerprint.soFar() !== reading.fingerprint) throw otherFile(reading);
        continue;
      }
      check ??= checker.at(moment());
      const checked = check(raw, row);
      if (checked.kind === "event") {
        composed.push(checked.composed);
        characters += checked.composed.element.length;
        for (const warning of checked.warnings) warnings.add(warning, row);
      } else refused.push({ row, reason: checked.reason });
      if (composed.length >= rowsPerRequest || characters >= maxBodyCharacters || refused.length >= maxRefusedPerChunk) yield chunk(false);
    }
  }
  if (row < rowsTaken) throw otherFile(reading);
  yield chunk(true);
}

/** A file compared with the rows that a run has taken from it: exactly these rows, these and more after them, or another file. */
export type Likeness = "same" | "longer" | "other";

/** Compares a file with the `rowsTaken` rows of a run. Throws `UnusableInput` when the file cannot be read. */
export async function likenessOf(
  {
    path,
    shape,
    mapping,
    rowsTaken,
    fingerprint: expected,
  }: Pick<Reading, "path" | "shape" | "rowsTaken" | "fingerprint"> & Pick<RowRules, "mapping">,
  signal: AbortSignal,
): Promise<Likeness> {
  if (!hasColumnsOf(mapping, shape)) return "other";
  const fingerprint = createFingerprint();
  let row = 0;
  for await (const rows of rowsOf(path, shape, signal)) {
    for (const { text } of rows) {
      if (row === rowsTaken) return fingerprint.soFar() === expected ? "longer" : "other";
      row += 1;
      fingerprint.add(text);
    }
  }
  return row === rowsTaken && fingerprint.soFar() === expected ? "same" : "other";
}

/** The first line of a CSV file names its columns; it is not a row, so the fingerprint does not contain it. */
function hasColumnsOf(mapping: RowMapping, { format, columns }: FileShape): boolean {
  return format !== "csv" || Object.keys(mapping.columns).every((column) => columns.includes(column));
}

function otherFile({ fileName, rowsTaken }: Reading): UnusableInput {
  return new UnusableInput(
    "file",
    `${fileName} has changed since this run started: its first ${rowsTaken} rows or its columns are different. Restore the file, or discard this run and start over.`,
  );
}

/** Hashing many rows at once is several times as fast as row by row. */
const hashedCharacters = 64 * 1024;

/** SHA-256 of the rows added so far. */
function createFingerprint(): { add(text: string): void; soFar(): string } {
  const hash: Hash = createHash("sha256");
  let unhashed = "";
  const hashRest = () => {
    hash.update(unhashed);
    unhashed = "";
  };
  return {
    add(text) {
      // The length distinguishes two short rows from one long row.
      unhashed += `${text.length}:${text}`;
      if (unhashed.length >= hashedCharacters) hashRest();
    },
    soFar() {
      hashRest();
      return hash.copy().digest("hex");
    },
  };
}
