import { useState } from "react";
import { Segments } from "#renderer/ui/segments.tsx";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { eventsLabels } from "../../events-labels.ts";
import { convertValue, parseValue, valueText, valueType } from "./event-value.ts";
import classes from "./form.module.css";
import { RawTextInput } from "./raw-text-input.tsx";

/** Edits the value of an event and shows the type it is sent as. A text that is a plain number becomes a number unless Text is chosen. */
export function ValueField({ value, onChange }: { value: JsonValue; onChange: (value: JsonValue) => void }) {
  const [asText, setAsText] = useState(valueType(value) === "text");
  const type = valueType(value);
  return (
    <>
      <RawTextInput
        label={eventsLabels.value}
        placeholder="no value"
        className={classes.grow}
        text={valueText(value)}
        matches={(typed) => parseValue(typed, { asText }) === value}
        onType={(typed) => onChange(parseValue(typed, { asText }))}
      />
      <Segments
        label="Value type"
        value={type}
        onChange={(chosen) => {
          if (chosen === "other") return;
          setAsText(chosen === "text");
          onChange(convertValue(value, chosen));
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
