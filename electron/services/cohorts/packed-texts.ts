/** Texts in one: a thread passes one long text on in a fraction of the time that thousands of short ones take. `ends` has the end of each. */
export interface PackedTexts {
  readonly text: string;
  readonly ends: Uint32Array;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (let at = 0; at < texts.length; at += 1) {
    end += texts[at]?.length ?? 0;
    ends[at] = end;
  }
  return { text: texts.join(""), ends };
}

/** Also takes the list that blocks of earlier versions have. */
export function unpackTexts(packed: PackedTexts | readonly string[]): readonly string[] {
  if (!("ends" in packed)) return packed;
  const { text, ends } = packed;
  return Array.from(ends, (end, at) => text.slice(at === 0 ? 0 : ends[at - 1], end));
}
