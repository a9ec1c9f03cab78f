import type { ReactNode } from "react";
import { TabList, type TabListProps } from "./tab-list.tsx";
import classes from "./tabs-line.module.css";

/** Shows a line of tabs above one panel, with `end` at the right. */
export function TabsLine<Value extends string>({ end, ...tabs }: TabListProps<Value> & { end?: ReactNode }) {
  return (
    <div className={classes.line}>
      <TabList {...tabs} />
      {end !== undefined && <div className={classes.end}>{end}</div>}
    </div>
  );
}
