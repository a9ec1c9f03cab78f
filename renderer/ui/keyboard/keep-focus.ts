/** Marks the element that takes the focus in place of the first control around a removed one: the result of an action, such as an answer. */
export const resultFocus = { "data-result-focus": true, tabIndex: -1 } as const;
export const resultAttribute = "data-result-focus";

/**
 * Moves the focus to the nearest remaining control when the focused element is removed, such as a button after its action or a finished line.
 * A result marked with `resultFocus` anywhere in the part is preferred to the controls near the removed one. Used as the `ref` of a part of the page. Without it, the Tab key starts again at the top of the page.
 */
export function keepFocus(part: HTMLElement | null): (() => void) | undefined {
  if (part === null) return undefined;
  /** The element that had the focus last, and its ancestors within the part. */
  let lastFocused: readonly HTMLElement[] = [];
  const recordFocus = ({ target }: FocusEvent) => {
    lastFocused = upTo(part, target);
  };
  const observer = new MutationObserver(() => {
    const [focused] = lastFocused;
    if (focused === undefined || focused.isConnected || document.activeElement !== document.body) return;
    const remaining = [...lastFocused.filter((around) => around.isConnected), part];
    lastFocused = [];
    const result = part.querySelector<HTMLElement>(`[${resultAttribute}]`);
    if (result !== null) return result.focus();
    // The nearest part that still has a control; some have text only.
    for (const around of remaining) {
      const control = focusable(around);
      if (control === null) continue;
      control.focus();
      return;
    }
  });
  part.addEventListener("focusin", recordFocus);
  observer.observe(part, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    part.removeEventListener("focusin", recordFocus);
  };
}

function upTo(part: HTMLElement, target: EventTarget | null): HTMLElement[] {
  const path: HTMLElement[] = [];
  for (let around = target; around instanceof HTMLElement && around !== part; around = around.parentElement) path.push(around);
  return path;
}

const canHaveFocus =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [contenteditable="true"], [tabindex="0"]';

/** Returns the element itself if it can have the focus, or else the first descendant that can. */
function focusable(around: HTMLElement): HTMLElement | null {
  return around.matches(canHaveFocus) ? around : around.querySelector<HTMLElement>(canHaveFocus);
}
