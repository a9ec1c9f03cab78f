import { Menu } from "@mantine/core";
import { DropdownMenu } from "../dropdown/dropdown-menu.tsx";
import type { Dropdown } from "../dropdown/use-dropdown.ts";
import type { TabListProps } from "./tab-list.tsx";

export type TabMenuProps<Value extends string> = Pick<TabListProps<Value>, "tabs" | "onChange"> & { dropdown: Dropdown };

/** Shows tabs as a menu, where there is little room for them. */
export function TabMenu<Value extends string>({ tabs, onChange, dropdown }: TabMenuProps<Value>) {
  return (
    <DropdownMenu dropdown={dropdown} position="bottom-start">
      {tabs.map((tab) => (
        <Menu.Item key={tab.value} rightSection={tab.note} onClick={() => onChange(tab.value)}>
          {tab.label}
        </Menu.Item>
      ))}
    </DropdownMenu>
  );
}
