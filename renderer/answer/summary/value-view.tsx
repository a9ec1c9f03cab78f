import { useState } from "react";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { JsonText } from "#renderer/ui/json/json-text.tsx";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { Segments } from "#renderer/ui/segments.tsx";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { Section } from "../../parts/section.tsx";
import { valueLabel } from "./value-labels.ts";
import classes from "./value-view.module.css";

/** Shows the value of a config, experiment or layer as a tree or as text, with a button that copies all of it. */
export function ValueView({ value, note }: { value: JsonValue; note?: string }) {
  const [view, setView] = useState<"tree" | "text">("tree");
  const text = JSON.stringify(value, null, 2);
  return (
    <Section
      title="Value"
      note={[parameterCount(value), note].filter(Boolean).join(", ")}
      end={
        <span className={classes.tools}>
          <Segments
            label="View of the value"
            value={view}
            onChange={setView}
            choices={[
              { value: "tree", label: "Tree" },
              { value: "text", label: "Text" },
            ]}
          />
          <CopyButton text={text} what="Value" size={28} />
        </span>
      }
    >
      {view === "tree" ? <JsonView value={value} label={valueLabel} /> : <JsonText text={text} label="Value as text" />}
    </Section>
  );
}

function parameterCount(value: JsonValue): string {
  if (!isJsonObject(value)) return "";
  const count = Object.keys(value).length;
  if (count === 0) return "no parameters";
  return formatCount(count, "parameter");
}
