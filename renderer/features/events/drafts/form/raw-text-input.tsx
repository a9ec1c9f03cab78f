import { TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./form.module.css";

/** A text input for a value that can be written in several ways: the typed text is kept while it means the current value. */
export function RawTextInput({
  label,
  placeholder,
  className,
  text,
  matches,
  onType,
}: {
  label: string;
  placeholder: string;
  className: string | undefined;
  /** The current value in its standard form. */
  text: string;
  /** Returns true if a typed text means the current value. */
  matches: (typed: string) => boolean;
  onType: (typed: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      className={className ?? ""}
      classNames={{ input: classes.data ?? "" }}
      aria-label={label}
      placeholder={placeholder}
      spellCheck={false}
      value={typed !== null && matches(typed) ? typed : text}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onType(event.currentTarget.value);
      }}
    />
  );
}
