import { redactText } from "#shared/domain/exchange/redact.ts";
import { readTextPieces, readWholeText } from "#shared/domain/text/read-text.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { describeTextProblem, type TextProblem, UnreadableText } from "#shared/domain/text/unreadable-text.ts";
import { gunzip } from "./gunzip.ts";

/** Returns the name of a file that the person chose, as it may be shown and stored: a key in it is masked. The only place that reads `file.name`. */
export function nameOfFile(file: File): string {
  return redactText(file.name);
}

/**
 * Yields the text of a file that the person chose, in pieces. `encoding` is one that they chose for it. Calls `onRead` with the number of bytes read so far.
 * Throws `UnreadableText`.
 */
export function readFilePieces(
  file: Blob,
  { encoding = null, onRead }: { readonly encoding?: LegacyEncoding | null; readonly onRead?: (bytes: number) => void } = {},
): AsyncGenerator<string, void> {
  return readTextPieces(piecesOf(file, onRead), { gunzip, encoding });
}

/** Reads the whole text of a file, as `readFilePieces` does. */
export function readFile(file: Blob, encoding: LegacyEncoding | null = null): Promise<string> {
  return readWholeText(piecesOf(file), { gunzip, encoding });
}

export type WrongBytes = Extract<TextProblem, { is: "wrong_bytes" }>;

/** Returns the problem of a file that can be read in another encoding; null for other failures. */
export function wrongBytesOf(failure: unknown): WrongBytes | null {
  return failure instanceof UnreadableText && failure.problem.is === "wrong_bytes" && !failure.problem.isCutOff ? failure.problem : null;
}

/** Returns the sentence for a file that is no text; null for other failures. */
export function unreadableFileText(fileName: string, failure: unknown): string | null {
  return failure instanceof UnreadableText ? describeTextProblem(fileName, failure.problem) : null;
}

async function* piecesOf(file: Blob, onRead: (bytes: number) => void = () => undefined): AsyncGenerator<Uint8Array, void> {
  const reader = file.stream().getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
      onRead(bytes);
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
