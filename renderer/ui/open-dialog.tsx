import { Modal, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";

/** A dialog that is there only while it is open. Mantine's own gives the focus back when it closes, not when it goes. */
export function OpenDialog(props: Omit<ModalProps, "opened" | "returnFocus">) {
  useFocusBack();
  return <Modal opened returnFocus={false} {...props} />;
}

/** What had the focus when this came gets it back when this goes, unless it has moved on by then. */
function useFocusBack() {
  const [opener] = useState(() => openerOf(document.activeElement));
  useEffect(
    () => () => {
      // The dialog's own elements are gone a moment later.
      setTimeout(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}

/** An entry of a menu or list goes with it: what opened that opened this. */
function openerOf(focused: Element | null): Element | null {
  const dropdown = focused?.closest(".mantine-Menu-dropdown, .mantine-Popover-dropdown, .mantine-Combobox-dropdown");
  if (dropdown == null) return focused;
  return document.getElementById(dropdown.getAttribute("aria-labelledby") ?? "") ?? dropdown.previousElementSibling;
}
