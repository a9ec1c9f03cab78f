/** What is said of an answer after its reason. Whichever reason the answer has, the notes stay. */
const notStored = "; this could not be stored in the history";
const delayed = "; Statsig requested a delay, so this was checked again after ";

export function withNotStoredNote(because: string): string {
  return because + notStored;
}

export function withDelayNote(because: string, delayMs: number): string {
  return `${because}${delayed}${delayMs / 1000} s`;
}

/** Separates a reason from its notes. */
export function splitNotes(because: string): { readonly reason: string; readonly notes: string } {
  const starts = [notStored, delayed].map((note) => because.indexOf(note)).filter((at) => at !== -1);
  const at = Math.min(because.length, ...starts);
  return { reason: because.slice(0, at), notes: because.slice(at) };
}
