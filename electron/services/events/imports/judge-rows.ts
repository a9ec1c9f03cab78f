import type { RowMapping } from "#shared/domain/event-import.ts";
import { eventProblems } from "#shared/domain/event-problems.ts";
import { type Composed, type Composing, composeEvent, createSecretFinder, findingContext } from "../compose.ts";
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
export function createJudge(
  { columns, mapping, closedTiers, secrets }: RowRules,
  composing: Composing,
): (raw: RawRow, row: number) => Judged {
  const context = findingContext(composing);
  const holdsSecret = createSecretFinder(secrets);
  return (raw, row) => {
    const read = readRow(raw, columns, mapping);
    if (read.kind === "unreadable") return { kind: "refused", reason: read.problem };
    const findings = eventProblems(read.draft, context);
    const refused = findings.filter(({ severity }) => severity === "refused");
    if (refused.length > 0) return { kind: "refused", reason: refused.map(({ message }) => message).join(" ") };
    const composed = composeEvent(read.draft, composing, row);
    if (closedTiers.has(composed.line.tier.toLowerCase()))
      return { kind: "refused", reason: `It would count in ${composed.line.tier}, which is protected and was not confirmed.` };
    if (holdsSecret(composed)) return { kind: "refused", reason: "One of your keys stands in this row." };
    return { kind: "event", composed, warnings: findings.map(({ message }) => message) };
  };
}
