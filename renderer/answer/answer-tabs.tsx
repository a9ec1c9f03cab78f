import { type ReactNode, useId } from "react";
import { TabPanel } from "#renderer/ui/tab-list.tsx";
import { TabsLine } from "#renderer/ui/tabs-line.tsx";
import classes from "./answer-tabs.module.css";

export type AnswerTab = "summary" | "why" | "exposures" | "exchange" | "code";

const tabs = [
  { value: "summary", label: "Summary" },
  { value: "why", label: "Why" },
  { value: "exposures", label: "Exposures" },
  { value: "exchange", label: "Exchange" },
  { value: "code", label: "Code" },
] as const;

/** Panels that draw up to the edges and scroll by themselves. */
const unpadded: ReadonlySet<AnswerTab> = new Set(["why"]);

export type AnswerTabsProps = {
  tab: AnswerTab;
  onTab: (tab: AnswerTab) => void;
  /** What stands at the right of the tabs: `request 0198f3c2`. */
  end?: ReactNode;
  /** A count or word beside a tab's name. */
  notes?: Partial<Record<AnswerTab, ReactNode>>;
  /** What each tab shows; only the chosen one is made, and a tab that shows nothing is not there. */
  panels: Partial<Record<AnswerTab, () => ReactNode>>;
};

/** The evidence behind an answer. */
export function AnswerTabs({ tab, onTab, end, notes = {}, panels }: AnswerTabsProps) {
  const id = useId();
  const offered = tabs.filter(({ value }) => panels[value] !== undefined).map((each) => ({ ...each, note: notes[each.value] }));
  const shown = panels[tab] === undefined ? "summary" : tab;
  return (
    <>
      <TabsLine id={id} label="Evidence" tabs={offered} value={shown} onChange={onTab} end={end} />
      <TabPanel id={id} value={shown} className={(unpadded.has(shown) ? classes.unpadded : classes.panel) ?? ""}>
        {panels[shown]?.()}
      </TabPanel>
    </>
  );
}
