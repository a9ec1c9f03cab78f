/** What the double tells whoever started it: problems on stderr, which a clean run has none of, and what happened on stdout. */
let problems = 0;

export function problem(text: string): void {
  problems += 1;
  process.stderr.write(`[electron-double] PROBLEM ${text.replaceAll("\n", " ")}\n`);
}

export function note(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`[electron-double] ${JSON.stringify(event)}\n`);
}

export function problemCount(): number {
  return problems;
}
