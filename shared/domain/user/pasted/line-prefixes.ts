export interface WithoutPrefixes {
  readonly text: string;
  readonly how: "quoted" | "numbered" | "diff";
}

/** Removes what mails, editors and diffs put before each line: `> `, the line's number, `+` and `-`. Null if the lines have nothing before them. */
export function withoutLinePrefixes(text: string): WithoutPrefixes | null {
  const lines = text.split(/\r?\n/);
  const quoted = withoutQuoting(lines);
  if (quoted !== null) return { text: quoted, how: "quoted" };
  const numbered = withoutRedisNumbers(lines) ?? withoutNumbers(lines);
  if (numbered !== null) return { text: numbered, how: "numbered" };
  const diff = newLines(lines);
  return diff === null ? null : { text: diff, how: "diff" };
}

function withoutQuoting(lines: readonly string[]): string | null {
  const isQuoted = lines.length > 1 && lines.every((line) => line.trim() === "" || /^\s*>/.test(line));
  return isQuoted ? lines.map((line) => line.replace(/^\s*>+ ?/, "")).join("\n") : null;
}

/** `1) "userID"` and `2) "ada"`: the names and values of a hash, in turn, as the client of Redis prints them. Returns an object. */
function withoutRedisNumbers(lines: readonly string[]): string | null {
  const read = lines.filter((line) => line.trim() !== "").map((line) => /^\s*(\d{1,6})\) (".*"|\(nil\)|\(integer\) -?\d+)$/.exec(line));
  const isHash = read.length > 1 && read.length % 2 === 0 && read.every((line, at) => line !== null && Number(line[1]) === at + 1);
  if (!isHash) return null;
  const values = read.map((line) => (line?.[2] ?? "").replace("(nil)", "null").replace("(integer) ", ""));
  return `{${values.map((value, at) => (at % 2 === 0 ? `${value}: ` : `${value}, `)).join("")}}`;
}

/** `  7  "userID": "ada"`, `7 | …`, `7: …`, each number one more than the one before. */
function withoutNumbers(lines: readonly string[]): string | null {
  const read = lines.filter((line) => line.trim() !== "").map((line) => /^\s*(\d{1,6})(?:\s*[|:│]|\s)? ?(.*)$/.exec(line));
  const first = Number(read[0]?.[1]);
  const isNumbered = read.length > 2 && read.every((line, at) => line !== null && Number(line[1]) === first + at);
  return isNumbered ? read.map((line) => line?.[2] ?? "").join("\n") : null;
}

/** Returns the lines of a diff that are in the new version. */
function newLines(lines: readonly string[]): string | null {
  const hasHead = lines.some((line) => /^@@ .* @@/.test(line));
  const isMarked =
    lines.length > 2 &&
    lines.every((line) => line === "" || /^[+\- ]/.test(line)) &&
    lines.some((line) => /^[+-]\s*["'\w{}[\]]/.test(line));
  if (!hasHead && !isMarked) return null;
  return lines
    .filter((line) => !/^(?:-|\+\+\+ |@@ |diff |index |\\ No newline)/.test(line))
    .map((line) => line.slice(1))
    .join("\n");
}
