import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";

/** Returns the trace with these notes before its own. */
export function withNotes(trace: SpecTrace | null, notes: readonly string[]): SpecTrace | null {
  return trace === null || notes.length === 0 ? trace : { ...trace, notes: [...notes, ...trace.notes] };
}

/** Returns the trace without its rules, with a note that says so. */
export function withoutRules(trace: SpecTrace): SpecTrace {
  const note = "Its rules are omitted because the explanation would be too long; open it on its own.";
  return { ...trace, rules: [], notes: [note, ...trace.notes] };
}
