import { type EntityKind, EntityKindSchema, entityKindWords } from "#shared/domain/evaluation.ts";
import type { InspectedNames } from "#shared/domain/exposure-preview.ts";
import type { KnownName } from "#shared/domain/known-name.ts";

/** Ranked lists expose nobody. */
const kinds = EntityKindSchema.options.filter((kind) => kind !== "ranked");

/** So many of each kind are looked into at once. */
const mostOfAKind = 500;

/** The known names as groups of choices: `gate checkout_v2`, shown as its name. */
export function groupedNames(known: readonly KnownName[]): { group: string; items: { value: string; label: string }[] }[] {
  return kinds
    .map((kind) => ({
      group: capital(entityKindWords[kind].many),
      items: namesOf(known, kind).map((name) => ({ value: `${kind} ${name}`, label: name })),
    }))
    .filter(({ items }) => items.length > 0);
}

/** What was chosen, by kind; everything that is known where nothing was. */
export function inspectedNames(chosen: readonly string[], known: readonly KnownName[]): InspectedNames {
  const entries = kinds.map((kind): [EntityKind, string[]] => [
    kind,
    (chosen.length === 0
      ? namesOf(known, kind)
      : chosen.filter((choice) => choice.startsWith(`${kind} `)).map((choice) => choice.slice(kind.length + 1))
    ).slice(0, mostOfAKind),
  ]);
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

/** In the order in which support is asked: which group, then which gates. */
const asked: readonly EntityKind[] = ["experiment", "layer", "gate", "config", "ranked"];

export function byKind<Row extends { readonly kind: EntityKind }>(rows: readonly Row[]): { title: string; rows: Row[] }[] {
  return asked
    .map((kind) => ({ title: capital(entityKindWords[kind].many), rows: rows.filter((row) => row.kind === kind) }))
    .filter((group) => group.rows.length > 0);
}

function namesOf(known: readonly KnownName[], kind: EntityKind): string[] {
  return [...new Set(known.filter((each) => each.kind === kind).map(({ name }) => name))];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
