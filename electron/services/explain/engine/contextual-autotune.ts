import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { AutotuneForm } from "./definitions/forms.ts";
import type { Subject } from "./look-ups/subject.ts";
import { decidedResult, type SpecResult, unknownResult } from "./results.ts";

/** Ends the rule ID of a unit with which an autotune explores. */
export const exploreSuffix = ":explore";

type Group = AutotuneForm["groups"][number];

export function hasStarted({ enabled, groups }: AutotuneForm): boolean {
  return enabled && groups.length > 0;
}

/**
 * Chooses the group of a contextual autotune (statsig-evaluation.md §12.1) and describes the choice. Unknown where the engine chooses
 * randomly.
 */
export function chooseGroup(
  name: string,
  autotune: AutotuneForm,
  isTargeted: boolean,
  subject: Subject,
): { result: SpecResult; note: string } {
  const fallback = (ruleId: string, note: string) => ({ result: result(name, ruleId, autotune.defaultValue, null, false), note });
  const chosen = (group: Group, suffix: string, note: string) => ({
    result: { ...result(name, group.id + suffix, group.parameterValues, group.name, true), isExploring: suffix !== "" },
    note,
  });
  const random = (note: string) => ({ result: unknownResult(name, [note], null), note });
  if (!hasStarted(autotune)) return fallback("prestart", "The autotune has not started.");
  if (!isTargeted) return fallback("inlineTargetingRules", "The autotune’s targeting gate does not pass.");

  const { groups, config, sampleRate } = autotune;
  const place = subject.place(`${autotune.salt}.`, autotune.idType, subject.unitNamed(autotune.idType).text ?? "", 10_000);
  if (config == null) {
    const group = groups[Math.floor(place / (10_000 / groups.length))];
    return group === undefined
      ? random("It has no groups.")
      : chosen(group, exploreSuffix, "The autotune has learned nothing yet, so a hash of the unit chooses the group.");
  }
  if (place < sampleRate * 10_000)
    return random("The autotune explores with this unit and chooses its group randomly, so the group is unknown.");
  const best = bestGroup(autotune, subject);
  return best === null
    ? random("No group of the autotune has learned weights, so it chooses one randomly.")
    : chosen(best.group, "", `The group scores best for this user, with ${best.score}.`);
}

function result(name: string, ruleId: string, value: JsonValue, groupName: string | null, isOn: boolean): SpecResult {
  return decidedResult({
    outcome: isOn ? "matched" : "no_rule",
    name,
    isOn,
    value: isJsonObject(value) ? value : null,
    ruleId,
    groupName,
    isExperimentGroup: false,
    explicitParameters: null,
  });
}

function bestGroup({ groups, config, higherIsBetter }: AutotuneForm, subject: Subject): { group: Group; score: number } | null {
  const scored = groups.flatMap((group) => {
    const score = scoreOf(config?.[group.id], subject);
    return score === null ? [] : [{ group, score }];
  });
  // The first of equal scores wins. A score that is no number is never better, so the first group stays if all are.
  const [first = null] = groups;
  if (scored.length === 0 || first === null) return null;
  const worst = higherIsBetter ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return scored.reduce((best, next) => ((higherIsBetter ? next.score > best.score : next.score < best.score) ? next : best), {
    group: first,
    score: worst,
  });
}

/** A group without weights has no score, whatever its intercept. */
function scoreOf(learned: NonNullable<AutotuneForm["config"]>[string] | undefined, subject: Subject): number | null {
  if (learned === undefined) return null;
  const categorical = Object.entries(learned.weightsCategorical);
  const numerical = Object.entries(learned.weightsNumerical);
  if (categorical.length + numerical.length === 0) return null;
  const field = (name: string) => subject.fieldNamed(name);
  const ofCategories = categorical.map(([name, weights]) => {
    const resolved = field(name);
    const text = resolved.text ?? JSON.stringify(resolved.json);
    return resolved.isPresent && Object.hasOwn(weights, text) ? (weights[text] ?? 0) : 0;
  });
  const ofNumbers = numerical.map(([name, weight]) => (field(name).number ?? 0) * weight);
  return [...ofCategories, ...ofNumbers].reduce((sum, part) => sum + part, learned.intercept + learned.alpha);
}
