/** Text that Markdown and HTML do not interpret, on one line. */
export function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#~&]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, " ");
}

/** Text as code in a cell of a table, where `|` would end the cell even in code. Elsewhere, the backslash would be seen. */
export function markdownCellCode(text: string): string {
  return markdownCode(text).replaceAll("|", "\\|");
}

/** Text as code on one line, also if it contains backticks. */
export function markdownCode(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ");
  const fence = "`".repeat(Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence}${fence.length > 1 ? " " : ""}${oneLine}${fence.length > 1 ? " " : ""}${fence}`;
}
