/**
 * Which rules answered: `rules as of 12:03`; of a definitions file: `rules of the file definitions.json`; of a version of the console:
 * `checkout_v2 version 5 of the console`.
 */
export function rulesText({
  time,
  fileName,
  draftName,
}: {
  readonly time: string;
  readonly fileName: string | null;
  readonly draftName?: string | undefined;
}): string {
  if (draftName !== undefined) return draftName;
  return fileName === null ? `rules as of ${time}` : `rules of the file ${fileName}`;
}

/** The rules that are in use, whatever the time. */
export const newestRulesText = "newest rules";
