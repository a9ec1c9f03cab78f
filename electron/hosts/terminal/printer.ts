import type { Terminal } from "./terminal.ts";

const maxBuffered = 65_536;

/** Prints lines in larger pieces, and waits for the reader after each, so that unread output does not fill the memory. */
export function createPrinter({ print, drained }: Pick<Terminal, "print" | "drained">) {
  let buffer: string[] = [];
  let length = 0;
  const flush = async () => {
    if (length > 0) print(buffer.join(""));
    buffer = [];
    length = 0;
    await drained();
  };
  return {
    async print(line: string): Promise<void> {
      buffer.push(line, "\n");
      length += line.length + 1;
      if (length >= maxBuffered) await flush();
    },
    flush,
  };
}
