import type { ReactNode } from "react";
import { ScreenHead } from "#renderer/ui/screen-head.tsx";
import { panelId, type TabChoice } from "#renderer/ui/tab-list.tsx";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";

export type InspectTab = SessionSnapshot["inspectTab"];

const tabs: readonly TabChoice<InspectTab>[] = [
  { value: "everything", label: "Everything" },
  { value: "gate", label: "Gate" },
  { value: "config", label: "Config" },
  { value: "experiment", label: "Experiment" },
  { value: "layer", label: "Layer" },
  { value: "ranked", label: "Ranked list" },
];

/** What the tabs show; they stand at the head of the screen, the panel is the rest of it. */
export const inspectPanelId = panelId("inspect");

/** What to ask for: the kinds, the name, and the button. */
export function InspectHead({ tab, onTab, children }: { tab: InspectTab; onTab: (tab: InspectTab) => void; children: ReactNode }) {
  return (
    <ScreenHead id="inspect" label="What to ask for" tabs={tabs} value={tab} onChange={onTab}>
      {children}
    </ScreenHead>
  );
}
