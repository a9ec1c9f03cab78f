import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useDropdown } from "./dropdown/use-dropdown.ts";
import { lazyPart } from "./lazy-part.tsx";
import classes from "./screen-head.module.css";
import { TabList, type TabListProps } from "./tabs/tab-list.tsx";
import type { TabMenuProps } from "./tabs/tab-menu.tsx";

const TabMenu = lazyPart(async () => (await import("./tabs/tab-menu.tsx")).TabMenu) as <Value extends string>(
  props: TabMenuProps<Value>,
) => ReactNode;

/** Shows the head of a screen with several tabs: the tabs, or a menu if there is little room, and the tools of the current tab. */
export function ScreenHead<Value extends string>({ children, ...places }: TabListProps<Value> & { children: ReactNode }) {
  const { label, tabs, value } = places;
  const menu = useDropdown("menu");
  const chosen = tabs.find((tab) => tab.value === value);
  return (
    <div className={classes.head}>
      <div className={classes.tabs}>
        <TabList {...places} />
      </div>
      <button type="button" className={classes.menu} aria-label={`${label}: ${chosen?.label}`} {...menu.button}>
        {chosen?.label}
        <ChevronDown size={13} aria-hidden />
      </button>
      {menu.wasOpened && <TabMenu dropdown={menu.dropdown} {...places} />}
      {children}
    </div>
  );
}
