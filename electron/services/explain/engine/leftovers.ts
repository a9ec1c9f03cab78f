import type { SpecResult } from "./results.ts";

/**
 * The specs that the native engine evaluated inside a spec, in order. It keeps one result for a whole evaluation and clears it only for a mapping
 * (`reset`), so the group that a nested spec set remains in the result of its parent (statsig-evaluation.md §3.4).
 */
export type NestedStep =
  /** A gate in a condition. The engine evaluates it once, and then repeats only its value, rule ID and exposures. */
  | { readonly is: "gate"; readonly name: string; readonly result: SpecResult }
  /** An experiment of a layer, or the targeting gate of an autotune. `counts`: the experiment whose group a layer that merges its rules has. */
  | { readonly is: "spec"; readonly result: SpecResult; readonly counts: boolean }
  | { readonly is: "reset" };

interface Registers {
  groupName: string | null;
  /** The group at the end of the experiment that counts. */
  countedGroup: string | null;
  readonly known: Set<string>;
}

/** Replays an evaluation that starts with this spec, and returns the group that its result has at the end. */
export function groupLeftBy(result: SpecResult, mergesRules: boolean): string | null {
  const registers: Registers = { groupName: null, countedGroup: null, known: new Set() };
  replay(result, registers);
  return mergesRules ? registers.countedGroup : registers.groupName;
}

function replay({ steps, outcome, groupName }: SpecResult, registers: Registers): void {
  for (const step of steps) {
    if (step.is === "reset") registers.groupName = null;
    else if (step.is === "spec") {
      replay(step.result, registers);
      if (step.counts) registers.countedGroup = registers.groupName;
    } else if (!registers.known.has(step.name)) {
      replay(step.result, registers);
      registers.known.add(step.name);
    }
  }
  if (outcome === "matched" || outcome === "outside_percentage") registers.groupName = groupName;
}
