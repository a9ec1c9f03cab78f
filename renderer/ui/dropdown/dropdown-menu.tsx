import { Menu, type MenuProps } from "@mantine/core";
import type { ReactNode } from "react";
import { DropdownTarget, useOpenedAfterMount } from "./dropdown-target.ts";
import type { Dropdown } from "./use-dropdown.ts";

/** Shows the items of a menu beside its button. */
export function DropdownMenu({
  dropdown,
  className = "",
  children,
  ...props
}: { dropdown: Dropdown; className?: string | undefined; children: ReactNode } & Pick<MenuProps, "position" | "width">) {
  return (
    <Menu id={dropdown.id} opened={useOpenedAfterMount(dropdown.isOpen)} onChange={dropdown.setOpen} {...props}>
      <Menu.Target>
        <DropdownTarget of={dropdown.target} />
      </Menu.Target>
      <Menu.Dropdown className={className}>{children}</Menu.Dropdown>
    </Menu>
  );
}
