import { findMinimalCauses } from "#shared/domain/comparison/minimal-causes.ts";
import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** Each try prepares rules. Enough for every pair of 10 edits. */
const maxTried = 64;

/**
 * Returns the compared spec with only those edits taken back that decide: its rules and members that are in a minimal set which makes the answers equal.
 * `isEqualWith` evaluates with a spec. Null if all edits decide, or if they cannot be told apart: rules were added, removed or moved, or are groups, whose
 * borders move together.
 */
export function withoutDecidingEdits(
  reference: JsonValue | undefined,
  compared: JsonValue | undefined,
  isEqualWith: (spec: JsonObject) => boolean,
): JsonObject | null {
  if (!isJsonObject(reference) || !isJsonObject(compared)) return null;
  const [before, after] = [rulesOf(reference), rulesOf(compared)];
  if (before === null || after === null || !isSameJson(before.map(keyOf), after.map(keyOf))) return null;
  const edits = [
    ...after.flatMap((rule, at) => (isSameJson(before[at], rule) ? [] : [at])),
    ...[...new Set([...Object.keys(reference), ...Object.keys(compared)])].filter(
      (name) => name !== "rules" && !isSameJson(reference[name], compared[name]),
    ),
  ];
  const withReference = (positions: readonly number[]): JsonObject => {
    const takenBack = new Set(positions.map((position) => edits[position]));
    const members = Object.entries({ ...compared, ...reference }).flatMap(([name]): [string, JsonValue][] => {
      const value = (takenBack.has(name) ? reference : compared)[name];
      return value === undefined ? [] : [[name, value]];
    });
    return { ...Object.fromEntries(members), rules: after.map((rule, at) => (takenBack.has(at) ? (before[at] ?? rule) : rule)) };
  };
  const { sets } = findMinimalCauses(edits.length, (positions) => isEqualWith(withReference(positions)), maxTried);
  const deciding = [...new Set(sets.flat())];
  return deciding.length === 0 || deciding.length === edits.length ? null : withReference(deciding);
}

/** Null if there are no rules, or groups among them. */
function rulesOf({ rules }: JsonObject): readonly JsonObject[] | null {
  const read = Array.isArray(rules) ? rules.filter(isJsonObject) : [];
  return read.length === 0 || !Array.isArray(rules) || read.length < rules.length || read.some((rule) => rule.isExperimentGroup === true)
    ? null
    : read;
}

/** Statsig appends the percentage to the ID of a rule. */
function keyOf({ id }: JsonObject): JsonValue {
  return typeof id === "string" ? consoleRuleId(id) : (id ?? null);
}
