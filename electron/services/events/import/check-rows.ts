import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { type EventFinding, eventProblems } from "#shared/domain/events/event-problems.ts";
import { createRedactor } from "#shared/domain/exchange/redact.ts";
import { type Addressed, type Composed, composeEvent, createSecretFinder, findingContext, type Moment } from "../compose/compose.ts";
import { noTimeColumnText, noTimeText } from "./file-notes.ts";
import type { RawRow } from "./file-rows/raw-row.ts";
import { hasTimeColumn, readRow } from "./row-event.ts";
import type { RowWarning } from "./row-warnings.ts";

export type CheckedRow =
  | { readonly kind: "event"; readonly composed: Composed; readonly warnings: readonly RowWarning[] }
  | { readonly kind: "refused"; readonly reason: string };

export interface RowRules {
  readonly columns: readonly string[];
  readonly mapping: RowMapping;
  /** Protected tiers that nobody confirmed, in lower case: rows of them are refused. */
  readonly closedTiers: ReadonlySet<string>;
  /** The keys of this installation: a row that contains one is refused. */
  readonly secrets: readonly string[];
  /** True to refuse rows with warnings. */
  readonly isStrict: boolean;
}

/** Converts a row into the event that it is sent as, or refuses it. Used by the preview and by the run, so that they cannot differ. */
export interface RowChecker {
  at(moment: Moment): (raw: RawRow, row: number) => CheckedRow;
}

export function createRowChecker({ columns, mapping, closedTiers, secrets, isStrict }: RowRules, addressed: Addressed): RowChecker {
  const holdsSecret = createSecretFinder(secrets);
  // The reason of a refusal is stored, and it may contain a field of the row.
  const redact = createRedactor(secrets);
  const refuse = (reason: string): CheckedRow => ({ kind: "refused", reason });
  const noTime: RowWarning = { path: ["time"], message: hasTimeColumn(mapping) ? noTimeText : noTimeColumnText };

  return {
    at(moment) {
      const composing = { ...addressed, ...moment };
      const context = findingContext(composing);
      const numberContext = { ...context, timeUnit: mapping.timeUnit };
      return (raw, row) => {
        const read = readRow(raw, columns, mapping);
        if (read.kind === "unreadable") return refuse(redact(read.problem));
        const findings = eventProblems(read.draft, read.time === "number" ? numberContext : context);
        const refusals = findings.filter(isRefusal);
        if (refusals.length > 0) return refuse(redact(refusals.map(({ message }) => message).join(" ")));
        const composed = composeEvent(read.draft, composing, row);
        if (closedTiers.size > 0 && closedTiers.has(composed.line.tier.toLowerCase()))
          return refuse(`It would be sent to ${composed.line.tier}, which is protected and was not confirmed.`);
        if (holdsSecret(composed)) return refuse("This row contains one of your keys.");
        const warnings = [
          ...(read.time === "none" ? [noTime] : []),
          ...read.later.map(laterField),
          ...read.repeated.map(repeatedName),
          ...totalOf(raw, read.draft.name, columns.length),
          ...findings,
        ];
        if (isStrict && warnings.length > 0) return refuse(redact(warnings.map(({ message }) => message).join(" ")));
        return { kind: "event", composed, warnings };
      };
    },
  };
}

/** The names of a table's last row in reports, and the count of rows that psql prints. */
const totalName =
  /^(?:(?:grand|sub|over)?[ -]?(?:total|all)s?|(?:sum|summe|gesamt(?:summe)?|insgesamt|average|mean|count)|\(\d+ rows?\))[:.]?$/i;

/** A row of a table that has empty cells and is named like a total. */
function totalOf(raw: RawRow, name: string, columnCount: number): RowWarning[] {
  if (raw.kind !== "cells" || !totalName.test(name.trim())) return [];
  if (raw.cells.length >= columnCount && raw.cells.every((cell) => cell !== "")) return [];
  return [
    { path: ["eventName"], message: `“${name.trim()}” looks like the total of the table, not an event. Remove the row if it is one.` },
  ];
}

function laterField(name: string): RowWarning {
  return { path: [name], message: `None of the first rows has “${name}”, so it was mapped by its name.` };
}

function repeatedName(name: string): RowWarning {
  return { path: [name], message: `“${name}” occurs more than once in this row; the last value is sent.` };
}

function isRefusal({ severity }: EventFinding): boolean {
  return severity === "refused";
}
