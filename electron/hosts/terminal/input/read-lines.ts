import { formatNumber } from "#shared/domain/text/format-number.ts";
import { UnusableArguments } from "../arguments.ts";

/** A line of a stream; the first has number 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/**
 * Yields the lines of a text stream that are not blank. Only a line feed ends a line, with or without a carriage return: Node's readline also splits at
 * U+2028 and U+2029, which JSON strings may contain. Throws `UnusableArguments` for a line without an end.
 */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<NumberedLine> {
  let number = 0;
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = "", ...others] = chunk.split("\n");
    parts.push(first);
    length += first.length;
    if (length > maxLineLength)
      throw new UnusableArguments(
        `Line ${number + 1} has more than ${formatNumber(maxLineLength)} characters, so it is no line with a user.`,
      );
    for (const next of others) {
      number += 1;
      const line = parts.join("");
      if (line.trim() !== "") yield { number, text: line };
      parts = [next];
      length = next.length;
    }
  }
  const last = parts.join("");
  if (last.trim() !== "") yield { number: number + 1, text: last };
}

/** Longer than any user; a device such as /dev/zero has no end. */
const maxLineLength = 100_000_000;
