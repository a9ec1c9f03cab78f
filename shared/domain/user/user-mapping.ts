import { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import type { StatsigUser } from "./statsig-user.ts";
import { textOfCell, valueOfCell } from "./user-columns.ts";

/**
 * What one column of a table becomes: the path of a user's field, such as `userID`, `customIDs.storeID`, `custom.plan` or `privateAttributes.age`, or
 * null for a column that is not used. `isText` keeps numbers and true or false in a custom or private field texts.
 */
export const MappedColumnSchema = z.object({ column: z.string(), to: z.string().nullable(), isText: z.boolean() });
export type MappedColumn = z.infer<typeof MappedColumnSchema>;

/** In the order of the table's columns. */
export const UserMappingSchema = z.array(MappedColumnSchema).max(2_000);
export type UserMapping = z.infer<typeof UserMappingSchema>;

const containers = ["customIDs", "custom", "privateAttributes", "statsigEnvironment"] as const;
const topLevel = ["userID", "email", "ip", "userAgent", "country", "locale", "appVersion"] as const;
/** The fields that every user can have, by their names in lower case without separators. */
const known = new Map<string, string>([
  ...topLevel.map((field): [string, string] => [plain(field), field]),
  ["uid", "userID"],
  ["customerid", "userID"],
  ["mail", "email"],
  ["emailaddress", "email"],
  ["ipaddress", "ip"],
  ["language", "locale"],
  ["countrycode", "country"],
  ["tier", "statsigEnvironment.tier"],
  ["environment", "statsigEnvironment.tier"],
]);
const idColumn = /^(stable|device|company|store|org(?:anization)?|account|tenant|workspace|team|visitor|session|anonymous)[\W_]*id$/i;
const privateColumn = /^private(?:[\W_]*attributes?)?[._](.+)$/i;
const containerColumn = /^(customIDs?|custom|statsigEnvironment)\.(.+)$/i;

/**
 * Guesses what columns become, by their names. `unitIds` are the ID types that the rules use, of which a column has the exact name or a similar one. Each
 * field is mapped once: of two columns for one field, the second becomes a custom field.
 */
export function guessUserMapping(columns: readonly string[], unitIds: readonly string[] = []): UserMapping {
  const taken = new Set<string>();
  return columns.map((column) => {
    const guessed = guessPath(column, unitIds);
    const to = taken.has(guessed) ? `custom.${column}` : guessed;
    taken.add(to);
    return { column, to, isText: false };
  });
}

function guessPath(column: string, unitIds: readonly string[]): string {
  if ((containers as readonly string[]).includes(column)) return column;
  const name = column.replace(/^user\./i, "");
  const [, privateField] = privateColumn.exec(name) ?? [];
  if (privateField !== undefined) return `privateAttributes.${privateField}`;
  const [, container = "", field] = containerColumn.exec(name) ?? [];
  if (field !== undefined) return `${containerOf(container)}.${field}`;
  const unit = unitIds.find((id) => plain(id) === plain(name)) ?? unitIds.find((id) => plain(id) === `${plain(name)}id`);
  if (unit !== undefined && plain(unit) !== "userid") return `customIDs.${unit}`;
  const field2 = known.get(plain(name));
  if (field2 !== undefined) return field2;
  if (idColumn.test(name)) return `customIDs.${camelCase(name)}`;
  return `custom.${name}`;
}

/** `customID` is also taken for `customIDs`. */
function containerOf(written: string): string {
  return containers.find((each) => [plain(written), `${plain(written)}s`].includes(plain(each))) ?? "custom";
}

/** True for the name of a column that is a field of users, not a custom field of any name. */
export function isKnownUserColumn(column: string): boolean {
  return !guessPath(column, []).startsWith("custom.") || containerColumn.test(column);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** `device_id` becomes `deviceID`. */
function camelCase(name: string): string {
  const [first = "", ...rest] = name.split(/[\W_]+/).filter((word) => word !== "");
  if (rest.length === 0) return name.replace(/id$/i, "ID");
  return first.toLowerCase() + rest.map((word) => (/^id$/i.test(word) ? "ID" : word.slice(0, 1).toUpperCase() + word.slice(1))).join("");
}

/** True for the path of a private attribute, whose values are not stored and not shown. */
export function isPrivatePath(path: string): boolean {
  return path === "privateAttributes" || path.startsWith("privateAttributes.");
}

/** Returns a function that makes users of a table's rows. An empty cell is an absent field. */
export function userFromCells(mapping: readonly MappedColumn[]): (cells: readonly string[]) => StatsigUser {
  const makers = mapping.flatMap(({ to, isText }, at) => (to === null ? [] : [{ at, ...partsOf(to), isText }]));
  return (cells) => {
    const user: JsonObject = {};
    for (const { at, container, field, isText } of makers) {
      const cell = cells[at];
      if (cell === undefined || cell === "") continue;
      if (container === null) setField(user, field, textOfCell(cell));
      else setField(objectAt(user, container), field, isText || container === "customIDs" ? textOfCell(cell) : valueOfCell(cell));
    }
    return user;
  };
}

/** Returns a function that makes users of JSON objects. Fields that are not mapped become what their names say: the file's first rows may lack them. */
export function userFromObject(mapping: UserMapping, unitIds: readonly string[] = []): (row: JsonObject) => StatsigUser {
  const places = new Map(mapping.map(({ column, to, isText }) => [column, to === null ? null : { ...partsOf(to), isText }]));
  return (row) => {
    const user: JsonObject = {};
    for (const [column, value] of Object.entries(row)) {
      let place = places.get(column);
      if (place === undefined) {
        place = { ...partsOf(guessPath(column, unitIds)), isText: false };
        places.set(column, place);
      }
      if (place === null || value === null || value === "") continue;
      const { container, field, isText } = place;
      const kept = isText && typeof value !== "string" ? textOf(value) : value;
      if (container === null && (containers as readonly string[]).includes(field) && isJsonObject(kept))
        for (const [name, member] of Object.entries(kept)) setField(objectAt(user, field), name, member);
      else setField(container === null ? user : objectAt(user, container), field, kept);
    }
    return user;
  };
}

function textOf(value: JsonValue): string {
  return JSON.stringify(value);
}

function partsOf(path: string): { readonly container: string | null; readonly field: string } {
  const container = containers.find((each) => path.startsWith(`${each}.`));
  return container === undefined ? { container: null, field: path } : { container, field: path.slice(container.length + 1) };
}

function objectAt(user: JsonObject, container: string): JsonObject {
  const inner = user[container];
  if (isJsonObject(inner)) return inner;
  const made: JsonObject = {};
  user[container] = made;
  return made;
}

/** Assigning to `__proto__` would change the prototype. */
function setField(object: JsonObject, name: string, value: JsonValue): void {
  if (name === "__proto__") Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

/** True for a field whose values in a table are texts, also those that look like numbers. */
export function isTextPath(path: string): boolean {
  const { container } = partsOf(path);
  return container === null || container === "customIDs";
}

/** Returns a function that finds the field at a path; undefined if it is absent. */
export function valueReader(path: string): (user: StatsigUser) => JsonValue | undefined {
  const { container, field } = partsOf(path);
  return (user) => {
    const holder = container === null ? user : user[container];
    return isJsonObject(holder) && Object.hasOwn(holder, field) ? holder[field] : undefined;
  };
}

/** Returns a function that finds the field at a path as a text; empty if it is absent. */
export function cellReader(path: string): (user: StatsigUser) => string {
  const read = valueReader(path);
  return (user) => {
    const value = read(user);
    return value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  };
}

/** Lists the paths of a user's fields, IDs first, private attributes left out. */
export function pathsOfUser(user: StatsigUser): string[] {
  const paths = Object.entries(user).flatMap(([name, value]) =>
    (containers as readonly string[]).includes(name) && isJsonObject(value)
      ? Object.keys(value).map((field) => `${name}.${field}`)
      : [name],
  );
  return paths.filter((path) => !isPrivatePath(path)).toSorted((one, other) => rank(one) - rank(other));
}

function rank(path: string): number {
  if (path === "userID") return 0;
  if (path.startsWith("customIDs.")) return 1;
  return path.includes(".") ? 3 : 2;
}

/** The name of a field on the screen: `custom.plan` is shown as `plan`. */
export function fieldLabel(path: string): string {
  return partsOf(path).field;
}
