import { type KeyboardEvent, type ReactNode, useRef } from "react";
import classes from "./tabs-line.module.css";

export interface TabChoice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** A count or word beside the label. */
  readonly note?: ReactNode;
}

/** A line of tabs under which one panel is shown. The panel is `<TabPanel id={id} value={…}>`; `end` stands at the right. */
export function TabsLine<Value extends string>({
  id,
  label,
  tabs,
  value,
  onChange,
  end,
}: {
  id: string;
  label: string;
  tabs: readonly TabChoice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  end?: ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const moveWithArrows = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChange(next.value);
    list.current?.querySelector<HTMLElement>(`#${CSS.escape(tabId(id, next.value))}`)?.focus();
  };
  return (
    <div className={classes.line}>
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
      {end !== undefined && <div className={classes.end}>{end}</div>}
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
const panelId = (id: string) => `${id}-panel`;
