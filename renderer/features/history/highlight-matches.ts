/** A part of a text and its start index. */
export type Highlighted = { readonly from: number; readonly text: string; readonly isHit: boolean };

/** Splits a text into parts and marks those that match a word of the search. Words match at the start of words, as in the history search. */
export function highlightMatches(text: string, search: string): Highlighted[] {
  const words = search.trim().split(/\s+/).filter(Boolean).map(escaped);
  if (words.length === 0) return [{ from: 0, text, isHit: false }];
  const pattern = new RegExp(`((?<![\\p{L}\\p{N}])(?:${words.join("|")}))`, "giu");
  let from = 0;
  return text
    .split(pattern)
    .map((part, at) => {
      from += part.length;
      return { from: from - part.length, text: part, isHit: at % 2 === 1 };
    })
    .filter((part) => part.text !== "");
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
