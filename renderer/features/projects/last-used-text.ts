const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayAndYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `never`, `today, 12:07`, `19 Nov`, `3 Feb 2025`, in this machine's time zone. */
export function lastUsedText(atMs: number | null, nowMs: number): string {
  if (atMs === null) return "never";
  const at = new Date(atMs);
  const now = new Date(nowMs);
  if (at.toDateString() === now.toDateString()) return `today, ${clock.format(at)}`;
  return at.getFullYear() === now.getFullYear() ? day.format(at) : dayAndYear.format(at);
}
