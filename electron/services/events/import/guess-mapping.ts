import type { ColumnTarget, FileFormat, RowMapping } from "#shared/domain/events/event-import.ts";
import type { KnownColumns } from "./file-rows/csv-layout.ts";
import { findTimeColumn, guessTimeUnit, isTimeName, type Sample } from "./time-column.ts";

/** Guesses what the columns of a file are by their names, and which is the time also by its first values. Unknown columns become metadata. */
export function guessMapping(columns: readonly string[], format: FileFormat, sample: Sample): RowMapping {
  const timeColumn = findTimeColumn(columns, sample);
  const targets = columns.map((column): [string, ColumnTarget] => {
    if (column === timeColumn) return [column, { kind: "time" }];
    const target = guessTarget(column, format);
    return [column, target.kind === "time" ? { kind: "metadata", field: column } : target];
  });
  return {
    columns: Object.fromEntries(targets),
    fixedName: "",
    usesPanelUser: false,
    timeUnit: timeColumn === null ? "ms" : guessTimeUnit(sample(timeColumn)),
    assumesUtc: false,
    numbersFromText: format === "csv" || isConsoleExport(columns),
    convertsMetadata: false,
  };
}

/** Recognizes events of the Console API, whose values are always texts. */
function isConsoleExport(columns: readonly string[]): boolean {
  return ["timestamp", "name", "source", "value"].every((column) => columns.includes(column));
}

/** Matches private attributes, which are left out: as a column of their own they would be sent as another field. */
const isPrivate = /private[\W_]*attribute/i;

/** Matches the tier of a row's user, also as a column of its own. */
const isEnvironment = /^(?:user[._])?statsig_?environment(?:[._]tier)?$/i;

/** Guesses what a column is by its name. */
export function guessTarget(column: string, format: FileFormat): ColumnTarget {
  if (isPrivate.test(column)) return { kind: "private" };
  if (isEnvironment.test(column)) return { kind: "user", field: "statsigEnvironment" };
  // The user's maps, in a row that has the user's fields beside those of the event.
  if (/^custom_?ids?$/i.test(column)) return { kind: "user", field: "customIDs" };
  if (column === "custom" && format !== "csv") return { kind: "user", field: "custom" };
  const [, map = "", field = ""] = /^(metadata|meta|custom|customIDs?|user)[._](.+)$/i.exec(column) ?? [];
  const nested = field === "" ? null : guessNested(map.toLowerCase(), field);
  if (nested !== null) return nested;
  const plain = column.toLowerCase().replace(/[^a-z]/g, "");
  if (isTimeName(column)) return { kind: "time" };
  const known = knownColumns.get(plain);
  if (known !== undefined) return known;
  if (format !== "csv" || plain.endsWith("json")) {
    const part = jsonParts.get(plain.replace(/json$/, ""));
    if (part !== undefined) return { kind: "json", part };
  }
  const userField = userFields.get(plain);
  if (userField !== undefined) return { kind: "user", field: userField };
  return { kind: "metadata", field: column };
}

/** The columns of a table of events. */
export const eventColumns: KnownColumns = { isKnown: (name) => guessTarget(name, "csv").kind !== "metadata" };

function guessNested(map: string, field: string): ColumnTarget | null {
  switch (map) {
    case "metadata":
    case "meta":
      return { kind: "metadata", field };
    case "custom":
      return { kind: "custom", field };
    case "customid":
    case "customids":
      return { kind: "customID", field };
    default: {
      const [, innerMap = "", innerField = ""] = /^(custom|customIDs?)[._](.+)$/i.exec(field) ?? [];
      if (innerField !== "") return guessNested(innerMap.toLowerCase(), innerField);
      // `user_id` is the user ID, not a field called `id`.
      return /^id$/i.test(field) ? null : { kind: "user", field: userFields.get(field.toLowerCase()) ?? field };
    }
  }
}

const knownColumns = new Map<string, ColumnTarget>([
  ...["eventname", "event", "name"].map((name): [string, ColumnTarget] => [name, { kind: "name" }]),
  ...["value", "eventvalue", "amount"].map((name): [string, ColumnTarget] => [name, { kind: "value" }]),
  ...["userid", "uid"].map((name): [string, ColumnTarget] => [name, { kind: "userID" }]),
  ["stableid", { kind: "customID", field: "stableID" }],
  ["companyid", { kind: "customID", field: "companyID" }],
]);

const jsonParts = new Map<string, Extract<ColumnTarget, { kind: "json" }>["part"]>([
  ["user", "user"],
  ["metadata", "metadata"],
  ["statsigmetadata", "statsigMetadata"],
  ["secondaryexposures", "secondaryExposures"],
]);

const userFields = new Map(["email", "ip", "userAgent", "country", "locale", "appVersion"].map((field) => [field.toLowerCase(), field]));
