import { type Ref, type RefObject, useEffect, useImperativeHandle, useState } from "react";

/** Stands for an element elsewhere on the page, as the child of Mantine's `Popover.Target` and the like: the dropdown is placed beside that element. */
export function DropdownTarget({ ref, of }: { ref?: Ref<HTMLElement>; of: RefObject<HTMLElement | null> }): null {
  useImperativeHandle(ref, () => of.current as HTMLElement, [of]);
  return null;
}

/** Returns false in the first pass, because Mantine only remembers whom to return the focus to if it sees a dropdown open. */
export function useOpenedAfterMount(isOpen: boolean): boolean {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return isMounted && isOpen;
}
