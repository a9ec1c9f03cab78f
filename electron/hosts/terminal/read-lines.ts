/** A line of a stream, with its number from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a stream of text that are not blank. Only line feeds end a line, with or without a carriage return: Node's readline also stops at two
 * characters that JSON leaves in its texts as they are.
 */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<NumberedLine> {
  let number = 0;
  let parts: string[] = [];
  for await (const chunk of chunks) {
    const [first = "", ...others] = chunk.split("\n");
    parts.push(first);
    for (const next of others) {
      number += 1;
      const line = parts.join("");
      if (line.trim() !== "") yield { number, text: line };
      parts = [next];
    }
  }
  const last = parts.join("");
  if (last.trim() !== "") yield { number: number + 1, text: last };
}
