/** Returns the value, or the limit that it is beyond. */
export function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}

/** A share of 0 to 1 as a length in a drawing: `31.1%`. */
export function percentLength(share: number): string {
  return `${clamp(share, 0, 1) * 100}%`;
}
