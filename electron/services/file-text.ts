import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type BytePieces, readTextPieces, readWholeText } from "#shared/domain/text/read-text.ts";
import { describeTextProblem, UnreadableText } from "#shared/domain/text/unreadable-text.ts";
import { NoSuchThing, UnusableInput } from "./failures.ts";

/**
 * Yields the text of a file in pieces; see `readTextPieces` for the encodings. `source` is what messages call the file. Throws `UnusableInput` when the file
 * cannot be read, and when it became shorter since it was opened, because rows that were cut off must not be missed silently.
 */
export async function* readFileText(path: string, signal?: AbortSignal, source = `The file ${path}`): AsyncGenerator<string, void> {
  try {
    const file = await open(path, "r");
    try {
      yield* readTextPieces(piecesOf(file, source, signal), { gunzip });
    } finally {
      await file.close();
    }
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw unusable(source, failure);
  }
}

/** Yields the text of a stream that can be read only once, as `readFileText` does. */
export async function* readStreamText(stream: Readable, source: string): AsyncGenerator<string, void> {
  try {
    yield* readTextPieces(stream, { gunzip });
  } catch (failure) {
    throw unusable(source, failure);
  }
}

/** Reads the whole text of a file, or of a stream. */
export async function readAllText(from: string | Readable, source: string): Promise<string> {
  try {
    if (typeof from !== "string") return await readWholeText(from, { gunzip });
    const file = await open(from, "r");
    try {
      return await readWholeText(piecesOf(file, source), { gunzip });
    } finally {
      await file.close();
    }
  } catch (failure) {
    throw unusable(source, failure);
  }
}

const pieceBytes = 64 * 1024;

async function* piecesOf(file: FileHandle, source: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const facts = await file.stat();
  if (!facts.isFile()) {
    yield* streamedPieces(file, signal);
    return;
  }
  const { size } = facts;
  const [even, odd] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
  let position = 0;
  // The next piece is read while the current one is processed.
  let coming = readAt(file, even, position);
  for (let isEven = true; ; isEven = !isEven) {
    signal?.throwIfAborted();
    const bytesRead = await coming;
    if (bytesRead === 0) break;
    position += bytesRead;
    coming = readAt(file, isEven ? odd : even, position);
    yield (isEven ? even : odd).subarray(0, bytesRead);
  }
  if (position < size)
    throw new UnusableInput(
      "file",
      `${source} became shorter while it was read: ${position} of ${size} bytes were left. Rows before that are being sent. Restore the file, then resume.`,
    );
}

/** Reads a pipe, as `<(command)` of a shell is, or a device: it has no positions, and nothing is read ahead of what may never be wanted. */
async function* streamedPieces(file: FileHandle, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const into = Buffer.allocUnsafe(pieceBytes);
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(into, 0, into.length, null);
    if (bytesRead === 0) return;
    yield into.subarray(0, bytesRead);
  }
}

function readAt(file: FileHandle, into: Buffer, position: number): Promise<number> {
  const read = file.read(into, 0, into.length, position).then(({ bytesRead }) => bytesRead);
  // Awaiting it throws a failure; it may also never be awaited.
  read.catch(() => {});
  return read;
}

/** Unpacks gzip with any number of members. Throws `UnreadableText` for damaged, incomplete and trailing content, and whatever `pieces` throws. */
export async function* gunzip(pieces: BytePieces): AsyncGenerator<Uint8Array, void> {
  const unzip = createGunzip();
  let packedBytes = 0;
  async function* copies(): AsyncGenerator<Uint8Array, void> {
    for await (const piece of pieces) {
      packedBytes += piece.length;
      yield Uint8Array.from(piece);
    }
  }
  const packed = Readable.from(copies());
  packed.once("error", (failure) => unzip.destroy(failure));
  try {
    yield* packed.pipe(unzip);
  } catch (failure) {
    throw isOfZlib(failure) ? new UnreadableText({ is: "damaged_gzip" }) : failure;
  } finally {
    packed.destroy();
    unzip.destroy();
  }
  // Node ignores what follows the last member.
  if (unzip.bytesWritten < packedBytes) throw new UnreadableText({ is: "damaged_gzip" });
}

function isOfZlib(failure: unknown): boolean {
  return failure instanceof Error && "code" in failure && String(failure.code).startsWith("Z_");
}

function unusable(source: string, failure: unknown): unknown {
  if (failure instanceof UnreadableText) return new UnusableInput("file", describeTextProblem(source, failure.problem));
  const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
  if (code === "" || failure instanceof UnusableInput) return failure;
  if (code === "ENOENT") return new NoSuchThing("file");
  const reasons: Readonly<Record<string, string>> = { EISDIR: "is a folder; give a file in it", EACCES: "may not be read by this user" };
  return new UnusableInput("file", `${source} ${reasons[code] ?? `cannot be read (${code})`}.`);
}
