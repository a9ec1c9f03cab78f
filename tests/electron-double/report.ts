/** Reports to the test that started the double: problems on stderr, events on stdout. */
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
