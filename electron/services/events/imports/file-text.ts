import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { NoSuchThing, UnusableInput } from "../../failures.ts";

const pieceBytes = 64 * 1024;

/** A file's text in pieces, none of which is kept. UTF-8, or UTF-16 where its first bytes say so. Throws `UnusableInput` when it cannot be read. */
export async function* readText(path: string, signal?: AbortSignal): AsyncGenerator<string, void> {
  try {
    const encoding = await encodingOf(path);
    yield* createReadStream(path, { encoding, highWaterMark: pieceBytes, ...(signal && { signal }) });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw unreadable(path, failure);
  }
}

/** The first piece of a file: enough to tell what it is. */
export async function readBeginning(path: string): Promise<string> {
  for await (const piece of readText(path)) return piece;
  return "";
}

/** Spreadsheets save "Unicode text" as UTF-16, and say so with a mark. */
async function encodingOf(path: string): Promise<"utf8" | "utf16le"> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0xff && buffer[1] === 0xfe ? "utf16le" : "utf8";
  } finally {
    await file.close();
  }
}

function unreadable(path: string, failure: unknown): unknown {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "") return failure;
  if (code === "ENOENT") return new NoSuchThing("file");
  return new UnusableInput("file", `The file ${path} cannot be read (${code}).`);
}
