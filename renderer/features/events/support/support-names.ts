import { type EntityKind, entityKindLabels, entityKinds } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import type { InspectedNames } from "#shared/domain/events/exposure-preview.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";

/** The kinds that log exposures; ranked lists do not. */
const kinds = entityKinds.filter((kind) => kind !== "ranked");

/** At most this many names of a kind are checked at once. */
const maxNamesPerKind = 500;

export interface NameGroup {
  readonly group: string;
  readonly items: { readonly value: string; readonly label: string }[];
}

/**
 * Groups the known names as choices such as `gate checkout_v2`, labelled with the name. A typed name that is not known is offered once per kind, because
 * a project may have names that Gatescope has not read.
 */
export function groupedNames(
  known: readonly KnownName[],
  { chosen = [], typed = "" }: { chosen?: readonly string[]; typed?: string } = {},
): NameGroup[] {
  const name = typed.trim();
  const namesOffered = (kind: EntityKind) => [...new Set([...namesOf(known, kind), ...chosenOf(chosen, kind)])];
  const unknown = name === "" ? [] : kinds.filter((kind) => !namesOffered(kind).includes(name));
  return [
    ...kinds.map((kind) => ({
      group: upperFirst(entityKindLabels[kind].many),
      items: namesOffered(kind).map((offer) => ({ value: `${kind} ${offer}`, label: offer })),
    })),
    { group: "As typed", items: unknown.map((kind) => ({ value: `${kind} ${name}`, label: typedNameLabel(kind, name) })) },
  ].filter(({ items }) => items.length > 0);
}

/** `checkout_v2 (gate)`: the label of a name that is not known. */
export function typedNameLabel(kind: EntityKind, name: string): string {
  return `${name} (${entityKindLabels[kind].one})`;
}

/** Returns the choices for a typed text that is exactly a known name: one for each kind that has it. */
export function choicesNamed(typed: string, known: readonly KnownName[]): string[] {
  const name = typed.trim();
  return kinds.filter((kind) => namesOf(known, kind).includes(name)).map((kind) => `${kind} ${name}`);
}

/** Describes what is checked while no names are chosen; shown in the empty field. */
export function noSelectionText(known: readonly KnownName[]): string {
  const total = kinds.reduce((sum, kind) => sum + namesOf(known, kind).length, 0);
  const count = Object.values(selectedNames([], known)).flat().length;
  const kindsText = "gates, configs, experiments and layers";
  if (total === 0) return `Type names of ${kindsText}`;
  if (count < total) return `${count} of ${total} known ${kindsText}, at most ${maxNamesPerKind} of each, or choose some`;
  return `All ${total} known ${kindsText}, or choose some`;
}

/** Returns the chosen names by kind, or all known names if none is chosen. */
export function selectedNames(chosen: readonly string[], known: readonly KnownName[]): InspectedNames {
  const entries = kinds.map((kind): [EntityKind, string[]] => [
    kind,
    (chosen.length === 0 ? namesOf(known, kind) : chosenOf(chosen, kind)).slice(0, maxNamesPerKind),
  ]);
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0));
}

/** The order of the report: experiments first, because support is asked for the group most often. */
const kindOrder: readonly EntityKind[] = ["experiment", "layer", "gate", "config", "ranked"];

export function byKind<Row extends { readonly kind: EntityKind }>(rows: readonly Row[]): { title: string; rows: Row[] }[] {
  return kindOrder
    .map((kind) => ({ title: upperFirst(entityKindLabels[kind].many), rows: rows.filter((row) => row.kind === kind) }))
    .filter((group) => group.rows.length > 0);
}

function chosenOf(chosen: readonly string[], kind: EntityKind): string[] {
  return chosen.filter((choice) => choice.startsWith(`${kind} `)).map((choice) => choice.slice(kind.length + 1));
}

function namesOf(known: readonly KnownName[], kind: EntityKind): string[] {
  return [...new Set(known.filter((each) => each.kind === kind).map(({ name }) => name))];
}
