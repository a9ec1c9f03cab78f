import { nearNames } from "#shared/domain/evaluation/names.ts";

interface Known {
  readonly kind: string;
  readonly name: string;
}

/**
 * Names what rules lack, each with the names that are similar to it: `specs.json does not contain “chekout” (similar: checkout_v2). Check the spelling.` Where
 * --kind leaves a name out, names the kinds that have it. `known`: everything in the rules, of every kind.
 */
export function describeMissingNames(
  begin: string,
  { names, kind, known }: { readonly names: readonly string[]; readonly kind: string | null; readonly known: readonly Known[] },
): string {
  const ofKind = known.filter((each) => kind === null || each.kind === kind).map(({ name }) => name);
  const kindsOf = (name: string) => [...new Set(known.flatMap((each) => (each.name === name ? [each.kind] : [])))];
  const [unknown, ofOtherKind] = [names.filter((name) => kindsOf(name).length === 0), names.filter((name) => kindsOf(name).length > 0)];
  const named = unknown.map((name) => {
    const similar = nearNames(name, ofKind);
    return `“${name}”${similar.length === 0 ? "" : ` (similar: ${similar.join(", ")})`}`;
  });
  return [
    ...(unknown.length === 0 ? [] : [`${begin} ${named.join(", ")}. Check the spelling; without --name, all are read.`]),
    ...ofOtherKind.map((name) => {
      const kinds = kindsOf(name);
      return `There is no ${kind} “${name}”, but a ${kinds.join(" and a ")} of this name: give --kind ${kinds.join(" or --kind ")}.`;
    }),
  ].join(" ");
}
