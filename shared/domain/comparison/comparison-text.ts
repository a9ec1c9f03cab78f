import { formatValue } from "../evaluation/format-value.ts";
import { formatUtcDateTime } from "../text/format-time.ts";
import type { Cause, PartDifference } from "./comparison.ts";

/** `country is DE, not US`; several parts of one cause are joined with “and”. The compared subject's value comes first. */
export function describeCause({ parts }: Cause): string {
  return parts.map(describePart).join(" and ");
}

/** `because country is DE, not US`; each of several causes is enough alone; `for an unknown reason` without a cause. */
export function describeCauses(causes: readonly Cause[]): string {
  const [only, ...others] = causes;
  if (only === undefined) return "for an unknown reason";
  if (others.length === 0) return `because ${describeCause(only)}`;
  return `because ${causes.map(describeCause).join("; or because ")}`;
}

function describePart({ part, reference, compared }: PartDifference): string {
  switch (part.kind) {
    case "field":
      return `${part.path.join(".")} is ${shown(compared)}, not ${shown(reference)}`;
    case "tier":
      return `the tier is ${shown(compared)}, not ${shown(reference)}`;
    case "target_app":
      return `the target app is ${shown(compared)}, not ${shown(reference)}`;
    case "time":
      return `the time is ${time(compared)}, not ${time(reference)}`;
    case "id_list":
      return `the ID list ${part.name} has other members`;
    case "spec":
      return `the rules of ${part.name} differ${part.edits.length === 0 ? "" : ` (${part.edits.join("; ")})`}`;
    case "other_rules":
      return "other parts of the rules differ";
  }
}

function shown(value: PartDifference["reference"]): string {
  return value === undefined || value === null ? "missing" : formatValue(value);
}

function time(value: PartDifference["reference"]): string {
  return typeof value === "number" ? formatUtcDateTime(value) : shown(value);
}
