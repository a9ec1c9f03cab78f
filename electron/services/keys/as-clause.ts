/** Converts a sentence into a clause for an answer's `because`: `Type a name first.` becomes `type a name first`. */
export function asClause(sentence: string): string {
  const withoutStop = sentence.replace(/\.$/, "");
  return withoutStop.startsWith("Statsig") ? withoutStop : withoutStop.charAt(0).toLowerCase() + withoutStop.slice(1);
}
