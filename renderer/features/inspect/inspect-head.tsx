import type { ReactNode } from "react";
import { ScreenHead } from "#renderer/ui/screen-head.tsx";
import { panelId, type TabChoice } from "#renderer/ui/tabs/tab-list.tsx";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import { inspectLabels, inspectTabLabels } from "./inspect-labels.ts";

export type InspectTab = SessionSnapshot["inspectTab"];

const tabs: readonly TabChoice<InspectTab>[] = [
  { value: "everything", label: inspectTabLabels.everything },
  { value: "gate", label: inspectTabLabels.gate },
  { value: "config", label: inspectTabLabels.config },
  { value: "experiment", label: inspectTabLabels.experiment },
  { value: "layer", label: inspectTabLabels.layer },
  { value: "ranked", label: inspectTabLabels.ranked },
  { value: "store", label: inspectTabLabels.store },
];

/** ID of the panel below the tabs. */
export const inspectPanelId = panelId("inspect");

/** The head of the screen: a tab per entity kind, then the form of the current tab. */
export function InspectHead({ tab, onTab, children }: { tab: InspectTab; onTab: (tab: InspectTab) => void; children: ReactNode }) {
  return (
    <ScreenHead id="inspect" label={inspectLabels.tabs} tabs={tabs} value={tab} onChange={onTab}>
      {children}
    </ScreenHead>
  );
}
