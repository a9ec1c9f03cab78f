import type { ReactNode } from "react";
import { TabList, type TabListProps } from "./tab-list.tsx";
import classes from "./tabs-line.module.css";

/** A line of tabs under which one panel is shown; `end` stands at the right. */
export function TabsLine<Value extends string>({ end, ...tabs }: TabListProps<Value> & { end?: ReactNode }) {
  return (
    <div className={classes.line}>
      <TabList {...tabs} />
      {end !== undefined && <div className={classes.end}>{end}</div>}
    </div>
  );
}
