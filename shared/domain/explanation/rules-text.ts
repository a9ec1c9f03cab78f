/** Which rules answered: `rules as of 12:03`, or of a definitions file: `rules of the file definitions.json`. */
export function rulesText({ time, fileName }: { readonly time: string; readonly fileName: string | null }): string {
  return fileName === null ? `rules as of ${time}` : `rules of the file ${fileName}`;
}

/** The rules that are in use, whatever the time. */
export const newestRulesText = "newest rules";
