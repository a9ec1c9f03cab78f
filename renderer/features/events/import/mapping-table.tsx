import { NativeSelect, TextInput } from "@mantine/core";
import type { RowMapping } from "#shared/domain/events/event-import.ts";
import { eventsLabels } from "../events-labels.ts";
import { choiceOf, fieldOf, targetChoices, targetOf, withField } from "./mapping-choices.ts";
import classes from "./mapping-table.module.css";

/** Maps each column of the file; shows its value in the first row. */
export function MappingTable({
  columns,
  sample,
  mapping,
  onChange,
}: {
  columns: readonly string[];
  sample: readonly string[];
  mapping: RowMapping;
  onChange: (mapping: RowMapping) => void;
}) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">First row</th>
          <th scope="col">Maps to</th>
          <th scope="col">Field name</th>
        </tr>
      </thead>
      <tbody>
        {columns.map((column, at) => {
          const target = mapping.columns[column];
          const field = fieldOf(target);
          const withTarget = (next: ReturnType<typeof targetOf>) =>
            onChange({ ...mapping, columns: { ...mapping.columns, [column]: next } });
          return (
            <tr key={column} data-left-out={choiceOf(target) === "ignore" || undefined}>
              <th scope="row">
                <code>{column}</code>
              </th>
              <td>
                <code className="second" title={sample[at]}>
                  {sample[at] ?? ""}
                </code>
              </td>
              <td>
                <NativeSelect
                  aria-label={eventsLabels.columnTarget(column)}
                  value={choiceOf(target)}
                  data={targetChoices.map(({ value, label }) => ({ value, label }))}
                  onChange={(event) => {
                    const chosen = targetChoices.find(({ value }) => value === event.currentTarget.value);
                    if (chosen !== undefined) withTarget(targetOf(chosen.value, column, target));
                  }}
                />
              </td>
              <td>
                {target !== undefined && field !== undefined ? (
                  <TextInput
                    classNames={{ input: classes.data ?? "" }}
                    aria-label={`Field name for ${column}`}
                    spellCheck={false}
                    value={field}
                    onChange={(event) => withTarget(withField(target, event.currentTarget.value))}
                  />
                ) : null}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
