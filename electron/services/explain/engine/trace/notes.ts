import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";

/** The same trace with sentences about the whole of it put in front. */
export function withNotes(trace: SpecTrace | null, notes: readonly string[]): SpecTrace | null {
  return trace === null ? null : { ...trace, notes: [...notes, ...trace.notes] };
}

/** The same trace without its rules. */
export function folded(trace: SpecTrace): SpecTrace {
  const note = "Its rules are not shown here, because the explanation would become too long; ask for it by itself.";
  return { ...trace, rules: [], notes: [note, ...trace.notes] };
}
