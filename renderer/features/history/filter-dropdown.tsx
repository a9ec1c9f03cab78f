import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useId } from "react";
import { orpc } from "#renderer/host/client.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { parseHistoryQuery, valuesOf, withField } from "#shared/domain/history/history-query.ts";
import { type QueryField, queryOrigins } from "#shared/domain/history/query-fields.ts";
import { DropdownPanel } from "./dropdown-panel.tsx";
import classes from "./history.module.css";
import { filterLabels, historyLabels } from "./history-labels.ts";
import searchClasses from "./history-search.module.css";
import { searchHistory } from "./history-view.ts";

/** Sets the fields of the search by mouse: each choice is written into the search, where it can be read and edited. */
export function FilterDropdown({ text }: { text: string }) {
  const { dropdown, button, wasOpened } = useDropdown("dialog");
  return (
    <>
      <button type="button" className={classes.filter} {...button}>
        <SlidersHorizontal size={12} aria-hidden /> {historyLabels.filters}
      </button>
      {wasOpened && (
        <DropdownPanel label={historyLabels.filters} dropdown={dropdown} position="bottom-end" width={320}>
          <Filters text={text} />
        </DropdownPanel>
      )}
    </>
  );
}

const maxValues = 100;

function Filters({ text }: { text: string }) {
  const id = useId();
  const query = parseHistoryQuery(text);
  const fieldValue = (field: QueryField) => valuesOf(query, field)[0] ?? "";
  const set = (field: QueryField) => (value: string) => searchHistory(withField(text, field, value === "" ? null : value));
  const dates = ["since", "until"] as const;
  const kept = ["user", "tier", "project"] as const;
  return (
    <div className={searchClasses.filterForm}>
      {dates.map((field) => (
        <Labelled key={field} id={`${id}-${field}`} field={field}>
          <input
            id={`${id}-${field}`}
            type="date"
            value={/^\d{4}-\d\d-\d\d/.exec(fieldValue(field))?.[0] ?? ""}
            onChange={({ currentTarget }) => set(field)(currentTarget.value)}
          />
        </Labelled>
      ))}
      {kept.map((field) => (
        <Labelled key={field} id={`${id}-${field}`} field={field}>
          <KeptValues id={`${id}-${field}`} field={field} value={fieldValue(field)} onValue={set(field)} />
        </Labelled>
      ))}
      <Labelled id={`${id}-origin`} field="origin">
        <Choice
          id={`${id}-origin`}
          value={fieldValue("origin")}
          choices={Object.entries(queryOrigins).map(([value, { finds }]) => ({ value, label: finds }))}
          onValue={set("origin")}
        />
      </Labelled>
    </div>
  );
}

function Labelled({ id, field, children }: { id: string; field: keyof typeof filterLabels; children: ReactNode }) {
  return (
    <>
      <label htmlFor={id}>{filterLabels[field]}</label>
      {children}
    </>
  );
}

type ChoiceProps = { id: string; value: string; onValue: (value: string) => void };

function KeptValues({ field, ...choice }: ChoiceProps & { field: "user" | "tier" | "project" }) {
  const values = useQuery(orpc.history.values.queryOptions({ input: { field, limit: maxValues }, staleTime: 0 }));
  return <Choice {...choice} choices={(values.data ?? []).map(({ value }) => ({ value, label: value }))} />;
}

function Choice({ id, value, choices, onValue }: ChoiceProps & { choices: readonly { value: string; label: string }[] }) {
  const isTyped = value !== "" && !choices.some((choice) => choice.value === value);
  return (
    <select id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
      <option value="">{historyLabels.any}</option>
      {isTyped && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
