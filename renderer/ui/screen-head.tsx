import { Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./screen-head.module.css";
import { TabList, type TabListProps } from "./tabs/tab-list.tsx";

/** Shows the head of a screen with several tabs: the tabs, or a menu if there is little room, and the tools of the current tab. */
export function ScreenHead<Value extends string>({ children, ...places }: TabListProps<Value> & { children: ReactNode }) {
  const { label, tabs, value, onChange } = places;
  const chosen = tabs.find((tab) => tab.value === value);
  return (
    <div className={classes.head}>
      <div className={classes.tabs}>
        <TabList {...places} />
      </div>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={classes.menu} aria-label={`${label}: ${chosen?.label}`}>
            {chosen?.label}
            <ChevronDown size={13} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {tabs.map((tab) => (
            <Menu.Item key={tab.value} rightSection={tab.note} onClick={() => onChange(tab.value)}>
              {tab.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {children}
    </div>
  );
}
