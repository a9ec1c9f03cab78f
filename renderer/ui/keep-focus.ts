/**
 * For the `ref` of a part of the page: when what has the focus goes away, a button that did its work or a line that was settled, what stands in its place
 * takes it. Without this a keyboard begins again at the top of the page.
 */
export function keepFocus(part: HTMLElement | null): (() => void) | undefined {
  if (part === null) return undefined;
  /** What had the focus last, and everything around it. */
  let lastFocused: readonly HTMLElement[] = [];
  const noteFocus = ({ target }: FocusEvent) => {
    lastFocused = upTo(part, target);
  };
  const observer = new MutationObserver(() => {
    const [focused] = lastFocused;
    if (focused === undefined || focused.isConnected || document.activeElement !== document.body) return;
    const remaining = lastFocused.find((around) => around.isConnected) ?? part;
    lastFocused = [];
    focusable(remaining)?.focus();
  });
  part.addEventListener("focusin", noteFocus);
  observer.observe(part, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    part.removeEventListener("focusin", noteFocus);
  };
}

function upTo(part: HTMLElement, target: EventTarget | null): HTMLElement[] {
  const path: HTMLElement[] = [];
  for (let around = target; around instanceof HTMLElement && around !== part; around = around.parentElement) path.push(around);
  return path;
}

const canHaveFocus = 'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Itself, or the first thing within. */
function focusable(around: HTMLElement): HTMLElement | null {
  return around.matches(canHaveFocus) ? around : around.querySelector<HTMLElement>(canHaveFocus);
}
