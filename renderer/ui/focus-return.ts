import { useEffect, useEffectEvent, useState } from "react";

/**
 * Returns the focus on unmount to the element that had it on mount, unless another element has it by then. `isWanted` is called on unmount;
 * false leaves the focus alone.
 */
export function useFocusReturn(isWanted: () => boolean = () => true): void {
  const [opener] = useState(() => openerOf(document.activeElement));
  const readIsWanted = useEffectEvent(isWanted);
  useEffect(
    () => () => {
      if (!readIsWanted()) return;
      // The dialog's own elements are removed shortly after this.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        // The opener is gone if a menu or the palette opened the dialog, or disabled if nothing is left to do: work continues on the screen.
        const canTake = opener instanceof HTMLElement && opener.isConnected && opener !== document.body && !opener.matches(":disabled");
        const target = canTake ? opener : document.querySelector("main");
        target?.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}

/** Returns the control that opened a menu or list instead of an item in it, because the item is removed when the list closes. */
function openerOf(focused: Element | null): Element | null {
  const dropdown = focused?.closest(".mantine-Menu-dropdown, .mantine-Popover-dropdown, .mantine-Combobox-dropdown");
  if (dropdown == null) return focused;
  return document.getElementById(dropdown.getAttribute("aria-labelledby") ?? "") ?? dropdown.previousElementSibling;
}
