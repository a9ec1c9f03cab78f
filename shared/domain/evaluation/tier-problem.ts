import type { Project } from "../project/project.ts";
import { nearNames } from "./names.ts";

/** Says that a project does not have a tier, with its tiers, the closest first, without a full stop. Null for one that it has, in any spelling. */
export function tierProblem({ name, tiers }: Pick<Project, "name" | "tiers">, tier: string): string | null {
  const known = tiers.map((each) => each.name);
  if (known.some((each) => each.toLowerCase() === tier.toLowerCase())) return null;
  const closestFirst = new Set([...nearNames(tier, known), ...known]);
  return `${name} has no tier “${tier}”; its tiers are ${[...closestFirst].join(", ")}`;
}
