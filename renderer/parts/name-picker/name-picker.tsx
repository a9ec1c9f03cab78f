import { useWindowEvent } from "@mantine/hooks";
import { Braces, ChevronDown, FlaskConical, Layers2, ListOrdered, type LucideIcon, ToggleRight } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useId, useRef, useState } from "react";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { parseNames } from "#shared/domain/evaluation/names.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";
import { nameFieldLabel } from "./name-field-label.ts";
import classes from "./name-picker.module.css";
import { asOneLine, matchingNames, nameAt, withNameAt } from "./name-text.ts";

export const kindIcons: Record<EntityKind, LucideIcon> = {
  gate: ToggleRight,
  config: Braces,
  experiment: FlaskConical,
  layer: Layers2,
  ranked: ListOrdered,
};

export type NamePickerProps = {
  kind: EntityKind;
  /** The typed text. For gates it may contain several names, see `parseNames`. */
  value: string;
  onChange: (text: string) => void;
  /** Called on Enter if no name in the list is chosen. */
  onRun: () => void;
  /** The names of this kind that are known to exist. */
  known: readonly KnownName[];
  inputRef?: RefObject<HTMLInputElement | null>;
};

const NameDropdown = lazyPart(async () => (await import("./name-dropdown.tsx")).NameDropdown);

/** Shows the field for the name to check, with a list of known names. For gates it accepts several names, also as pasted lines. */
export function NamePicker({ kind, value, onChange, onRun, known, inputRef }: NamePickerProps) {
  const id = useId();
  const ownInput = useRef<HTMLInputElement>(null);
  const input = inputRef ?? ownInput;
  const field = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  if (isOpen && !wasOpened) setWasOpened(true);
  const [caret, setCaret] = useState(0);
  /** The index of the chosen row; -1 if none is chosen and the text itself is used. */
  const [active, setActive] = useState(-1);
  const takesSeveral = kind === "gate";
  const typed = takesSeveral ? nameAt(value, caret).name : value.trim();
  const matches = isOpen ? matchingNames(known, known.some(({ name }) => name === typed) ? "" : typed) : [];
  const count = takesSeveral ? parseNames(value).length : 0;
  const Icon = kindIcons[kind];

  const change = (text: string, at: number) => {
    onChange(text);
    setCaret(at);
    setActive(-1);
  };
  const open = (first: number) => {
    setCaret(input.current?.selectionStart ?? value.length);
    setActive(first);
    setOpen(true);
  };
  const pick = (name: string) => {
    const next = takesSeveral ? withNameAt(value, caret, name) : { text: name, caret: name.length };
    change(next.text, next.caret);
    setOpen(false);
    input.current?.focus();
  };
  const handleKeys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = matches[active];
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        if (!isOpen) return open(event.key === "ArrowDown" ? 0 : -1);
        const last = matches.length - 1;
        const next = active + (event.key === "ArrowDown" ? 1 : -1);
        return setActive(next > last ? -1 : next < -1 ? last : next);
      }
      case "Enter":
        event.preventDefault();
        if (isOpen && chosen !== undefined) return pick(chosen.name);
        setOpen(false);
        return onRun();
      case "Escape":
        if (!isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        return setOpen(false);
    }
  };
  // The page handles Run's shortcut before this field does. The list is closed first, so that it does not cover the answer.
  useWindowEvent(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) setOpen(false);
    },
    { capture: true },
  );
  const pasteLines = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData("text");
    if (!takesSeveral || !/[\r\n\t;]/.test(pasted.trim())) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const before = value.slice(0, selectionStart ?? value.length) + asOneLine(pasted);
    change(before + value.slice(selectionEnd ?? value.length), before.length);
  };

  return (
    <>
      <div ref={field} className={classes.field}>
        <Icon size={14} aria-hidden className={classes.icon} />
        <input
          ref={input}
          type="text"
          role="combobox"
          className={classes.input}
          aria-label={nameFieldLabel(entityKindLabels[kind].one, takesSeveral)}
          aria-expanded={isOpen}
          aria-controls={isOpen ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
          placeholder={`name of ${kind === "experiment" ? "an" : "a"} ${entityKindLabels[kind].one}`}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          value={value}
          onChange={(event) => {
            change(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length);
            setOpen(true);
          }}
          onKeyDown={handleKeys}
          onPaste={pasteLines}
          onBlur={() => setOpen(false)}
        />
        {count > 1 && <span className={classes.count}>{count} gates</span>}
        <button
          type="button"
          tabIndex={-1}
          className={classes.open}
          aria-label={isOpen ? "Close the known names" : "Show the known names"}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            input.current?.focus();
            if (isOpen) setOpen(false);
            else open(-1);
          }}
        >
          <ChevronDown size={13} aria-hidden />
        </button>
      </div>
      {wasOpened && (
        <NameDropdown
          target={field}
          isOpen={isOpen}
          setOpen={setOpen}
          id={id}
          kind={kind}
          matches={matches}
          knownCount={known.length}
          typed={typed}
          active={active}
          onPick={pick}
        />
      )}
    </>
  );
}
