const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** `12:04:31`, in this machine's time zone. */
export function timeOfDay(atMs: number): string {
  return clock.format(atMs);
}

/** `0.4 ms`, `84 ms`, `2.4 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))}\u00a0ms`;
  if (ms < 1000) return `${Math.round(ms)}\u00a0ms`;
  return `${(ms / 1000).toFixed(1)}\u00a0s`;
}

/** What a countdown shows: `0:24`, `12:05`. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `412 bytes`, `12.4 kB`, `1.3 MB`. */
export function size(bytes: number): string {
  if (bytes === 1) return "1\u00a0byte";
  if (bytes < 10_000) return `${bytes.toLocaleString("en-US")}\u00a0bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)}\u00a0kB`;
  return `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;
}
