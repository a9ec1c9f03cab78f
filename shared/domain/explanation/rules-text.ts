import { formatTimeOrDate } from "../text/format-time.ts";

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

/** `rules as of 12:03:58`, and why no newer ones could be read; each once. */
export function rulesTexts(
  rules: readonly { readonly readAtMs: number; readonly fileName: string | null; readonly problem: string | null }[],
  nowMs: number,
): string[] {
  const texts = rules.map(({ readAtMs, fileName }) => rulesText({ time: formatTimeOrDate(readAtMs, nowMs), fileName }));
  const problems = rules.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  return [...new Set([...texts, ...problems])];
}

/** The rules that are in use, whatever the time. */
export const newestRulesText = "newest rules";
