import type { ReactNode } from "react";
import { ScreenHead } from "#renderer/ui/screen-head.tsx";
import { panelId } from "#renderer/ui/tab-list.tsx";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { eventsLabels } from "./events-labels.ts";
import { type EventsTab, eventsTabLabels, eventsTabs } from "./events-tabs.ts";

/** What the tabs show; they stand at the head of the screen, the panel is the rest of it. */
export const eventsPanelId = panelId("events");

/** The places of the screen, and the tools of the one in view. */
export function EventsHead({
  tab,
  onTab,
  unsettledCount,
  children,
}: {
  tab: EventsTab;
  onTab: (tab: EventsTab) => void;
  /** Of the project in hand, beside Outbox. */
  unsettledCount: number;
  children: ReactNode;
}) {
  const tabs = eventsTabs.map((value) => ({
    value,
    label: eventsTabLabels[value],
    ...(value === "outbox" && unsettledCount > 0 && { note: formatNumber(unsettledCount) }),
  }));
  return (
    <ScreenHead id="events" label={eventsLabels.places} tabs={tabs} value={tab} onChange={onTab}>
      {children}
    </ScreenHead>
  );
}
