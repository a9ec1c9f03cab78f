import type { KeyboardEvent } from "react";

/** Up and down move between the rows of a list, which are buttons with `data-row`; right and left unfold and fold. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const { target, key } = event;
  if (!(target instanceof HTMLButtonElement) || target.dataset.row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const expanded = target.getAttribute("aria-expanded");
  if ((key === "ArrowRight" && expanded === "false") || (key === "ArrowLeft" && expanded === "true")) target.click();
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step === undefined) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button[data-row]")];
  rows[rows.indexOf(target) + step]?.focus();
}
