const defaultChunkLength = 500_000;

/** Decodes a byte stream into texts of at least `chunkLength` characters, each with the number of bytes read so far. Characters are never split. */
export async function* textChunks(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  chunkLength = defaultChunkLength,
): AsyncGenerator<{ text: string; readBytes: number }> {
  const decoder = new TextDecoder();
  const reader = bytes.getReader();
  let text = "";
  let readBytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += done ? decoder.decode() : decoder.decode(value, { stream: true });
      readBytes += value?.length ?? 0;
      if (text.length >= chunkLength || (done && text !== "")) {
        yield { text, readBytes };
        text = "";
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
