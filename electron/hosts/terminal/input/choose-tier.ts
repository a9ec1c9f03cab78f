import { tierProblem } from "#shared/domain/evaluation/tier-problem.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { UnusableArguments } from "../arguments.ts";

/**
 * Returns the value of --tier in the spelling of the project, or the project's default. Throws `UnusableArguments` for a tier that the project does not have:
 * nobody is in it, Statsig counts its events nowhere, and an answer for it says nothing of the tier that was meant.
 */
export function chooseTier(project: Project, wanted: string | null | undefined): string {
  if (wanted === null || wanted === undefined) return project.defaultTier;
  const problem = tierProblem(project, wanted);
  if (problem !== null) throw new UnusableArguments(`${problem}.`);
  return project.tiers.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.name ?? wanted;
}
