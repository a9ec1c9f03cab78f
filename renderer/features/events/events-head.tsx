import type { ReactNode } from "react";
import { ScreenHead } from "#renderer/ui/screen-head.tsx";
import { panelId } from "#renderer/ui/tabs/tab-list.tsx";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { eventsLabels } from "./events-labels.ts";
import { type EventsTab, eventsTabLabels, eventsTabs } from "./events-tabs.ts";

/** ID of the panel below the tabs. */
export const eventsPanelId = panelId("events");

/** The tabs of the Events screen, and the tools of the current one. */
export function EventsHead({
  tab,
  onTab,
  unsettledCount,
  children,
}: {
  tab: EventsTab;
  onTab: (tab: EventsTab) => void;
  /** Shown on the Outbox tab. */
  unsettledCount: number;
  children: ReactNode;
}) {
  const tabs = eventsTabs.map((value) => ({
    value,
    label: eventsTabLabels[value],
    ...(value === "outbox" && unsettledCount > 0 && { note: formatNumber(unsettledCount) }),
  }));
  return (
    <ScreenHead id="events" label={eventsLabels.tabs} tabs={tabs} value={tab} onChange={onTab}>
      {children}
    </ScreenHead>
  );
}
