import { formatBytes, formatNumber } from "./format-number.ts";
import { encodingLabel, type LegacyEncoding } from "./text-encodings.ts";

/** The reason why bytes were not read as text. */
export type TextProblem =
  /** Another kind of file, recognized by its first bytes; `kind` with its article. */
  | { readonly is: "other_kind"; readonly kind: string; readonly advice: string }
  | {
      readonly is: "wrong_bytes";
      readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
      /** The place of the first wrong byte: its line, and its position in the file, both from 1. */
      readonly line: number;
      readonly position: number;
      readonly byte: number;
      /** True when the text ends within a character. */
      readonly isCutOff: boolean;
      readonly probably: LegacyEncoding | null;
      /** The bytes of the line with the wrong byte, or the part of it around the byte. */
      readonly sample: Uint8Array;
    }
  | { readonly is: "damaged_gzip" }
  | { readonly is: "gzip_in_gzip" }
  | { readonly is: "too_large"; readonly limitBytes: number; readonly isUnpacked: boolean };

/** Bytes are not a text that can be read without a loss. */
export class UnreadableText extends Error {
  readonly problem: TextProblem;
  constructor(problem: TextProblem) {
    super(describeTextProblem("This file", problem));
    this.name = "UnreadableText";
    this.problem = problem;
  }
}

/** Formats a problem as sentences about `source`, such as `users.csv` or “The standard input”. */
export function describeTextProblem(source: string, problem: TextProblem): string {
  switch (problem.is) {
    case "other_kind":
      return `${source} is ${problem.kind}, not plain text. ${problem.advice}`;
    case "wrong_bytes": {
      const { encoding, line, position, byte, isCutOff, probably } = problem;
      const name = encodingLabel(encoding);
      if (isCutOff)
        return `${source} is cut off: line ${formatNumber(line)} ends in the middle of a character. Get the whole file, then try again.`;
      const hex = byte.toString(16).toUpperCase().padStart(2, "0");
      const guess = probably === null ? "Its encoding is unknown" : `It is probably ${encodingLabel(probably)}`;
      return `${source} is not ${name}: line ${formatNumber(line)} has the byte ${hex} (byte ${formatNumber(position)} of the file), which ${name} does not allow there. ${guess}. Letters would be lost, also in IDs. Save it as UTF-8, then try again.`;
    }
    case "damaged_gzip":
      return `${source} is a gzip file that is damaged or incomplete. Get the whole file, then try again.`;
    case "gzip_in_gzip":
      return `${source} was compressed with gzip more than once. Unpack it, then try again.`;
    case "too_large":
      return `${source} is too large: it has more than ${formatBytes(problem.limitBytes)}${problem.isUnpacked ? " when it is unpacked" : ""}.`;
  }
}
