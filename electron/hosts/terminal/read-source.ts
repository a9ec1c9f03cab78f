import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { UnusableArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

/** Reads the text of a file, or of the standard input for `-`. Throws `UnusableArguments` if it cannot be read. */
export async function readSource(file: string, { stdin }: Terminal): Promise<string> {
  if (file === "-") return text(stdin);
  try {
    return await readFile(file, "utf8");
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
    throw new UnusableArguments(code === "ENOENT" ? `There is no file ${file}.` : `The file ${file} cannot be read (${code}).`);
  }
}
