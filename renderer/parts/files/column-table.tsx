import { NativeSelect, TextInput } from "@mantine/core";
import { EyeOff, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import plainTable from "#renderer/ui/plain-table.module.css";
import classes from "./column-table.module.css";
import { columnLabels } from "./column-table-labels.ts";

/** A column of a file, and what it becomes. */
export interface ShownColumn<Choice extends string> {
  readonly column: string;
  /** Its values in the first rows. */
  readonly first: readonly string[];
  readonly choice: Choice;
  /** The name that goes with the choice, such as that of an attribute; null for a choice without one. */
  readonly field: string | null;
  readonly isUnused: boolean;
  readonly note: ReactNode;
}

/** What each column of a file becomes: of users and of events alike. The names of fields are never empty. */
export function ColumnTable<Choice extends string>({
  columns,
  choices,
  onChoose,
  onField,
}: {
  columns: readonly ShownColumn<Choice>[];
  choices: readonly { readonly value: Choice; readonly label: string }[];
  onChoose: (column: string, choice: Choice) => void;
  onField: (column: string, field: string) => void;
}) {
  return (
    <table className={`${plainTable.table} ${classes.table}`}>
      <thead>
        <tr>
          <th scope="col">{columnLabels.column}</th>
          <th scope="col">{columnLabels.firstRows}</th>
          <th scope="col">{columnLabels.becomes}</th>
          <th scope="col">{columnLabels.toNote}</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ column, first, choice, field, isUnused, note }) => (
          <tr key={column} data-unused={isUnused || undefined}>
            <th scope="row">
              <code className="ell" title={column}>
                {column}
              </code>
            </th>
            <td>
              <code className="subdued ell" title={first.join(", ")}>
                {first.join(", ")}
              </code>
            </td>
            <td>
              <div className={classes.becomes}>
                <NativeSelect
                  size="xs"
                  aria-label={columnLabels.becomesOf(column)}
                  value={choice}
                  data={choices.map(({ value, label }) => ({ value, label }))}
                  onChange={(event) => {
                    const chosen = choices.find(({ value }) => value === event.currentTarget.value);
                    if (chosen !== undefined) onChoose(column, chosen.value);
                  }}
                />
                {field !== null && <FieldName key={choice} column={column} field={field} onField={onField} />}
              </div>
            </td>
            <td>
              <span className={classes.note}>{note}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldName({ column, field, onField }: { column: string; field: string; onField: (column: string, field: string) => void }) {
  const [text, setText] = useState(field);
  return (
    <TextInput
      size="xs"
      classNames={{ input: classes.data ?? "" }}
      aria-label={columnLabels.fieldOf(column)}
      spellCheck={false}
      value={text}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setText(value);
        if (value.trim() !== "") onField(column, value.trim());
      }}
      onBlur={() => setText(field)}
    />
  );
}

/** A note about a column whose values are private attributes. */
export function PrivateNote({ text }: { text: string }) {
  return (
    <>
      <EyeOff size={13} aria-hidden /> {text}
    </>
  );
}

/** A note about a column that somebody should look at. */
export function ColumnWarning({ children }: { children: ReactNode }) {
  return (
    <>
      <TriangleAlert size={13} color="var(--gs-unknown)" aria-hidden /> {children}
    </>
  );
}
