import { type RefObject, useId, useRef, useState } from "react";

/** What the content of a dropdown, whose code is a separate file, needs to know of its button. */
export interface Dropdown {
  /** The id of the button. Mantine derives the id of the dropdown from it. */
  readonly id: string;
  readonly target: RefObject<HTMLButtonElement | null>;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

/**
 * Connects a button that is part of the page from the start with a dropdown that is loaded later. Render the dropdown beside the button as soon as
 * `wasOpened`; a closed one stays, so that it fades and returns the focus.
 */
export function useDropdown(popup: "menu" | "listbox" | "dialog") {
  const id = useId();
  const target = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  if (isOpen && !wasOpened) setWasOpened(true);
  const dropdown: Dropdown = { id, target, isOpen, setOpen };
  return {
    dropdown,
    wasOpened,
    button: {
      id,
      ref: target,
      "aria-haspopup": popup,
      "aria-expanded": isOpen,
      "aria-controls": isOpen ? `${id}-dropdown` : undefined,
      onClick: () => setOpen(!isOpen),
    },
  } as const;
}
