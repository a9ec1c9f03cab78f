import { Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import classes from "./events-head.module.css";
import { type EventsPlace, placeLabels, places } from "./events-places.ts";

/** What the tabs show; they stand at the head of the screen, the panel is the rest of it. */
export const eventsPanelId = "events-panel";

/** The places of the screen (a menu where there is little room), and the tools of the one in view. */
export function EventsHead({
  place,
  onPlace,
  unsettledCount,
  children,
}: {
  place: EventsPlace;
  onPlace: (place: EventsPlace) => void;
  /** Of the project in hand, beside Outbox. */
  unsettledCount: number;
  children: ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const moveWithArrows = (event: KeyboardEvent) => {
    const at = places.indexOf(place);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: places.length - 1 }[event.key];
    const next = to === undefined ? undefined : places.at(to % places.length);
    if (next === undefined) return;
    event.preventDefault();
    onPlace(next);
    list.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
  const note = (each: EventsPlace) =>
    each === "outbox" && unsettledCount > 0 && <span className={classes.count}>{unsettledCount.toLocaleString("en-US")}</span>;
  return (
    <div className={classes.head}>
      <div ref={list} role="tablist" aria-label="Events" className={classes.places} onKeyDown={moveWithArrows}>
        {places.map((each) => (
          <button
            key={each}
            id={tabId(each)}
            type="button"
            role="tab"
            aria-selected={each === place}
            aria-controls={eventsPanelId}
            tabIndex={each === place ? 0 : -1}
            className={classes.place}
            onClick={() => onPlace(each)}
          >
            {placeLabels[each]} {note(each)}
          </button>
        ))}
      </div>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={classes.menu} aria-label={`Events: ${placeLabels[place]}`}>
            {placeLabels[place]}
            <ChevronDown size={13} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {places.map((each) => (
            <Menu.Item key={each} rightSection={note(each)} onClick={() => onPlace(each)}>
              {placeLabels[each]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {children}
    </div>
  );
}

export function tabId(place: EventsPlace): string {
  return `events-tab-${place}`;
}
