import { SecondaryExposureSchema } from "#shared/domain/evaluation/secondary-exposure.ts";
import { textMetadata } from "#shared/domain/events/event-findings.ts";
import type { ColumnTarget, RowMapping } from "#shared/domain/events/event-import.ts";
import { asUtc, readTime } from "#shared/domain/events/event-time.ts";
import { blankEvent, type EventDraft } from "#shared/domain/events/statsig-event.ts";
import { toMs } from "#shared/domain/events/time-unit.ts";
import { doubledNamesIn } from "#shared/domain/json/doubled-names.ts";
import { isJsonNumber, numberWrittenAs } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { type RawRow, readValue } from "./file-rows/raw-row.ts";
import { guessTarget } from "./guess-mapping.ts";

export type RowRead =
  /** `later` are fields without a mapped column, because none of the file's first rows has them. */
  | {
      readonly kind: "draft";
      readonly draft: EventDraft;
      readonly later: readonly string[];
      readonly time: RowTime;
      /** The names that an object of the row has more than once; the last value of each is read. */
      readonly repeated: readonly string[];
    }
  | { readonly kind: "unreadable"; readonly problem: string };

/** The form of a row's time: none, a plain number in the unit of the mapping, or another one. */
export type RowTime = "none" | "number" | "other";

/**
 * Converts a row into an event draft. Columns that are not mapped are left out; a field that is not a column is mapped by its name. Does not validate the event:
 * see event-findings.ts.
 */
export function readRow(row: RawRow, columns: readonly string[], mapping: RowMapping): RowRead {
  switch (row.kind) {
    case "broken":
      return { kind: "unreadable", problem: row.problem };
    case "json": {
      const read = readValue(row.text);
      if (read.kind === "broken") return { kind: "unreadable", problem: read.problem };
      if (!isJsonObject(read.value)) return { kind: "unreadable", problem: "This row is not an object." };
      return buildDraft(fieldsOf(read.value), columns, mapping, doubledNamesIn(row.text, read.value));
    }
    case "cells":
      if (row.cells.slice(columns.length).some((cell) => cell !== ""))
        return { kind: "unreadable", problem: `This row has ${row.cells.length} cells, and the first line names ${columns.length}.` };
      return buildDraft(filledCells(row.cells, columns), columns, mapping);
  }
}

/** Calls `take` for each field that is not empty, in order. */
type Fields = (take: (column: string, value: JsonValue) => void) => void;

function fieldsOf(object: JsonObject): Fields {
  return (take) => {
    for (const name of Object.keys(object)) {
      const value = object[name] ?? null;
      if (value !== null) take(name, value);
    }
  };
}

/** Skips empty cells: CSV cannot tell an empty text from a missing value. */
function filledCells(cells: readonly string[], columns: readonly string[]): Fields {
  return (take) => {
    for (const [position, column] of columns.entries()) {
      const cell = cells[position] ?? "";
      if (cell !== "") take(column, cell);
    }
  };
}

/** A field does not have the required type. */
class UnreadableField extends Error {}

function buildDraft(forEachField: Fields, columns: readonly string[], mapping: RowMapping, repeated: readonly string[] = []): RowRead {
  const draft = blankEvent();
  draft.name = mapping.fixedName;
  const user: JsonObject = {};
  const later: string[] = [];
  let time: RowTime = "none";
  const targetOf = (column: string): ColumnTarget | undefined => {
    if (Object.hasOwn(mapping.columns, column)) return mapping.columns[column];
    if (columns.includes(column)) return undefined;
    later.push(column);
    const target = guessTarget(column, "ndjson");
    const isSecondTime = target.kind === "time" && (time !== "none" || hasTimeColumn(mapping));
    return isSecondTime ? { kind: "metadata", field: column } : target;
  };
  try {
    forEachField((column, value) => {
      const target = targetOf(column);
      if (target === undefined) return;
      place(draft, user, target, value, column, mapping);
      if (target.kind === "time") time = isPlainNumber(value) ? "number" : "other";
    });
  } catch (failure) {
    if (failure instanceof UnreadableField) return { kind: "unreadable", problem: failure.message };
    throw failure;
  }
  draft.user = ownUser(user, mapping);
  draft.metadata = ownMetadata(draft.metadata, mapping);
  return { kind: "draft", draft, later, time, repeated };
}

/** Returns the user of a row with these fields, or null for the user panel's user. */
function ownUser(fields: JsonObject, { usesPanelUser }: RowMapping): StatsigUser | null {
  return usesPanelUser && Object.keys(fields).length === 0 ? null : fields;
}

function ownMetadata(fields: JsonObject, { convertsMetadata }: RowMapping): JsonObject {
  return convertsMetadata ? textMetadata(fields) : fields;
}

