import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { NoSuchThing, UnusableInput } from "../../failures.ts";

const pieceBytes = 64 * 1024;

/**
 * A file's text in pieces, none of which is kept. UTF-8, or UTF-16 where its first bytes say so. Throws `UnusableInput` when it cannot be read, and when it
 * ends earlier than it did when it was opened: what was cut off must not look as if it had never been there.
 */
export async function* readText(path: string, signal?: AbortSignal): AsyncGenerator<string, void> {
  try {
    const file = await open(path, "r");
    try {
      yield* piecesOf(file, path, signal);
    } finally {
      await file.close();
    }
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw unreadable(path, failure);
  }
}

async function* piecesOf(file: FileHandle, path: string, signal: AbortSignal | undefined): AsyncGenerator<string, void> {
  const { size } = await file.stat();
  const [even, odd] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
  let decoder: StringDecoder | null = null;
  let position = 0;
  // While one piece is worked on the next is read.
  let coming = readAt(file, even, position);
  for (let isEven = true; ; isEven = !isEven) {
    signal?.throwIfAborted();
    const bytesRead = await coming;
    if (bytesRead === 0) break;
    position += bytesRead;
    coming = readAt(file, isEven ? odd : even, position);
    const piece = (isEven ? even : odd).subarray(0, bytesRead);
    decoder ??= new StringDecoder(encodingOf(piece, path));
    yield decoder.write(piece);
  }
  if (position < size)
    throw new UnusableInput(
      "file",
      `The file ${path} was cut short while it was read: of its ${size} bytes only ${position} were there. What was taken before that goes on when you bring the file back and resume.`,
    );
  yield decoder?.end() ?? "";
}

function readAt(file: FileHandle, into: Buffer, position: number): Promise<number> {
  const read = file.read(into, 0, into.length, position).then(({ bytesRead }) => bytesRead);
  // Whoever reads on is told of a failure; perhaps nobody does.
  read.catch(() => {});
  return read;
}

/** Spreadsheets save "Unicode text" as UTF-16, and say so with a mark; what they save as CSV is often neither. */
function encodingOf(beginning: Buffer, path: string): "utf8" | "utf16le" {
  if (beginning[0] === 0xff && beginning[1] === 0xfe) return "utf16le";
  if (isUtf8(beginning.length < pieceBytes ? beginning : wholeCharacters(beginning))) return "utf8";
  throw new UnusableInput(
    "file",
    `The file ${path} is not in UTF-8: letters with accents would be lost, in user IDs as well. Save it as UTF-8, then send that.`,
  );
}

/** Without the last character, which may be only begun. */
function wholeCharacters(bytes: Buffer): Buffer {
  const begun = bytes.subarray(-3).findLastIndex((byte) => byte >= 0xc0);
  return begun < 0 ? bytes : bytes.subarray(0, Math.max(0, bytes.length - 3) + begun);
}

function unreadable(path: string, failure: unknown): unknown {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "") return failure;
  if (code === "ENOENT") return new NoSuchThing("file");
  return new UnusableInput("file", `The file ${path} cannot be read (${code}).`);
}
