import type { SpecTrace } from "#shared/domain/explanation.ts";

/** The same trace with sentences about the whole of it put in front. */
export function withNotes(trace: SpecTrace | null, notes: readonly string[]): SpecTrace | null {
  return trace === null ? null : { ...trace, notes: [...notes, ...trace.notes] };
}
