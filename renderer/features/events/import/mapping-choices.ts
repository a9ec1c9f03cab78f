import type { ColumnTarget, RowMapping } from "#shared/domain/events/event-import.ts";

/** The targets that a column can be mapped to, with their labels. */
export const targetChoices = [
  { value: "ignore", label: "not used" },
  { value: "name", label: "Event name" },
  { value: "value", label: "Value" },
  { value: "time", label: "Time" },
  { value: "metadata", label: "Metadata" },
  { value: "userID", label: "User: userID" },
  { value: "customID", label: "User: custom ID" },
  { value: "user", label: "User: field" },
  { value: "custom", label: "User: custom attribute" },
  { value: "private", label: "User: private attribute" },
  { value: "json:metadata", label: "All metadata, as JSON" },
  { value: "json:user", label: "Whole user, as JSON" },
  { value: "json:statsigMetadata", label: "SDK metadata, as JSON" },
  { value: "json:secondaryExposures", label: "Secondary exposures, as JSON" },
] as const;
export type TargetChoice = (typeof targetChoices)[number]["value"];

export function choiceOf(target: ColumnTarget | undefined): TargetChoice {
  if (target === undefined) return "ignore";
  return target.kind === "json" ? `json:${target.part}` : target.kind;
}

/** Returns the target of a choice. A target with a field keeps the previous field name, or starts with the column's name. */
export function targetOf(choice: TargetChoice, column: string, before: ColumnTarget | undefined): ColumnTarget {
  switch (choice) {
    case "metadata":
    case "customID":
    case "user":
    case "custom":
      return { kind: choice, field: fieldOf(before) ?? column };
    case "json:metadata":
    case "json:user":
    case "json:statsigMetadata":
    case "json:secondaryExposures":
      return { kind: "json", part: partOf(choice) };
    default:
      return { kind: choice };
  }
}

/** True if a column is read as the time of its event; else there is no time whose unit could be chosen. */
export function hasTimeColumn({ columns }: Pick<RowMapping, "columns">): boolean {
  return Object.values(columns).some(({ kind }) => kind === "time");
}

/** Returns the field name of a target; undefined if it has none. */
export function fieldOf(target: ColumnTarget | undefined): string | undefined {
  return target !== undefined && "field" in target ? target.field : undefined;
}

export function withField(target: ColumnTarget, field: string): ColumnTarget {
  return "field" in target ? { ...target, field } : target;
}

function partOf(choice: `json:${"user" | "metadata" | "statsigMetadata" | "secondaryExposures"}`) {
  switch (choice) {
    case "json:user":
      return "user";
    case "json:metadata":
      return "metadata";
    case "json:statsigMetadata":
      return "statsigMetadata";
    case "json:secondaryExposures":
      return "secondaryExposures";
  }
}
