import { createHash, type Hash } from "node:crypto";
import type { RefusedRow, RowMapping } from "#shared/domain/events/event-import.ts";
import { UnusableInput } from "../../failures.ts";
import type { Addressed, Composed, Moment } from "../compose/compose.ts";
import { createJudge, type Judge, type RowRules } from "./check-rows.ts";
import type { FileShape } from "./file-shape.ts";
import { rowsOf } from "./rows-of.ts";

/** A file that is read for a run, from where the run is. */
export interface Reading {
  readonly path: string;
  /** For sentences about it. */
  readonly fileName: string;
  readonly shape: FileShape;
  readonly rules: RowRules;
  readonly addressed: Addressed;
  readonly rowsPerRequest: number;
  /** Rows that were taken before, and the fingerprint of them. */
  readonly rowsTaken: number;
  readonly fingerprint: string;
}

/** The next rows of a file. */
export interface Chunk {
  /** All rows of the file up to here, those that were refused included. */
  readonly rowsTaken: number;
  readonly fingerprint: string;
  readonly refused: readonly RefusedRow[];
  /** Those that can be sent. */
  readonly composed: readonly Composed[];
  /** Whether the file ends here. */
  readonly isReadWhole: boolean;
}

const maxRefusedAtOnce = 2_000;
/** A body is closed when it has so many, however few rows they are: a row may have a million, and servers refuse what is too large. */
const maxCharacters = 1_000_000;

/**
 * Reads a file to its end, a chunk whenever there is enough for a request. `moment` is asked for at the beginning of each chunk. Throws `UnusableInput` when
 * the file cannot be read, or when its rows are not those that were taken before.
 */
export async function* chunksOf(reading: Reading, moment: () => Moment, signal: AbortSignal): AsyncGenerator<Chunk, void> {
  const { path, shape, rules, addressed, rowsPerRequest, rowsTaken } = reading;
  if (rowsTaken > 0 && !hasColumnsOf(rules.mapping, shape)) throw otherFile(reading);
  const judge = createJudge(rules, addressed);
  const fingerprint = createFingerprint();
  let row = 0;
  let composed: Composed[] = [];
  let characters = 0;
  let refused: RefusedRow[] = [];
  /** For the chunk that was begun. */
  let judgeNow: ReturnType<Judge["at"]> | null = null;

  function chunk(isReadWhole: boolean): Chunk {
    const taken = { rowsTaken: row, fingerprint: fingerprint.soFar(), refused, composed, isReadWhole };
    composed = [];
    characters = 0;
    refused = [];
    judgeNow = null;
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
      judgeNow ??= judge.at(moment());
      const judged = judgeNow(raw, row);
      if (judged.kind === "event") {
        composed.push(judged.composed);
        characters += judged.composed.element.length;
      } else refused.push({ row, reason: judged.reason });
      if (composed.length >= rowsPerRequest || characters >= maxCharacters || refused.length >= maxRefusedAtOnce) yield chunk(false);
    }
  }
  if (row < rowsTaken) throw otherFile(reading);
  yield chunk(true);
}

/** What a file is to the rows that were taken of it before: nothing but them, them and rows behind them, or another file. */
export type Likeness = "same" | "longer" | "other";

/** Throws `UnusableInput` when the file cannot be read. */
export async function likenessOf(
  {
    path,
    shape,
    mapping,
    rowsTaken,
    fingerprint: wanted,
  }: Pick<Reading, "path" | "shape" | "rowsTaken" | "fingerprint"> & Pick<RowRules, "mapping">,
  signal: AbortSignal,
): Promise<Likeness> {
  if (!hasColumnsOf(mapping, shape)) return "other";
  const fingerprint = createFingerprint();
  let row = 0;
  for await (const rows of rowsOf(path, shape, signal)) {
    for (const { text } of rows) {
      if (row === rowsTaken) return fingerprint.soFar() === wanted ? "longer" : "other";
      row += 1;
      fingerprint.add(text);
    }
  }
  return row === rowsTaken && fingerprint.soFar() === wanted ? "same" : "other";
}

/** The first line of a CSV file is no row, and says what each of them means. */
function hasColumnsOf(mapping: RowMapping, { format, columns }: FileShape): boolean {
  return format !== "csv" || Object.keys(mapping.columns).every((column) => columns.includes(column));
}

function otherFile({ fileName, rowsTaken }: Reading): UnusableInput {
  return new UnusableInput(
    "file",
    `${fileName} is not the file that was begun: its first ${rowsTaken} rows, or its columns, are others now. Bring the old file back, or give this run up and start anew.`,
  );
}

/** Hashed at once rather than row by row: that is several times as fast, and the same. */
const gatheredCharacters = 64 * 1024;

/** SHA-256 of the rows so far. */
function createFingerprint(): { add(text: string): void; soFar(): string } {
  const hash: Hash = createHash("sha256");
  let gathered = "";
  const hashGathered = () => {
    hash.update(gathered);
    gathered = "";
  };
  return {
    add(text) {
      // The length keeps two short rows from looking like one long one.
      gathered += `${text.length}:${text}`;
      if (gathered.length >= gatheredCharacters) hashGathered();
    },
    soFar() {
      hashGathered();
      return hash.copy().digest("hex");
    },
  };
}
