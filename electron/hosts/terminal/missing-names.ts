import { nearNames } from "#shared/domain/evaluation/names.ts";

/** Names what rules lack, each with the names that are similar to it: `specs.json does not contain “chekout” (similar: checkout_v2). Check the spelling.` */
export function describeMissingNames(begin: string, missing: readonly string[], known: readonly string[]): string {
  const named = missing.map((name) => {
    const similar = nearNames(name, known);
    return `“${name}”${similar.length === 0 ? "" : ` (similar: ${similar.join(", ")})`}`;
  });
  return `${begin} ${named.join(", ")}. Check the spelling; without --name, all are read.`;
}
