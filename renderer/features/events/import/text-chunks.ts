const defaultChunkLength = 500_000;

/** Joins texts to chunks of at least `chunkLength` characters, because each chunk is one call of the core. */
export async function* textChunks(pieces: AsyncIterable<string>, chunkLength = defaultChunkLength): AsyncGenerator<string, void> {
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    for (; text.length >= chunkLength; text = text.slice(maxChunkLength)) yield text.slice(0, maxChunkLength);
  }
  if (text !== "") yield text;
}

/** The core takes at most 4,000,000 characters at once. */
const maxChunkLength = 2_000_000;
