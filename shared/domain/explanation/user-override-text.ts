import { formatPercent } from "../text/format-number.ts";
import type { UserOverride } from "./user-override.ts";

/** `Segment staff: its ID list beta names this userID, which puts it into the segment.` */
export function overrideSentence(override: UserOverride): string {
  const { source, kind, name, idType, rule, list, otherConditions, passPercentage, usedBy } = override;
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
  return `${kind === "config" ? "Dynamic config" : kind.charAt(0).toUpperCase() + kind.slice(1)} ${name}: ${by} names this ${idType}, which ${givesText(override)}${limits.length === 0 ? "" : ` ${limits.join(", ")}`}.${use}`;
}

const maxNamed = 5;

function usedByText(usedBy: readonly string[]): string {
  const more = usedBy.length - maxNamed;
  return `Used by ${usedBy.slice(0, maxNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

function givesText({ kind, gives }: UserOverride): string {
  if (kind === "segment") return gives === false ? "keeps it out of the segment" : "puts it into the segment";
  if (kind === "holdout") return gives === false ? "keeps it out of the holdout" : "puts it into the holdout";
  if (typeof gives === "boolean") return gives ? "passes" : "fails";
  return gives === null ? "gets the value of that rule" : `gets “${gives}”`;
}
