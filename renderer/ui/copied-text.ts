/** Announces that something is on the clipboard: `Report copied.` */
export function copiedText(what: string): string {
  return `${what} copied.`;
}
