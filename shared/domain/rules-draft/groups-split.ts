import { isJsonNumber, toDouble } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";

/** Units are divided into so many slots, by which groups of experiments and shares of layers are given out. */
export const slotCount = 1_000;

/** Returns the border up to which units are in the group of this rule, in thousandths; null for a rule that is no group with one. */
export function groupBorder(conditions: readonly JsonValue[]): { readonly condition: number; readonly border: number } | null {
  const condition = conditions.findIndex((each) => isJsonObject(each) && each.type === "user_bucket" && each.operator === "lt");
  const content = conditions[condition];
  const border = isJsonObject(content) ? content.targetValue : undefined;
  return isJsonNumber(border) ? { condition, border: toDouble(border) } : null;
}

/** Returns the share of each group in percent; the borders are in thousandths and ascending. */
export function sharesOf(borders: readonly number[]): number[] {
  return borders.map((border, at) => (border - (borders[at - 1] ?? 0)) / 10);
}

/** Returns why new borders are no split between groups, as a clause; null if they are one. `total`: the border of the last group before. */
export function splitProblem(borders: readonly JsonValue[], total: JsonValue | undefined): string | null {
  const numbers = borders.map((border) => (isJsonNumber(border) ? toDouble(border) : Number.NaN));
  if (numbers.some((border) => !(border >= 0 && border <= slotCount))) return "the border of a group is a number from 0 to 1000";
  if (numbers.some((border, at) => border < (numbers[at - 1] ?? 0))) return "the borders of the groups are not in ascending order";
  const sum = numbers.at(-1) ?? 0;
  const before = total !== undefined && isJsonNumber(total) ? toDouble(total) : slotCount;
  return sum === before ? null : `the shares of the groups add up to ${sum / 10} %, not to ${before / 10} %`;
}

/** The slots of a unit that are given to something, and the position of the condition that names them; null if no condition does. */
export function slotsOf(
  conditions: readonly JsonValue[],
): { readonly condition: number; readonly target: JsonObject; readonly slots: ReadonlySet<number> } | null {
  const condition = conditions.findIndex(
    (each) =>
      isJsonObject(each) &&
      each.type === "user_bucket" &&
      (each.operator === "any" || each.operator === "none") &&
      isJsonObject(each.targetValue),
  );
  const content = conditions[condition];
  const target = isJsonObject(content) ? content.targetValue : undefined;
  if (!isJsonObject(target)) return null;
  const slots = Object.keys(target)
    .map(Number)
    .filter((slot) => Number.isInteger(slot) && slot >= 0 && slot < slotCount);
  return { condition, target, slots: new Set(slots) };
}

/** Returns the slots with others added from the free ones, or with the last ones removed, so that there are `count`; fewer if not enough are free. None is written as Statsig does: as one that no unit has. */
export function slotsWithCount(slots: ReadonlySet<number>, taken: ReadonlySet<number>, count: number): JsonObject {
  const own = [...slots].toSorted((a, b) => a - b);
  const free = Array.from({ length: slotCount }, (_, slot) => slot).filter((slot) => !slots.has(slot) && !taken.has(slot));
  const chosen = [...own, ...free].slice(0, count).toSorted((a, b) => a - b);
  return chosen.length === 0 ? { "-1": true } : Object.fromEntries(chosen.map((slot) => [String(slot), true]));
}
