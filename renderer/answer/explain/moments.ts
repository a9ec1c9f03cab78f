/** Formats a time as the value of a local date and time field: `2026-12-24T18:00`. */
export function writeLocalMoment(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function readLocalMoment(text: string): number | null {
  const atMs = new Date(text).getTime();
  return Number.isFinite(atMs) ? atMs : null;
}
