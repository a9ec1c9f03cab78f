import { type ReactNode, useId } from "react";
import { TabPanel, TabsLine } from "#renderer/ui/tabs-line.tsx";
import classes from "./answer-tabs.module.css";

export type AnswerTab = "summary" | "exchange" | "code";

const tabs = [
  { value: "summary", label: "Summary" },
  { value: "exchange", label: "Exchange" },
  { value: "code", label: "Code" },
] as const;

export type AnswerTabsProps = {
  tab: AnswerTab;
  onTab: (tab: AnswerTab) => void;
  /** What stands at the right of the tabs: `request 0198f3c2`. */
  end?: ReactNode;
  /** What each tab shows; only the chosen one is made. */
  panels: Record<AnswerTab, () => ReactNode>;
};

/** The evidence behind an answer. */
export function AnswerTabs({ tab, onTab, end, panels }: AnswerTabsProps) {
  const id = useId();
  return (
    <>
      <TabsLine id={id} label="Evidence" tabs={tabs} value={tab} onChange={onTab} end={end} />
      <TabPanel id={id} value={tab} className={classes.panel ?? ""}>
        {panels[tab]()}
      </TabPanel>
    </>
  );
}
