import type { FingerprintsGroup } from "#renderer/parts/many/fingerprints.tsx";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { kindTitles } from "./kind-titles.ts";

/** Returns the cells of a comparison of `count` subjects: of each kind the names that differ first. */
export function fingerprintGroups(rows: readonly ComparisonRow[], count: number): FingerprintsGroup[] {
  return kindTitles.flatMap(({ kind, title }) => {
    const ofKind = rows.filter((row) => row.kind === kind);
    if (ofKind.length === 0) return [];
    const sorted = ofKind.toSorted((a, b) => b.differences.length - a.differences.length);
    const names = sorted.map(({ name, answers, differences }) => ({
      name,
      states: Array.from({ length: count }, (_, at) => (answers[at] ?? answers[0])?.state ?? ("unknown" as const)),
      isEqual: Array.from({ length: count }, (_, at) => at === 0 || differences.length === 0 || differences[at - 1]?.result === "same"),
    }));
    return [{ title, names }];
  });
}
