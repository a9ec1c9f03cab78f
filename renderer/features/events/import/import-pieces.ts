const defaultPieceCharacters = 500_000;

/** A stream of bytes as texts of a size that is worth a call, each with how many bytes were read up to its end. No character is cut in two. */
export async function* pieces(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  pieceCharacters = defaultPieceCharacters,
): AsyncGenerator<{ text: string; taken: number }> {
  const decoder = new TextDecoder();
  const reader = bytes.getReader();
  let text = "";
  let taken = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += done ? decoder.decode() : decoder.decode(value, { stream: true });
      taken += value?.length ?? 0;
      if (text.length >= pieceCharacters || (done && text !== "")) {
        yield { text, taken };
        text = "";
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
