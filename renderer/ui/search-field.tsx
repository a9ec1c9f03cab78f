import { ActionIcon } from "@mantine/core";
import { Search, X } from "lucide-react";
import type { Ref } from "react";
import { moveInFilteredList } from "./keyboard/list-keys.ts";
import classes from "./search-field.module.css";

/** Shows a search field without a border. Escape and the button at its end clear it. */
export function SearchField({
  label,
  placeholder,
  text,
  onText,
  inputRef,
}: {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  inputRef: Ref<HTMLInputElement>;
}) {
  return (
    <>
      <Search size={14} aria-hidden className={classes.icon} />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        className={classes.input}
        value={text}
        maxLength={500}
        data-escape-clears
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && text !== "") onText("");
          moveInFilteredList(event);
        }}
      />
      {text !== "" && (
        <ActionIcon size={22} aria-label="Clear the search" onClick={() => onText("")}>
          <X size={13} aria-hidden />
        </ActionIcon>
      )}
    </>
  );
}
