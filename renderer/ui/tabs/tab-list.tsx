import { type KeyboardEvent, type ReactNode, useRef } from "react";
import classes from "./tab-list.module.css";

export interface TabChoice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** The count or word next to the label. */
  readonly note?: ReactNode;
}

export interface TabListProps<Value extends string> {
  /** The ID that connects the tabs to their panel: `<TabPanel id={id} value={…}>`, or an element with the ID `panelId(id)`. */
  readonly id: string;
  readonly label: string;
  readonly tabs: readonly TabChoice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** Shows tabs in a row. They are one Tab stop, and the arrow keys select a tab. */
export function TabList<Value extends string>({ id, label, tabs, value, onChange }: TabListProps<Value>) {
  const list = useRef<HTMLDivElement>(null);
  const moveWithArrows = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    onChange(next.value);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(tabId(id, next.value))}`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className={classes.tabs} onKeyDown={moveWithArrows}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          id={tabId(id, tab.value)}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={panelId(id)}
          tabIndex={tab.value === value ? 0 : -1}
          className={classes.tab}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.note !== undefined && <span className={classes.note}> {tab.note}</span>}
        </button>
      ))}
    </div>
  );
}

export function TabPanel({ id, value, className, children }: { id: string; value: string; className?: string; children: ReactNode }) {
  return (
    <div id={panelId(id)} role="tabpanel" aria-labelledby={tabId(id, value)} className={className}>
      {children}
    </div>
  );
}

const tabId = (id: string, value: string) => `${id}-tab-${value}`;

export function panelId(id: string): string {
  return `${id}-panel`;
}
