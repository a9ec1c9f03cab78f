import { ActionIcon, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Finding, objectLimit } from "#shared/domain/events/event-findings.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { eventsLabels } from "../events-labels.ts";
import { valueText } from "./event-value.ts";
import { Findings, findingsAt, severityOf } from "./field.tsx";
import classes from "./form.module.css";
import { isShadowed, type MetadataRow, metadataOf, rowsMatch } from "./metadata-entries.ts";

/** The pairs that go with an event: texts, and said where they are not. */
export function MetadataRows<Draft>({
  metadata,
  findings,
  onChange,
  onFix,
}: {
  metadata: JsonObject;
  findings: readonly Finding<Draft>[];
  onChange: (metadata: JsonObject) => void;
  onFix: (draft: Draft) => void;
}) {
  const [typed, setTyped] = useState<readonly MetadataRow[]>(Object.entries(metadata));
  const rows = rowsMatch(typed, metadata) ? typed : Object.entries(metadata);
  const list = useRef<HTMLFieldSetElement>(null);
  const take = (next: readonly MetadataRow[]) => {
    setTyped(next);
    onChange(metadataOf(next));
  };
  const addRow = () => {
    flushSync(() => take([...rows, ["", ""]]));
    [...(list.current?.querySelectorAll<HTMLInputElement>("input[data-name]") ?? [])].at(-1)?.focus();
  };
  const length = rows.length === 0 ? 0 : JSON.stringify(metadata).length;
  return (
    <fieldset ref={list} className={classes.group}>
      <legend className={classes.legend}>
        Metadata <span>text to text{length > 0 && `, ${formatNumber(length)} of ${formatNumber(objectLimit)} characters`}</span>
      </legend>
      {rows.map(([name, value], at) => {
        const about = findingsAt(findings, "metadata", name);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its name changes with every key
          <div key={at} className={classes.pair} data-severity={severityOf(about)}>
            <TextInput
              classNames={{ input: classes.data ?? "" }}
              aria-label={`Name of metadata ${at + 1}`}
              data-name=""
              placeholder="name"
              spellCheck={false}
              value={name}
              onChange={(event) => take(rows.with(at, [event.currentTarget.value, value]))}
            />
            <TextInput
              classNames={{ input: classes.data ?? "" }}
              aria-label={eventsLabels.valueOf(name === "" ? `metadata ${at + 1}` : name)}
              placeholder="empty text"
              spellCheck={false}
              value={valueText(value)}
              onChange={(event) => take(rows.with(at, [name, event.currentTarget.value]))}
            />
            <ActionIcon
              size={24}
              aria-label={`Remove ${name === "" ? `metadata ${at + 1}` : name}`}
              onClick={() => take(rows.toSpliced(at, 1))}
            >
              <X size={13} aria-hidden />
            </ActionIcon>
            {isShadowed(rows, at) ? (
              <p className={classes.shadowed}>“{name}” stands below again, and that one goes out.</p>
            ) : (
              <Findings findings={about} onFix={onFix} />
            )}
          </div>
        );
      })}
      <Findings findings={findings.filter(({ path }) => path.length === 1)} onFix={onFix} />
      <button type="button" className={classes.add} onClick={addRow}>
        <Plus size={12} aria-hidden /> {eventsLabels.addPair}
      </button>
    </fieldset>
  );
}
