import { TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./form.module.css";

/** A text box for a value that can be written in more than one way: what is typed stays as it was typed while it means the value in hand. */
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
  /** The value in hand, as it is written of itself. */
  text: string;
  /** Whether a typed text means the value in hand. */
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
