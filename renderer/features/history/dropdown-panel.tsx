import { Popover, type PopoverProps } from "@mantine/core";
import type { ReactNode } from "react";
import { DropdownTarget, useOpenedAfterMount } from "#renderer/ui/dropdown/dropdown-target.ts";
import type { Dropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import classes from "./dropdown-panel.module.css";

/** A dialog at a button of `useDropdown("dialog")`. It opens once it is mounted, so that the focus returns to the button when it closes. */
export function DropdownPanel({
  label,
  dropdown,
  children,
  ...place
}: {
  label: string;
  dropdown: Dropdown;
  children: ReactNode;
} & Pick<PopoverProps, "position" | "width">) {
  const isOpened = useOpenedAfterMount(dropdown.isOpen);
  return (
    <Popover
      id={dropdown.id}
      opened={isOpened}
      onChange={dropdown.setOpen}
      {...place}
      trapFocus
      returnFocus
      radius="lg"
      shadow="none"
      classNames={{ dropdown: classes.panel ?? "" }}
    >
      <Popover.Target>
        <DropdownTarget of={dropdown.target} />
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  );
}
