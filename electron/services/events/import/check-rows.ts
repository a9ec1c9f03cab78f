import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { eventProblems } from "#shared/domain/events/event-problems.ts";
import { createRedactor } from "#shared/domain/exchange/redact.ts";
import { type Addressed, type Composed, composeEvent, createSecretFinder, findingContext, type Moment } from "../compose/compose.ts";
import { createPlainReader, type ReadRow } from "./plain-row.ts";
import type { RawRow } from "./raw-row.ts";
import { readRow } from "./row-event.ts";

export type Judged =
  | { readonly kind: "event"; readonly composed: Composed; readonly warnings: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

export interface RowRules {
  readonly columns: readonly string[];
  readonly mapping: RowMapping;
  /** Tiers that no row may count in, because nobody confirmed them; in lower case. */
  readonly closedTiers: ReadonlySet<string>;
  /** The keys of this installation, which no row may hold. */
  readonly secrets: readonly string[];
}

/** Tells whether a row can be sent, and as what. The same for the preview and for the run, so that the preview keeps its word. */
export interface Judge {
  at(moment: Moment): (raw: RawRow, row: number) => Judged;
}

export function createJudge({ columns, mapping, closedTiers, secrets }: RowRules, addressed: Addressed): Judge {
  const readPlain = createPlainReader(columns, mapping, addressed);
  const holdsSecret = createSecretFinder(secrets);
  // What is wrong with a row may name its fields, and is kept.
  const redact = createRedactor(secrets);

  function judged({ findings, compose }: ReadRow): Judged {
    if (findings.some(isRefusal)) {
      const refusals = findings.filter(isRefusal);
      return { kind: "refused", reason: redact(refusals.map(({ message }) => message).join(" ")) };
    }
    const composed = compose();
    if (closedTiers.size > 0 && closedTiers.has(composed.line.tier.toLowerCase()))
      return { kind: "refused", reason: `It would count in ${composed.line.tier}, which is protected and was not confirmed.` };
    if (holdsSecret(composed)) return { kind: "refused", reason: "One of your keys stands in this row." };
    return { kind: "event", composed, warnings: findings.length === 0 ? noWarnings : findings.map(({ message }) => message) };
  }

  return {
    at(moment) {
      const composing = { ...addressed, ...moment };
      const context = findingContext(composing);
      return (raw, row) => {
        const plain = raw.kind === "json" ? readPlain(raw.text, row, context) : null;
        if (plain !== null) return judged(plain);
        const read = readRow(raw, columns, mapping);
        if (read.kind === "unreadable") return { kind: "refused", reason: redact(read.problem) };
        const findings = [...read.later.map(laterField), ...eventProblems(read.draft, context)];
        return judged({ findings, compose: () => composeEvent(read.draft, composing, row) });
      };
    },
  };
}

const noWarnings: readonly string[] = [];

function laterField(name: string): ReadRow["findings"][number] {
  return { severity: "warning", message: `None of the first rows has “${name}”, so it was taken for what its name says.` };
}

function isRefusal({ severity }: ReadRow["findings"][number]): boolean {
  return severity === "refused";
}
