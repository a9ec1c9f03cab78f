import { formatTimeValue } from "#shared/domain/explanation/explanation-text.ts";
import type { Flip, FlipEdit, RuleChange } from "#shared/domain/explanation/flip.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";

/** Returns a change in one line: `tier = staging`, `without country`, `loyalty_program at 19 %`, `Control up to 31.2 %`, `slot 412 for hero_image_test`. */
export function flipInShort({ edits, ruleChange }: Pick<Flip, "edits" | "ruleChange">): string {
  return [...edits.map(editInShort), ...(ruleChange === null ? [] : [changeInShort(ruleChange)])].join(", ");
}

function changeInShort(change: RuleChange): string {
  switch (change.is) {
    case "percentage":
      return `${change.specName} at ${formatPercent(change.to)}`;
    case "group_end":
      return `${change.ruleName ?? `rule ${change.ruleNumber}`} up to ${formatPercent(change.to)}`;
    case "slot":
      return change.isGiven ? `slot ${change.slot} for ${change.experiment}` : `without slot ${change.slot}`;
  }
}

function editInShort({ path, to, isTime }: FlipEdit): string {
  const name = path.at(-1) ?? "";
  if (to === null) return `without ${name}`;
  return `${name} = ${isTime ? formatTimeValue(to) : bare(to)}`;
}

function bare(value: JsonValue): string {
  return typeof value === "string" && value.trim() === value && value !== "" ? value : JSON.stringify(value);
}

/** Returns what to edit in the console: `rule 2 “Everyone but staff” of loyalty_program`, `the split of checkout_trust_badges`. */
export function ruleOwner(change: RuleChange): string {
  switch (change.is) {
    case "percentage":
      return `rule ${change.ruleNumber}${change.ruleName === null ? "" : ` “${change.ruleName}”`} of ${change.specName}`;
    case "group_end":
      return `the split of ${change.specName}`;
    case "slot":
      return change.layerName === null ? `the share of ${change.experiment}` : `${change.experiment}’s share of ${change.layerName}`;
  }
}
