/** Returns a sentence for the screen in which no line break parts a number from its unit: `at 58.46 %`, `12 ms`. */
export function keepUnits(sentence: string): string {
  return sentence.replaceAll(/(?<=\d) (?=%|(?:ms|kB|MB)\b)/g, "\u00A0");
}
