/** A part of a sentence. */
export type Stretch = { text: string; isStrong: boolean };

/** Splits a sentence so that the first mention of each name is strong. */
export function emphasise(sentence: string, names: readonly string[]): Stretch[] {
  const mentions = names
    .filter((name) => name !== "")
    .map((name) => ({ from: sentence.indexOf(name), length: name.length }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from);
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { from, length } of mentions) {
    if (from < at) continue; // this mention is inside a name that is already strong
    stretches.push({ text: sentence.slice(at, from), isStrong: false }, { text: sentence.slice(from, from + length), isStrong: true });
    at = from + length;
  }
  stretches.push({ text: sentence.slice(at), isStrong: false });
  return stretches.filter(({ text }) => text !== "");
}
