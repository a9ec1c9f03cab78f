import type { Flip, FlipEdit } from "#shared/domain/explain-flip.ts";
import type { JsonValue } from "#shared/domain/json.ts";
import { percent } from "./bucket-words.ts";

/** A change in a line: `tier = staging`, `without country`, `loyalty_program at 19 %`. */
export function flipInShort({ edits, percentage }: Pick<Flip, "edits" | "percentage">): string {
  const changes = edits.map(editInShort);
  if (percentage !== null) changes.push(`${percentage.specName} at ${percent(percentage.to)}`);
  return changes.join(", ");
}

function editInShort({ path, to }: FlipEdit): string {
  const name = path.at(-1) ?? "";
  return to === null ? `without ${name}` : `${name} = ${bare(to)}`;
}

function bare(value: JsonValue): string {
  return typeof value === "string" && value.trim() === value && value !== "" ? value : JSON.stringify(value);
}

/** Whose rule would have to change: `rule 2 “Everyone but staff” of loyalty_program`. */
export function ruleOwner({ percentage }: Pick<Flip, "percentage">): string {
  if (percentage === null) return "a rule";
  const { ruleNumber, ruleName, specName } = percentage;
  return `rule ${ruleNumber}${ruleName === null ? "" : ` “${ruleName}”`} of ${specName}`;
}
