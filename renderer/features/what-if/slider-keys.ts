import type { KeyboardEvent } from "react";

/** Returns by how many percent a key moves a slider: 1, with Shift 0.1; null for any other key, which the browser handles. Takes the key. */
export function sliderStep(event: KeyboardEvent): number | null {
  const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  if (direction === undefined) return null;
  event.preventDefault();
  return event.shiftKey ? direction / 10 : direction;
}
