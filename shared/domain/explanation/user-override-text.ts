import { formatPercent } from "../text/format-number.ts";
import type { UserOverride } from "./user-override.ts";

/** `Segment staff: its ID list beta names this userID, which puts it into the segment.` */
export function overrideSentence(override: UserOverride): string {
  const { source, kind, name, idType, rule, list, otherConditions, passPercentage, usedBy } = override;
  const isInBoth = source === "rules" && override.console !== undefined;
  const by =
    source === "console"
      ? "an override in the console"
      : list !== null
        ? `its ID list ${list}`
        : rule === null
          ? "a rule"
          : `its rule “${rule}”`;
  const limits = [
    ...(otherConditions === 0
      ? []
      : [`if ${otherConditions === 1 ? "another condition is" : `${otherConditions} other conditions are`} met`]),
    ...(passPercentage === 100 || passPercentage === 0 ? [] : [`within its ${formatPercent(passPercentage)}`]),
  ];
  const use = usedBy.length === 0 ? "" : ` ${usedByText(usedBy)}`;
  const effect = override.console === undefined ? "" : ` ${effectText(override)}`;
  return `${kind === "config" ? "Dynamic config" : kind.charAt(0).toUpperCase() + kind.slice(1)} ${name}: ${by}${isInBoth ? " and an override in the console name" : " names"} this ${idType}, which ${givesText(override)}${limits.length === 0 ? "" : ` ${limits.join(", ")}`}.${effect}${use}`;
}

const maxNamed = 5;

function usedByText(usedBy: readonly string[]): string {
  const more = usedBy.length - maxNamed;
  return `Used by ${usedBy.slice(0, maxNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

function givesText(override: UserOverride): string {
  const { kind, gives } = override;
  if (kind === "segment") return gives === false ? "keeps it out of the segment" : "puts it into the segment";
  if (kind === "holdout") return gives === false ? "keeps it out of the holdout" : "puts it into the holdout";
  if (typeof gives === "boolean") return gives ? "passes" : "fails";
  if (gives === null) return "gets the value of that rule";
  const experiment = override.console?.experiment ?? null;
  return experiment === null ? `gets “${gives}”` : `gets “${gives}” of ${experiment}`;
}

/** What an override of the console does with the rules on this machine, as a sentence. */
function effectText({ kind, console: consoleSide }: UserOverride): string {
  const noun = kind === "config" ? "dynamic config" : kind;
  switch (consoleSide?.effect) {
    case undefined:
      return "";
    case "decides":
      return "It decides.";
    case "no_effect":
      return "The rules on this machine have it, but another rule decides.";
    case "differs":
      return "The rules on this machine name the ID with another outcome: they are of another time.";
    case "not_in_rules":
      return `The rules of this ${noun} on this machine do not name the ID, so it decides nothing here.`;
    case "other_tier":
      return `It is only for ${consoleSide.environment}, so it decides nothing here.`;
    case "no_rules":
      return "Without rules on this machine, its effect is not known.";
  }
}
