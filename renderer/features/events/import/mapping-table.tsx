import { ColumnTable, PrivateNote } from "#renderer/parts/files/column-table.tsx";
import { columnLabels } from "#renderer/parts/files/column-table-labels.ts";
import type { ColumnTarget, ImportPreview, RowMapping } from "#shared/domain/events/event-import.ts";
import { choiceOf, fieldOf, targetChoices, targetOf, withField } from "./mapping-choices.ts";

const firstRows = 3;

/** Maps each column of a file of events. */
export function MappingTable({
  columns,
  rows,
  mapping,
  onChange,
}: {
  columns: readonly string[];
  rows: ImportPreview["firstRows"];
  mapping: RowMapping;
  onChange: (mapping: RowMapping) => void;
}) {
  const change = (column: string, target: ColumnTarget) => onChange({ ...mapping, columns: { ...mapping.columns, [column]: target } });
  return (
    <ColumnTable
      columns={columns.map((column, at) => {
        const target = mapping.columns[column];
        const choice = choiceOf(target);
        return {
          ...{ column, choice, field: fieldOf(target) ?? null, isUnused: choice === "ignore" },
          first: rows.slice(0, firstRows).flatMap(({ cells }) => cells[at] || []),
          note: choice === "private" ? <PrivateNote text={columnLabels.privateLeftOut} /> : null,
        };
      })}
      choices={targetChoices}
      onChoose={(column, choice) => change(column, targetOf(choice, column, mapping.columns[column]))}
      onField={(column, field) => {
        const target = mapping.columns[column];
        if (target !== undefined) change(column, withField(target, field));
      }}
    />
  );
}
