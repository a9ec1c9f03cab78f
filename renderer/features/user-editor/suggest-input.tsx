import { useDebouncedValue } from "@mantine/hooks";
import { type ComponentProps, type KeyboardEvent, useId, useRef, useState } from "react";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import type { ReadFields } from "#shared/domain/explanation/read-fields.ts";
import { type FieldSuggestion, suggestedValues, uncomparedValue, unreadName } from "./read-fields.ts";
import { useReadFields } from "./use-read-fields.ts";
import classes from "./user-editor.module.css";

const SuggestionList = lazyPart(async () => (await import("./suggestion-list.tsx")).SuggestionList);

type SuggestInputProps = Omit<ComponentProps<"input">, "value" | "list"> & {
  value: string;
  /** Returns what fits the text, of what the project's rules read. */
  suggest: (read: ReadFields) => FieldSuggestion[];
  /** The name of the list. */
  listLabel: string;
  onTake: (taken: FieldSuggestion) => void;
};

/**
 * A text field with a list of what the project's rules read. The list opens while typing and with the arrow keys; Enter takes the marked one, and
 * without one does what it does in any field; Escape closes the list first. Without rules it is a plain text field.
 */
export function SuggestInput({ value, suggest, listLabel, onTake, onChange, onKeyDown, onFocus, onBlur, ...input }: SuggestInputProps) {
  const id = useId();
  const target = useRef<HTMLInputElement>(null);
  const [wasFocused, setFocused] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const [wasShown, setWasShown] = useState(false);
  const [active, setActive] = useState(-1);
  const read = useReadFields(wasFocused);
  const suggestions = isOpen ? suggest(read) : [];
  const isShown = suggestions.length > 0;
  if (isShown && !wasShown) setWasShown(true);
  const chosen = suggestions[active];
  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const take = (taken: FieldSuggestion) => {
    close();
    onTake(taken);
  };
  const handleKeys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return onKeyDown?.(event);
    if (event.key === "ArrowDown" || (event.key === "ArrowUp" && isShown)) {
      event.preventDefault();
      const count = suggest(read).length;
      const next = isShown ? active + (event.key === "ArrowDown" ? 1 : -1) : 0;
      setOpen(true);
      return setActive(count === 0 || next >= count ? -1 : next < -1 ? count - 1 : next);
    }
    if (isShown && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    if (chosen !== undefined && event.key === "Enter") {
      event.preventDefault();
      return take(chosen);
    }
    return onKeyDown?.(event);
  };
  return (
    <>
      <input
        ref={target}
        role="combobox"
        aria-expanded={isShown}
        aria-controls={isShown ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${active}`}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={value}
        onFocus={(event) => {
          setFocused(true);
          onFocus?.(event);
        }}
        onChange={(event) => {
          setActive(-1);
          setOpen(true);
          onChange?.(event);
        }}
        onKeyDown={handleKeys}
        onBlur={(event) => {
          close();
          onBlur?.(event);
        }}
        {...input}
      />
      {wasShown && (
        <SuggestionList
          target={target}
          isOpen={isShown}
          setOpen={(next) => (next ? setOpen(true) : close())}
          id={id}
          label={listLabel}
          suggestions={suggestions}
          active={active}
          onTake={take}
        />
      )}
    </>
  );
}

/** Whether a field was changed: `typing` until the focus leaves it. */
export type Typed = "no" | "typing" | "done";

/** Says below a field that was typed that no rule reads its name, or compares it with its value. Quiet while the text may become a value. */
export function NoRuleReads({ path, text, typed }: { path: readonly string[]; text: string | null; typed: Typed }) {
  const read = useReadFields(typed !== "no");
  const mayBecome = typed === "typing" && text !== null && suggestedValues(read, path, text).some(({ text: other }) => begins(other, text));
  const said = typed === "no" ? null : (unreadName(read, path) ?? (text === null || mayBecome ? null : uncomparedValue(read, path, text)));
  const [settled] = useDebouncedValue(said, saidAfterMs);
  if (typed === "no") return null;
  return (
    <p role="status" className={classes.unread}>
      {settled === said ? said : null}
    </p>
  );
}

/** Not at every keystroke. */
const saidAfterMs = 300;

function begins(text: string, start: string): boolean {
  return text.toLowerCase().startsWith(start.toLowerCase());
}
