import { Popover, type PopoverProps } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import { DropdownTarget } from "./dropdown-target.ts";
import classes from "./field-dropdown.module.css";

/** Where a list below a text field is, and whether it is open. */
export interface FieldDropdownState {
  readonly target: RefObject<HTMLElement | null>;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
}

/** Shows a list below a text field. The focus stays in the field, which handles the keys and has the roles of a combobox. */
export function FieldDropdown({
  target,
  isOpen,
  setOpen,
  children,
  ...props
}: FieldDropdownState & { children: ReactNode } & Pick<PopoverProps, "position" | "offset" | "width">) {
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      withRoles={false}
      transitionProps={{ duration: 0 }}
      radius="lg"
      shadow="none"
      classNames={{ dropdown: classes.list ?? "" }}
      {...props}
    >
      <Popover.Target>
        <DropdownTarget of={target} />
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}
