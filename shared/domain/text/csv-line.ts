/**
 * Writes one line of CSV (RFC 4180). Text that a spreadsheet would read as a formula gets an apostrophe in front, which makes it text. So does one that has
 * apostrophes before it already: who reads it removes one.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** Writes one cell, for a writer that joins cells that it wrote before. */
export function csvCell(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const text = /^'*[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
