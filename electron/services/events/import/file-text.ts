import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { NoSuchThing, UnusableInput } from "../../failures.ts";

const pieceBytes = 64 * 1024;

/**
 * Yields the text of a file in pieces. The encoding is UTF-8, or UTF-16 if the file has a UTF-16 mark. Throws `UnusableInput` when the file cannot be read, and
 * when it became shorter since it was opened, because rows that were cut off must not be missed silently.
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
  // The next piece is read while the current one is processed.
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
      `The file ${path} became shorter while it was read: ${position} of ${size} bytes were left. Rows before that are being sent. Restore the file, then resume.`,
    );
  yield decoder?.end() ?? "";
}

function readAt(file: FileHandle, into: Buffer, position: number): Promise<number> {
  const read = file.read(into, 0, into.length, position).then(({ bytesRead }) => bytesRead);
  // Awaiting it throws a failure; it may also never be awaited.
  read.catch(() => {});
  return read;
}

/** Spreadsheets save "Unicode text" as UTF-16 with a mark, but CSV often in a legacy encoding, which is refused. */
function encodingOf(beginning: Buffer, path: string): "utf8" | "utf16le" {
  if (beginning[0] === 0xff && beginning[1] === 0xfe) return "utf16le";
  if (isUtf8(beginning.length < pieceBytes ? beginning : wholeCharacters(beginning))) return "utf8";
  throw new UnusableInput(
    "file",
    `The file ${path} is not in UTF-8: letters with accents would be lost, also in user IDs. Save it as UTF-8, then try again.`,
  );
}

/** Removes the last character, which may be incomplete. */
function wholeCharacters(bytes: Buffer): Buffer {
  const lastStart = bytes.subarray(-3).findLastIndex((byte) => byte >= 0xc0);
  return lastStart < 0 ? bytes : bytes.subarray(0, Math.max(0, bytes.length - 3) + lastStart);
}

function unreadable(path: string, failure: unknown): unknown {
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "") return failure;
  if (code === "ENOENT") return new NoSuchThing("file");
  return new UnusableInput("file", `The file ${path} cannot be read (${code}).`);
}
