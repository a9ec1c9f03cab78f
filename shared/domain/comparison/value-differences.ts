import diff from "microdiff";
import { ExactNumber } from "../json/exact-number.ts";
import { isJsonObject, isSameJson, type JsonValue } from "../json/json.ts";

/** A place at which two values differ: names of members and positions in lists. A value is undefined where the place does not exist. */
export interface ValueDifference {
  readonly path: readonly (string | number)[];
  readonly reference: JsonValue | undefined;
  readonly compared: JsonValue | undefined;
}

/** Lists the places at which two JSON values differ, the outermost ones first found. Lists are compared by position. Empty for equal values. */
export function valueDifferences(reference: JsonValue, compared: JsonValue): ValueDifference[] {
  if (isSameJson(reference, compared)) return [];
  if (!isContainer(reference) || !isContainer(compared) || Array.isArray(reference) !== Array.isArray(compared)) {
    return [{ path: [], reference, compared }];
  }
  const places = new Map<string, (string | number)[]>();
  for (const { path } of diff(reference, compared, { cyclesFix: false })) {
    const place = upToNumber(path, reference, compared);
    places.set(JSON.stringify(place), place);
  }
  return [...places.values()].map((path) => ({ path, reference: valueAtPlace(reference, path), compared: valueAtPlace(compared, path) }));
}

function isContainer(value: JsonValue): value is JsonValue[] | { [key: string]: JsonValue } {
  return Array.isArray(value) || isJsonObject(value);
}

/** Cuts a path that leads into an `ExactNumber`, which is one value. */
function upToNumber(path: readonly (string | number)[], reference: JsonValue, compared: JsonValue): (string | number)[] {
  const end = path.findIndex((_, index) =>
    [reference, compared].some((value) => valueAtPlace(value, path.slice(0, index)) instanceof ExactNumber),
  );
  return end === -1 ? [...path] : path.slice(0, end);
}

function valueAtPlace(value: JsonValue, path: readonly (string | number)[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const name of path) {
    if (Array.isArray(at)) at = at[Number(name)];
    else at = at !== undefined && isJsonObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}
