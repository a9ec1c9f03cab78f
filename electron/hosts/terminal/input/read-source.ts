import { isAbsolute } from "node:path";
import { NoSuchThing } from "#services/failures.ts";
import { readAllText, readFileText, readStreamText } from "#services/file-text.ts";
import { UnusableArguments } from "../arguments.ts";
import type { Terminal } from "../terminal.ts";

/** Names a file, or the standard input for `-`, at the beginning of a message. */
export function sourceName(file: string): string {
  return file === "-" ? "The standard input" : `The file ${file}`;
}

/** Reads the text of a file, or of the standard input for `-`. Throws `UnusableArguments` or `UnusableInput` if it cannot be read. */
export async function readSource(file: string, { stdin }: Pick<Terminal, "stdin">): Promise<string> {
  try {
    return await readAllText(file === "-" ? stdin : file, sourceName(file));
  } catch (failure) {
    throw named(file, failure);
  }
}

/** Yields the text of a file, or of the standard input for `-`, in pieces. Throws as `readSource` does. */
export async function* readSourcePieces(file: string, { stdin }: Pick<Terminal, "stdin">): AsyncGenerator<string, void> {
  try {
    yield* file === "-" ? readStreamText(stdin, sourceName(file)) : readFileText(file, undefined, sourceName(file));
  } catch (failure) {
    throw named(file, failure);
  }
}

/** Says where a file was looked for: a pipeline often runs in another folder than a person. */
function noFileText(file: string): string {
  return `There is no file ${file}. Check the path${isAbsolute(file) ? "" : `; it was looked for in ${process.cwd()}`}.`;
}

function named(file: string, failure: unknown): unknown {
  return failure instanceof NoSuchThing ? new UnusableArguments(noFileText(file)) : failure;
}
