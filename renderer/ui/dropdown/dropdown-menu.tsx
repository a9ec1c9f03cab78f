import { Menu, type MenuProps } from "@mantine/core";
import type { ReactNode } from "react";
import { DropdownTarget, useOpenedAfterMount } from "./dropdown-target.ts";
import type { Dropdown } from "./use-dropdown.ts";

/** Shows the items of a menu beside its button. Typed characters find an item, except those of `commands`: the commands whose keys the items show. */
export function DropdownMenu({
  dropdown,
  className = "",
  commands = "",
  children,
  ...props
}: { dropdown: Dropdown; className?: string | undefined; commands?: string; children: ReactNode } & Pick<MenuProps, "position" | "width">) {
  return (
    <Menu id={dropdown.id} opened={useOpenedAfterMount(dropdown.isOpen)} onChange={dropdown.setOpen} {...props}>
      <Menu.Target>
        <DropdownTarget of={dropdown.target} />
      </Menu.Target>
      <Menu.Dropdown className={className} data-commands={commands}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
