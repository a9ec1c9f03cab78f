import { jsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";
import type { StatsigUser } from "./statsig-user.ts";

/**
 * Returns the user with the cell of a table's column. `userID`, `country` and the other top-level fields of Statsig take texts; `customIDs.storeID`,
 * `custom.plan` and `privateAttributes.age` name the place; any other column is a custom field. An empty cell is an absent field.
 */
export function withColumn(user: StatsigUser, column: string, cell: string): StatsigUser {
  return cell === "" ? user : withColumnValue(user, column, isTextColumn(column) ? textOfCell(cell) : valueOfCell(cell));
}

/** The same for a table whose cells have types, as in Parquet: `null` is an absent field, and a column `custom` can have a whole object. */
export function withColumnValue(user: StatsigUser, column: string, value: JsonValue): StatsigUser {
  if (value === null) return user;
  if (containers.has(column) && isJsonObject(value)) return { ...user, [column]: value };
  const leaf = isTextColumn(column) && typeof value !== "string" ? JSON.stringify(value) : value;
  const [container = "", ...rest] = column.split(".");
  if (rest.length > 0 && containers.has(container)) return { ...user, [container]: withMember(user[container], [rest.join(".")], leaf) };
  if (topLevel.has(column)) return { ...user, [column]: leaf };
  return { ...user, custom: withMember(user.custom, [column], leaf) };
}

function isTextColumn(column: string): boolean {
  return topLevel.has(column) || column.startsWith("customIDs.");
}

/** True for a column that names a field of Statsig's users or its place; any other may be a custom field. */
export function isUserColumn(column: string): boolean {
  const [container = "", ...rest] = column.split(".");
  return topLevel.has(column) || (rest.length > 0 && containers.has(container));
}

/** Returns the value of the field that a column names, or undefined. */
export function fieldAt(user: StatsigUser, column: string): JsonValue | undefined {
  const [container = "", ...rest] = column.split(".");
  if (rest.length > 0 && containers.has(container)) return memberOf(user[container], rest.join("."));
  return topLevel.has(column) ? user[column] : memberOf(user.custom, column);
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const containers = new Set(["custom", "customIDs", "privateAttributes", "statsigEnvironment"]);
const topLevel = new Set(["userID", "email", "ip", "userAgent", "country", "locale", "appVersion"]);

/** Returns the value with another one at a path of members. What is no object on the path becomes one. */
export function withMember(value: JsonValue | undefined, [name, ...rest]: readonly string[], leaf: JsonValue): JsonValue {
  if (name === undefined) return leaf;
  const members = value !== undefined && isJsonObject(value) ? value : {};
  return Object.fromEntries([...Object.entries(members).filter(([key]) => key !== name), [name, withMember(members[name], rest, leaf)]]);
}

/** Reads a cell: a JSON number or boolean is one, digit for digit; quotes keep `"42"` a text. */
export function valueOfCell(cell: string): JsonValue {
  if (cell === "true" || cell === "false") return cell === "true";
  const quoted = quotedText.exec(cell);
  return quoted?.[1] ?? jsonNumber(cell) ?? textOfCell(cell);
}

/** Reads the cell of a field that has texts only. An apostrophe before what a spreadsheet would read as a formula belongs to the file, not to the text. */
export function textOfCell(cell: string): string {
  return cell.startsWith("'") && guardedText.test(cell) ? cell.slice(1) : cell;
}

/** Writes a value as the cell that `valueOfCell` reads as this value: a text that looks like a number gets quotes. Lists and objects become their JSON text. */
export function cellOfValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return typeof valueOfCell(value) !== "string" || quotedText.test(value) ? `"${value}"` : value;
}

const quotedText = /^"(.*)"$/s;
/** What `csvCell` writes before a text that begins like a formula. */
const guardedText = /^'+[=+\-@\t\r\n]/;
