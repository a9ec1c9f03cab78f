import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { valueDifferences } from "#shared/domain/comparison/value-differences.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** A place in the values of all subjects: `limits.EUR`, `carriers.1`; empty for the whole value. A value is undefined where the place does not exist. */
export interface ValuePlace {
  readonly path: readonly (string | number)[];
  readonly values: readonly (JsonValue | undefined)[];
  readonly differs: boolean;
}

/** Lists the places at which any value differs from the first, then the members that are the same in all. Null for answers without a value to compare. */
export function valuePlaces(answers: readonly Pick<ComparedAnswer, "value">[]): ValuePlace[] | null {
  const values = answers.map(({ value }) => value);
  const [first, ...others] = values;
  if (first === undefined || values.every((value) => typeof value !== "object" || value === null)) return null;
  const places = new Map(
    others.flatMap((value) => valueDifferences(first, value).map(({ path }) => [JSON.stringify(path), path] as const)),
  );
  const placeAt = (path: ValuePlace["path"], differs: boolean): ValuePlace => ({
    path,
    values: values.map((value) => at(value, path)),
    differs,
  });
  const differing = [...places.values()].map((path) => placeAt(path, true));
  const touched = new Set(differing.map(({ path }) => path[0]));
  const isWhole = differing.some(({ path }) => path.length === 0);
  const members = isJsonObject(first) && !isWhole ? Object.keys(first).filter((name) => !touched.has(name)) : [];
  return [...differing, ...members.map((name) => placeAt([name], false))];
}

/** `4 of 4 keys differ`; a place inside a key counts as the key. Empty if the values differ as a whole. */
export function placesNote(places: readonly ValuePlace[]): string {
  if (places.length === 0 || places.some(({ path }) => path.length === 0)) return "";
  const keys = new Map<string, boolean>();
  for (const { path, differs } of places) keys.set(String(path[0]), differs || (keys.get(String(path[0])) ?? false));
  const differing = [...keys.values()].filter(Boolean).length;
  return `${differing} of ${keys.size} ${keys.size === 1 ? "key differs" : "keys differ"}`;
}

function at(value: JsonValue, path: ValuePlace["path"]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((holder, name) => {
    if (Array.isArray(holder)) return holder[Number(name)];
    return holder !== undefined && isJsonObject(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
  }, value);
}
