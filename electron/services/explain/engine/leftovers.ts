import type { SpecResult } from "./results.ts";

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
