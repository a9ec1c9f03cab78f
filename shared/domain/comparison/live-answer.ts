import type { Answer } from "../evaluation/evaluation.ts";
import { isSameJson } from "../json/json.ts";
import type { ComparedAnswer } from "./comparison.ts";

/**
 * True if an answer of Statsig says the same as one that was evaluated here. Statsig gives a failing gate and an unknown one the same answer
 * (statsig-http.md §4), and no group where it gives no name.
 */
export function isSameAsHere(live: Answer, here: ComparedAnswer): boolean {
  if (live.state === "not_found" || here.state === "not_found")
    return here.state === "not_found" ? live.state === "not_found" || live.mayBeMissing : live.mayBeMissing && here.state === "fail";
  if (live.kind === "gate") return live.value === here.value;
  const hasSameGroup = live.kind !== "experiment" || live.groupName === null || live.groupName === here.groupName;
  return hasSameGroup && isSameJson(live.value, here.value);
}
