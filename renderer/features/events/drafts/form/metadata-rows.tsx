import { ActionIcon, TextInput } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { CannotRestore, useListUndo } from "#renderer/ui/undo.ts";
import { type Finding, objectLimit } from "#shared/domain/events/event-findings.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { eventsLabels } from "../../events-labels.ts";
import { valueText } from "./event-value.ts";
import { Findings, findingsAt, severityOf } from "./field.tsx";
import classes from "./form.module.css";
import { isShadowed, type MetadataRow, metadataOf, rowsMatch } from "./metadata-entries.ts";

/** Edits the metadata of an event as name and value pairs. */
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
  const offerUndo = useListUndo({ rows, onChange });
  const list = useRef<HTMLFieldSetElement>(null);
  const apply = (next: readonly MetadataRow[]) => {
    setTyped(next);
    onChange(metadataOf(next));
  };
  const addRow = () => {
    flushSync(() => apply([...rows, ["", ""]]));
    [...(list.current?.querySelectorAll<HTMLInputElement>("input[data-name]") ?? [])].at(-1)?.focus();
  };
  const length = rows.length === 0 ? 0 : JSON.stringify(metadata).length;
  return (
    <fieldset ref={list} className={classes.group}>
      <legend className={classes.legend}>
        Metadata <span>Text values only{length > 0 && `, ${formatNumber(length)} of ${formatNumber(objectLimit)} characters`}</span>
      </legend>
      {rows.map(([name, value], at) => {
        const about = findingsAt(findings, "metadata", name);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position; its name changes with every key
          <div key={at} className={classes.pair} data-severity={severityOf(about)}>
            <TextInput
              classNames={{ input: classes.data ?? "" }}
              aria-label={`Name of metadata ${at + 1}`}
              data-name=""
              placeholder="name"
              spellCheck={false}
              value={name}
              onChange={(event) => apply(rows.with(at, [event.currentTarget.value, value]))}
            />
            <TextInput
              classNames={{ input: classes.data ?? "" }}
              aria-label={eventsLabels.valueOf(name === "" ? `metadata ${at + 1}` : name)}
              placeholder="empty text"
              spellCheck={false}
              value={valueText(value)}
              onChange={(event) => apply(rows.with(at, [name, event.currentTarget.value]))}
            />
            <ActionIcon
              size={24}
              aria-label={`Remove ${name === "" ? `metadata ${at + 1}` : name}`}
              onClick={() => {
                const rest = rows.toSpliced(at, 1);
                apply(rest);
                offerUndo(name === "" ? `Metadata ${at + 1}` : name, (now) => {
                  if (JSON.stringify(now.rows) !== JSON.stringify(rest)) throw new CannotRestore("the metadata were changed since.");
                  setTyped(rows);
                  now.onChange(metadataOf(rows));
                });
              }}
            >
              <X size={13} aria-hidden />
            </ActionIcon>
            {isShadowed(rows, at) ? (
              <p className={classes.shadowed}>“{name}” is set again below; only that value is sent.</p>
            ) : (
              <Findings findings={about} onFix={onFix} />
            )}
          </div>
        );
      })}
      <Findings findings={findings.filter(({ path }) => path.length === 1)} onFix={onFix} />
      <button type="button" className={classes.add} onClick={addRow}>
        <Plus size={12} aria-hidden /> {eventsLabels.addMetadata}
      </button>
    </fieldset>
  );
}
