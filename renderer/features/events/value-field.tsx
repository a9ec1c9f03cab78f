import { TextInput } from "@mantine/core";
import { useState } from "react";
import { Segments } from "#renderer/ui/segments.tsx";
import type { JsonValue } from "#shared/domain/json.ts";
import classes from "./form.module.css";
import { asType, typedValue, valueText, valueType } from "./typed-value.ts";

/** An event's value, with the type that it goes out as always in view. A number is one from the moment it can be read as such. */
export function ValueField({ value, onChange }: { value: JsonValue; onChange: (value: JsonValue) => void }) {
  const [asText, setAsText] = useState(valueType(value) === "text");
  const [typed, setTyped] = useState<string | null>(null);
  const type = valueType(value);
  // `2.50` stays as it was typed while it means the value in hand.
  const text = typed !== null && typedValue(typed, { asText }) === value ? typed : valueText(value);
  return (
    <>
      <TextInput
        className={classes.grow ?? ""}
        classNames={{ input: classes.data ?? "" }}
        aria-label="Value"
        placeholder="no value"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange(typedValue(event.currentTarget.value, { asText }));
        }}
      />
      <Segments
        label="Type of the value"
        value={type}
        onChange={(chosen) => {
          if (chosen === "other") return;
          setAsText(chosen === "text");
          onChange(asType(value, chosen));
        }}
        choices={[
          { value: "none", label: "None" },
          { value: "number", label: "Number" },
          { value: "text", label: "Text" },
          ...(type === "other" ? [{ value: "other" as const, label: "JSON" }] : []),
        ]}
      />
    </>
  );
}
