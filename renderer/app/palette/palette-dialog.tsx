import { Modal } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { CutName } from "#renderer/ui/cut-name.tsx";
import { chordText } from "#renderer/ui/keyboard/kbd.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./palette.module.css";
import { PaletteField } from "./palette-field.tsx";
import { type PaletteItem, paletteGroups } from "./palette-items.ts";
import { usePaletteItems } from "./use-palette-items.ts";

export interface PaletteDialogProps {
  query: string;
  /** True if Enter was pressed before there was a list: its first item is chosen. */
  isEntered: boolean;
  onQuery: (query: string) => void;
  onEnter: () => void;
  onChoose: (item: PaletteItem) => void;
  onClose: () => void;
}

/** Shows one search field for all names, users, screens, commands and past requests. */
export function PaletteDialog({ onClose, onEnter: _onEnter, ...list }: PaletteDialogProps) {
  return (
    <Modal.Root opened onClose={onClose} returnFocus={false} size="40rem" yOffset="4rem" transitionProps={{ duration: 0 }}>
      <Modal.Overlay backgroundOpacity={0.2} />
      <Modal.Content aria-label={appLabels.palette} data-commands="palette">
        <Modal.Body p={0}>
          <PaletteList {...list} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteList({ query, isEntered, onQuery, onChoose }: Omit<PaletteDialogProps, "onClose" | "onEnter">) {
  const id = useId();
  const [at, setAt] = useState(0);
  const groups = paletteGroups(usePaletteItems(query), query);
  const items = groups.flatMap((group) => group.items);
  const active = items[Math.min(at, items.length - 1)];
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (active !== undefined) list.current?.querySelector(`[data-item="${CSS.escape(active.id)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const isDue = useRef(isEntered);
  useEffect(() => {
    if (!isDue.current || active === undefined) return;
    isDue.current = false;
    onChoose(active);
  }, [active, onChoose]);

  const moveWithKeys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const here = Math.min(at, items.length - 1);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 8, PageUp: here - 8 }[event.key];
    if (event.key === "Enter" && active !== undefined) {
      event.preventDefault();
      onChoose(active);
    }
    if (to === undefined) return;
    event.preventDefault();
    const isStep = event.key.startsWith("Arrow");
    setAt(isStep ? (to + items.length) % Math.max(items.length, 1) : Math.min(Math.max(to, 0), items.length - 1));
  };

  return (
    <>
      <PaletteField
        query={query}
        onQuery={(typed) => {
          onQuery(typed);
          setAt(0);
        }}
        onKeyDown={moveWithKeys}
        hasList
        aria-controls={`${id}-list`}
        aria-activedescendant={active === undefined ? undefined : `${id}-${active.id}`}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="What can be done" className={classes.list} tabIndex={-1}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox is not a fieldset
          <div key={group.name} role="group" aria-label={group.name}>
            <div className={classes.heading} aria-hidden="true">
              {group.name}
              {group.more > 0 && <span className="num"> {group.more} more</span>}
            </div>
            {group.items.map((item) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and handles the keys
              <div
                key={item.id}
                id={`${id}-${item.id}`}
                data-item={item.id}
                role="option"
                aria-selected={item === active}
                tabIndex={-1}
                className={classes.item}
                onClick={() => onChoose(item)}
                onMouseMove={() => setAt(items.indexOf(item))}
              >
                {item.verb !== undefined && <span className={classes.verb}>{item.verb}</span>}
                {item.isName ? <CutName name={item.label} /> : <span className="ell">{item.label}</span>}
                {item.note !== undefined && <span className={classes.note}>{noteText(item)}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {items.length === 0 && (
        <p className={classes.none}>No match for “{query}”. A name to check contains no spaces; clear the field to see what is known.</p>
      )}
    </>
  );
}

function noteText({ group, note = "" }: PaletteItem): string {
  return group === "Now" ? chordText(note) : note;
}
