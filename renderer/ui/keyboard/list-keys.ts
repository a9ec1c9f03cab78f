import type { KeyboardEvent } from "react";

const listKeys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"];

/**
 * Lets the arrow keys and Enter in a filter field move and open in the list that it filters, as if the list had the focus: the nearest list, tree or grid around
 * the field. The `onKeyDown` of the field.
 */
export function moveInFilteredList(event: KeyboardEvent<HTMLElement>): void {
  if (!listKeys.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
  const list = listNear(event.currentTarget);
  if (list === null) return;
  event.preventDefault();
  list.dispatchEvent(new globalThis.KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
}

function listNear(field: HTMLElement): Element | null {
  for (let around = field.parentElement; around !== null && around.tagName !== "MAIN"; around = around.parentElement) {
    const list = around.querySelector("[role=grid][aria-label], [role=tree], [role=listbox]");
    if (list !== null) return list;
  }
  return null;
}
