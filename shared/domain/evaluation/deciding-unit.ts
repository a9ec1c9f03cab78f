import { type StatsigUser, unitIds } from "../user/statsig-user.ts";
import type { Answer } from "./evaluation.ts";

/**
 * Returns the user's ID of the type that decided an answer, or null if the user has none of that type. An answer without a known ID type
 * gets the user's first ID, which still tells whose answer it is.
 */
export function decidingUnit({ idType }: Pick<Answer, "idType">, user: StatsigUser): { idType: string; value: string } | null {
  const units = unitIds(user);
  if (idType === null) return units[0] ?? null;
  return units.find((unit) => unit.idType.toLowerCase() === idType.toLowerCase()) ?? null;
}
