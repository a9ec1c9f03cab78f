const units: readonly (readonly [number, string])[] = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
];

/** `12 minutes`, `1 day`: in the largest unit that fits. */
export function formatAge(ms: number): string {
  const [unitMs, unit] = units.find(([of]) => ms >= of) ?? [1_000, "second"];
  const count = Math.round(ms / unitMs);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
