import { useEffect, useRef } from "react";
import { FieldDropdown, type FieldDropdownState } from "#renderer/ui/dropdown/field-dropdown.tsx";
import type { FieldSuggestion } from "./read-fields.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";

/** The list below a name or a value: what the project's rules read. The focus stays in the field, which handles the keys. */
export function SuggestionList({
  id,
  label,
  suggestions,
  active,
  onTake,
  ...dropdown
}: FieldDropdownState & {
  id: string;
  label: string;
  suggestions: readonly FieldSuggestion[];
  active: number;
  onTake: (taken: FieldSuggestion) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <FieldDropdown position="bottom-start" offset={3} width={272} {...dropdown}>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className={classes.suggestionRows}>
        {suggestions.map((each, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the focused field handles the keys
          <div
            key={each.text}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={classes.suggestionRow}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(each)}
          >
            <code className="ell" title={each.text.length > 20 ? each.text : undefined}>
              {each.text}
            </code>{" "}
            <span>{userLabels.readBy(each.rules)}</span>
          </div>
        ))}
      </div>
    </FieldDropdown>
  );
}
