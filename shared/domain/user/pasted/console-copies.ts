/** What a browser's console shows of an object beside its fields: its prototype, its functions, and a first line that shortens what is unfolded below. */
const prototypeLine = /^\s*(?:\[\[Prototype\]\]|<prototype>|__proto__): .*$|^Object Prototype$/;
const functionLine = /^\s*[\w$ ]+: (?:ƒ|function) .*$/;
const inlinePrototype = /,? ?(?:\[\[Prototype\]\]: \w+(?:\(\d+\))?|<prototype>: \w+(?: \{[^{}]*\})?)(?=\s*[},])/g;

/** Removes what a browser's console adds to an object; null if the text has nothing of it. An unfolded object ends with its prototype, so it gets brackets. */
export function withoutConsoleMarks(text: string): string | null {
  if (!/\[\[Prototype\]\]: |<prototype>: |^Object Prototype$/m.test(text)) return null;
  const [first = "", ...others] = text
    .replace(inlinePrototype, "")
    .replace(/: Object \{/g, ": {")
    .split(/\r?\n/);
  const isShortened = /^[^{]{0,40}\{/.test(first) && first.includes("…") && first.trimEnd().endsWith("}");
  const lines = isShortened ? others : [first, ...others];
  const isUnfolded = (at: number) =>
    /^\s*["'\p{L}_$][^:{}]*: ?(?:Object|\w*\(\d+\))?\s*$/u.test(lines[at] ?? "") &&
    lines.slice(at + 1, at + 2).some((next) => /:/.test(next));
  let depth = 0;
  const read = lines.flatMap((line, at) => {
    if (functionLine.test(line) || line === "\u200b") return [];
    if (prototypeLine.test(line)) {
      if (depth === 0) return [];
      depth -= 1;
      return ["}"];
    }
    if (!isUnfolded(at)) return [line];
    depth += 1;
    return [line.replace(/: ?(?:Object|\w*\(\d+\))?\s*$/, ": {")];
  });
  return [...read, "}".repeat(depth)].join("\n").trim();
}