function place(draft: EventDraft, user: JsonObject, target: ColumnTarget, value: JsonValue, column: string, mapping: RowMapping): void {
  switch (target.kind) {
    case "ignore":
    case "private":
      return;
    case "name":
      draft.name = textOf(value, column);
      return;
    case "value":
      draft.value = rowValue(value, mapping);
      return;
    case "time":
      draft.time = timeOf(value, mapping);
      return;
    case "userID":
      user.userID = textOf(value, column);
      return;
    case "user":
      if (target.field === "customIDs" || target.field === "custom") {
        placeMap(draft, user, target.field, value, column);
        return;
      }
      user[target.field] = target.field === "statsigEnvironment" ? environmentOf(value, column) : value;
      return;
    case "customID":
      putInto(user, "customIDs", target.field, textOf(value, column));
      return;
    case "custom":
      putInto(user, "custom", target.field, value);
      return;
    case "metadata":
      draft.metadata = { ...draft.metadata, [target.field]: value };
      return;
    case "json":
      placePart(draft, user, target.part, partOf(value, column), column);
  }
}

function placePart(
  draft: EventDraft,
  user: JsonObject,
  part: Extract<ColumnTarget, { kind: "json" }>["part"],
  value: JsonValue,
  column: string,
): void {
  if (part === "secondaryExposures") {
    const exposures = SecondaryExposureSchema.array().safeParse(value);
    if (!exposures.success) throw new UnreadableField(`“${column}” is not a list of secondary exposures.`);
    draft.secondaryExposures = exposures.data;
    return;
  }
  if (!isJsonObject(value)) throw new UnreadableField(`“${column}” is not a JSON object.`);
  switch (part) {
    case "user":
      for (const name in value) assignField(user, name, value[name] ?? null);
      return;
    case "metadata":
      draft.metadata = { ...draft.metadata, ...value };
      return;
    case "statsigMetadata":
      draft.statsigMetadata = value;
  }
}

/** Sets a field. An assignment would set the prototype for a field named `__proto__`; defining each field costs 2% of the sending speed. */
function assignField(object: JsonObject, name: string, value: JsonValue): void {
  if (name === "__proto__") Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
  else object[name] = value;
}

/** Reads the environment from a cell: the tier, or the whole environment as JSON. */
function environmentOf(value: JsonValue, column: string): JsonValue {
  if (typeof value !== "string") return value;
  return value.trim().startsWith("{") ? partOf(value, column) : { tier: value };
}

/** Adds a whole map of the user; what is no object is metadata. */
function placeMap(draft: EventDraft, user: JsonObject, map: "customIDs" | "custom", value: JsonValue, column: string): void {
  const members = typeof value === "string" && value.trim().startsWith("{") ? partOf(value, column) : value;
  if (isJsonObject(members)) for (const [field, member] of Object.entries(members)) putInto(user, map, field, member);
  else draft.metadata = { ...draft.metadata, [column]: value };
}

function putInto(user: JsonObject, map: "customIDs" | "custom", field: string, value: JsonValue): void {
  const present = user[map];
  user[map] = { ...(isJsonObject(present) ? present : {}), [field]: value };
}

function textOf(value: JsonValue, column: string): string {
  if (typeof value === "string") return value;
  if (isJsonNumber(value)) return String(value);
  throw new UnreadableField(`“${column}” is not text.`);
}

function partOf(value: JsonValue, column: string): JsonValue {
  if (typeof value !== "string") return value;
  try {
    return readJson(value);
  } catch {
    throw new UnreadableField(`“${column}” is not JSON.`);
  }
}

/** True if the mapping reads the time of an event from a column. */
export function hasTimeColumn({ columns }: RowMapping): boolean {
  for (const column in columns) if (columns[column]?.kind === "time") return true;
  return false;
}

function timeOf(value: JsonValue, { timeUnit, assumesUtc }: RowMapping): EventDraft["time"] {
  const time = readTime(value);
  if (time.kind === "at") return timeUnit !== "ms" && isPlainNumber(value) ? { kind: "at", ms: toMs(time.ms, timeUnit) } : time;
  const inUtc = assumesUtc && time.kind === "unreadable" ? asUtc(value) : null;
  return inUtc === null ? time : { kind: "at", ms: inUtc };
}

function isPlainNumber(value: JsonValue): boolean {
  return isJsonNumber(value) || (typeof value === "string" && /^[\d.]+$/.test(value.trim()));
}

function rowValue(value: JsonValue, { numbersFromText }: RowMapping): JsonValue {
  return numbersFromText && typeof value === "string" && isNumeral(value) ? numberWrittenAs(value.trim()) : value;
}

/** Accepts plain decimal numbers; `007`, `1e3` and `0x1F` may be names. */
function isNumeral(text: string): boolean {
  return /^\s*-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?\s*$/.test(text);
}
