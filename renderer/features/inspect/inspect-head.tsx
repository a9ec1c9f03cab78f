import { Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import type { SessionSnapshot } from "#shared/domain/session-snapshot.ts";
import classes from "./inspect-head.module.css";

export type InspectTab = SessionSnapshot["inspectTab"];

const tabs: readonly { value: InspectTab; label: string }[] = [
  { value: "everything", label: "Everything" },
  { value: "gate", label: "Gate" },
  { value: "config", label: "Config" },
  { value: "experiment", label: "Experiment" },
  { value: "layer", label: "Layer" },
  { value: "ranked", label: "Ranked list" },
];

/** What the tabs show; they stand at the head of the screen, the panel is the rest of it. */
export const inspectPanelId = "inspect-panel";

/** What to ask for: the kinds (a menu where there is little room), the name, and the button. */
export function InspectHead({ tab, onTab, children }: { tab: InspectTab; onTab: (tab: InspectTab) => void; children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const chosen = tabs.find(({ value }) => value === tab);
  const moveWithArrows = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ value }) => value === tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    onTab(next.value);
    list.current?.querySelector<HTMLElement>(`#${tabId(next.value)}`)?.focus();
  };
  return (
    <div className={classes.head}>
      <div ref={list} role="tablist" aria-label="What to ask for" className={classes.kinds} onKeyDown={moveWithArrows}>
        {tabs.map(({ value, label }) => (
          <button
            key={value}
            id={tabId(value)}
            type="button"
            role="tab"
            aria-selected={value === tab}
            aria-controls={inspectPanelId}
            tabIndex={value === tab ? 0 : -1}
            className={classes.kind}
            onClick={() => onTab(value)}
          >
            {label}
          </button>
        ))}
      </div>
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className={classes.menu} aria-label={`What to ask for: ${chosen?.label}`}>
            {chosen?.label}
            <ChevronDown size={13} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {tabs.map(({ value, label }) => (
            <Menu.Item key={value} onClick={() => onTab(value)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {children}
    </div>
  );
}

function tabId(value: InspectTab): string {
  return `inspect-tab-${value}`;
}
