import type { TextPart } from "#shared/domain/text/text-part.ts";

/** Each part is a message to the page: of small ones, the messages would take longer than the text. */
const minPartCharacters = 250_000;

/** Joins small parts into larger ones. Throws when the signal aborts. */
export async function* joinParts(parts: AsyncIterable<TextPart>, signal?: AbortSignal): AsyncGenerator<TextPart, void> {
  let texts: string[] = [];
  let characters = 0;
  let done = 0;
  for await (const part of parts) {
    signal?.throwIfAborted();
    texts.push(part.text);
    characters += part.text.length;
    done = part.done;
    if (characters < minPartCharacters) continue;
    yield { text: texts.join(""), done };
    texts = [];
    characters = 0;
  }
  if (texts.length > 0) yield { text: texts.join(""), done };
}
