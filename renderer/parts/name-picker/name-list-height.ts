export const nameRowHeightPx = 28;
const maxRowsInView = 9;

/** Returns the height of a list of names, which scrolls above nine rows. */
export function nameListHeightPx(count: number): number {
  return Math.min(count, maxRowsInView) * nameRowHeightPx;
}
