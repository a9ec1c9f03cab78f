import type { ReactNode } from "react";
import { ScreenHead } from "#renderer/ui/screen-head.tsx";
import { panelId, type TabChoice } from "#renderer/ui/tab-list.tsx";
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
];

/** What the tabs show; they stand at the head of the screen, the panel is the rest of it. */
export const inspectPanelId = panelId("inspect");

/** What to ask for: the kinds, the name, and the button. */
export function InspectHead({ tab, onTab, children }: { tab: InspectTab; onTab: (tab: InspectTab) => void; children: ReactNode }) {
  return (
    <ScreenHead id="inspect" label={inspectLabels.tabs} tabs={tabs} value={tab} onChange={onTab}>
      {children}
    </ScreenHead>
  );
}
